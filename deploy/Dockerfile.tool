# The tool alone, without Node: docker build -f deploy/Dockerfile.tool -t contract .
# docker run --rm --network host -v "$PWD:/work" contract verify api.apib --endpoint URL
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY contracts contracts
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir . && rm -rf build
ENV PATH=/venv/bin:$PATH

RUN useradd --create-home --uid 1000 judge
USER 1000
WORKDIR /work
ENTRYPOINT ["contract"]
CMD ["--help"]
