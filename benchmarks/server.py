"""Requests per second of our server beside stock flask-rest-jsonapi, in the same run.

Both serve the same rows from SQLite files of their own, under gunicorn with the same
settings, and are loaded in turns by wrk on this machine. Ours has everything on: parameter
checks, negotiation, access, soft deletion, entity tags. ``benchmarks/stock_app`` is what
upstream's manual writes, without a token's check and with no linkage in its answers.
``benchmarks.constant_app`` is a Flask view that returns a constant: no Flask application is faster
under this gunicorn, so its ratio to stock is the limit of ours.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from benchmarks.measure import Measurement
from contracts.serve.process import running
from server import create_app
from server.states import StateHandler

ROOT = Path(__file__).parent.parent
MEDIA_TYPE = "application/vnd.api+json"
GUNICORN = "{python} -m gunicorn --workers 2 --bind 127.0.0.1:{port}"
CONNECTIONS = 16
SECONDS = 4
#: Seconds until a busy machine has started the workers.
PATIENCE = 60
ROWS = 300
POST = """\
wrk.method = "POST"
wrk.headers["Content-Type"] = "{media_type}"
wrk.headers["Authorization"] = "JWT {token}"
wrk.body = [[{body}]]
"""
FAQ = {
    "data": {
        "type": "faq",
        "attributes": {"question": "Where do I park?", "answer": "Behind the hall, for free."},
        "relationships": {
            "event": {"data": {"type": "event", "id": "1"}},
            "faq-type": {"data": {"type": "faq-type", "id": "1"}},
        },
    }
}


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of request; ``resources`` is how many its answer must hold.

    A ``limited`` one is also asked of the constant view.
    """

    name: str
    path: str
    goal: str = ""
    resources: int = 1
    creates: bool = False
    limited: bool = False


LIST = "/v1/events/1/faqs?page%5Bsize%5D=30"
CASES = (
    Case("detail", "/v1/faqs/7", "≥ 2 x stock", limited=True),
    Case("list of 30", LIST, "≥ 2.5 x stock", 30),
    Case(
        "list of 30 with two includes", f"{LIST}&include=event,faq-type", "≥ half of our list", 30
    ),
    Case("create", "/v1/faqs", "≥ 1 x stock", creates=True),
)


@dataclass(frozen=True, slots=True)
class Service:
    """A running server under load."""

    name: str
    url: str
    script: Path

    def answers(self, case: Case) -> int:
        """The status of one request; RuntimeError when a success is not what it should be."""
        url, head = self.url + case.path, {"Content-Type": MEDIA_TYPE}
        if case.creates:
            head["Authorization"] = f"JWT {_token(self.script)}"
            answer = requests.post(url, json.dumps(FAQ), headers=head, timeout=PATIENCE)
        else:
            answer = requests.get(url, timeout=PATIENCE)
        if answer.ok:
            data = answer.json()["data"]
            found = data if isinstance(data, list) else [data]
            if len(found) != case.resources or {each["type"] for each in found} != {"faq"}:
                raise RuntimeError(f"{self.name}: {case.name} shows {len(found)} resources")
        return answer.status_code

    def rate(self, case: Case, seconds: int) -> float:
        """Requests per second under load; RuntimeError when an answer is no success."""
        script = ["--script", str(self.script)] if case.creates else []
        run = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *script, self.url + case.path],
            check=True,
            capture_output=True,
            text=True,
        )
        found = re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)
        if found is None or "Non-2xx" in run.stdout or not float(found[1]):
            raise RuntimeError(f"{self.name}: {case.name} went wrong under load:\n{run.stdout}")
        return float(found[1])


def _token(script: Path) -> str:
    found = re.search(r"JWT ([^\"]+)", script.read_text(encoding="utf-8"))
    return found[1] if found else ""


def measure(folder: Path, repeat: int) -> list[Measurement]:
    """Every case, ours and stock in turns for each repetition; nothing where wrk is missing."""
    if shutil.which("wrk") is None:
        sys.stderr.write("wrk is not installed (Debian: apt-get install wrk): server skipped\n")
        return []
    with _services(folder) as services:
        return [row for case in CASES for row in _compare(case, *services, repeat)]


def _compare(
    case: Case, ours: Service, stock: Service, constant: Service, repeat: int
) -> Iterator[Measurement]:
    if ours.answers(case) not in (200, 201):
        raise RuntimeError(f"our server refuses: {case.name} ({ours.answers(case)})")
    status = stock.answers(case)
    services = [ours, stock] if status in (200, 201) else [ours]
    services += [constant] if case.limited else []
    rates: dict[str, list[float]] = {service.name: [] for service in services}
    for service in services:
        service.rate(case, 1)  # fills caches
    for round_ in range(repeat):
        # Whoever comes second finds a machine in another mood: take turns at that, too.
        for service in services if round_ % 2 else reversed(services):
            rates[service.name].append(service.rate(case, SECONDS))
    for name, found in rates.items():
        remark = ""
        if name != "stock":
            remark = f", stock: n/a, it answers {status}"
            if "stock" in rates:
                remark = f", {_ratio(found, rates['stock']):.2f} x stock"
        yield Measurement(
            f"server, {name}: {case.name}, a request",
            tuple(1 / rate for rate in found),
            case.goal if name == "ours" else "",
            f"{statistics.median(found):,.0f} requests/s{remark}",
        )


def _ratio(rates: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratios of neighbouring turns."""
    return statistics.median(a / b for a, b in zip(rates, others, strict=True))


@contextmanager
def _services(folder: Path) -> Iterator[tuple[Service, Service, Service]]:
    """Both servers on the same rows, and the constant view; the token is an organizer's."""
    ours, stock, script = folder / "ours.sqlite", folder / "stock.sqlite", folder / "create.lua"
    key = secrets.token_hex(32)
    token = _seed(ours, key)
    with sqlite3.connect(ours) as source, sqlite3.connect(stock) as target:
        source.backup(target)
    script.write_text(
        POST.format(media_type=MEDIA_TYPE, token=token, body=json.dumps(FAQ)), encoding="utf-8"
    )
    common = {"PYTHONPATH": str(ROOT), "SECRET_KEY": key, "APP_CONFIG": "production"}
    first = running(
        f"{GUNICORN} server.wsgi:app",
        {**common, "DATABASE_URL": f"sqlite:///{ours}"},
        folder / "ours.log",
    )
    second = running(
        f"{GUNICORN} benchmarks.stock_app.wsgi:app",
        {**common, "DATABASE_URL": f"sqlite:///{stock}"},
        folder / "stock.log",
    )
    third = running(f"{GUNICORN} benchmarks.constant_app:app", common, folder / "constant.log")
    with first as one, second as other, third as constant:
        yield (
            Service("ours", one.url, script),
            Service("stock", other.url, script),
            Service("constant view", constant.url, script),
        )


def _seed(database: Path, key: str) -> str:
    """An event with its owner, five FAQ types and many FAQs; the owner's token."""
    settings = {
        "TESTING": True,
        "SECRET_KEY": key,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}",
        "CREATE_TABLES": True,
    }
    create_app(settings)
    handler = StateHandler(settings)
    handler.create("user", "1", {"email": "jane@example.com", "password": "password"})
    owner = {"owner": {"type": "user", "id": "1"}}
    handler.create("event", "1", {"name": "A conference", "identifier": "b8324ae2"}, owner)
    event = {"type": "event", "id": "1"}
    for number in range(1, 6):
        handler.create("faq-type", str(number), {"name": f"Type {number}"}, {"event": event})
    for number in range(1, ROWS + 1):
        attributes = {"question": f"Question {number}?", "answer": "An answer of some words."}
        linked = {"event": event, "faq-type": {"type": "faq-type", "id": str(number % 5 + 1)}}
        handler.create("faq", str(number), attributes, linked)
    token = handler.token("1")
    handler.close()
    return token
