# The reference server: one image for web, worker and migrations.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 APP_CONFIG=production HOST=0.0.0.0 PORT=8000

WORKDIR /app
COPY deploy/requirements.lock ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
ENV PATH=/venv/bin:$PATH

COPY contracts/__init__.py contracts/__init__.py
COPY contracts/runtime contracts/runtime
COPY server server
COPY deploy/gunicorn.conf.py deploy/gunicorn.conf.py

RUN useradd --create-home --uid 1000 app && mkdir /data && chown app /data
USER 1000
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py", "server.wsgi:app"]
