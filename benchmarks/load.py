"""Gunicorn with two workers on PostgreSQL under mixed reads and writes, then one is killed.

wrk sends the load (``load.lua``); beside it a client of our own writes down which of its
FAQs were answered with 201. No answer may be 5xx, and every FAQ that was answered with 201
must be in the database, also when a worker was killed (SIGKILL) in the middle.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import flask_migrate
import requests
from sqlalchemy import create_engine, text

from benchmarks.measure import Measurement
from contracts.runtime.config import database_url
from contracts.runtime.packages import load_package
from server import create_app
from server.config import BEHAVIOURS, GENERATED
from server.states import StateHandler
from tests.server.services.gunicorn_server import KEY, PATIENCE, Gunicorn, gunicorn, until
from tests.server.services.postgresql import binaries, cluster

SECONDS = 30
CONNECTIONS = 8
SCRIPT = Path(__file__).with_suffix(".lua")
#: ``load.lua`` reads and changes those with an id up to this.
FAQS = 300
JSON_API = "application/vnd.api+json"


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw: answers by kind, connections cut, and times."""

    fine: int
    refused: int
    failed: int
    cut: int
    timed_out: int
    median_ms: float
    p99_ms: float
    per_second: float
    #: Some answer that was not fine, for whoever has to find out why.
    example: str = ""


@dataclass
class Recorder:
    """Creates FAQs one after the other, and keeps what the server confirmed."""

    url: str
    token: str
    confirmed: dict[int, str] = field(default_factory=dict)
    #: Statuses that are neither 201 nor the loss of a connection.
    unexpected: list[int] = field(default_factory=list)
    cut: int = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Create until the block is left."""
        ended = threading.Event()
        thread = threading.Thread(target=self._create, args=(ended,))
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _create(self, ended: threading.Event) -> None:
        number = 0
        headers = {"Content-Type": JSON_API, "Authorization": f"JWT {self.token}"}
        while not ended.is_set():
            number += 1
            question = f"Recorded {number}?"
            body = json.dumps(faq(question))
            try:
                answer = requests.post(
                    f"{self.url}/v1/faqs", body, headers=headers, timeout=PATIENCE
                )
            except requests.ConnectionError:
                # Its worker is gone: whether the row was written is unknown, and no promise.
                self.cut += 1
                continue
            if answer.status_code == 201:
                self.confirmed[int(answer.json()["data"]["id"])] = question
            else:
                self.unexpected.append(answer.status_code)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run of the load; ``lost`` are confirmed FAQs that the database does not have."""

    load: Load
    confirmed: int
    lost: dict[int, str]
    unexpected: list[int]
    killed: int


def faq(question: str) -> dict[str, Any]:
    """A FAQ of the first event."""
    event = {"data": {"type": "event", "id": "1"}}
    attributes = {"question": question, "answer": "Yes."}
    return {"data": {"type": "faq", "attributes": attributes, "relationships": {"event": event}}}


@contextmanager
def served(folder: Path, database: str) -> Iterator[tuple[Gunicorn, str]]:
    """Gunicorn with two workers on a migrated and seeded database, and the organizer's token."""
    token = _seed(database)
    settings = {"DATABASE_URL": database, "WEB_CONCURRENCY": "2", "LOG_LEVEL": "WARNING"}
    with gunicorn(folder, settings) as made:
        until(lambda: len(made.workers()) == 2, "two workers")
        yield made, token


def run(server: Gunicorn, token: str, database: str, seconds: int, *, kill: bool) -> Outcome:
    """Load the server; with ``kill``, one of its workers is killed after half of the time."""
    recorder = Recorder(server.url, token)
    killed = 0
    with recorder.running():
        wrk = subprocess.Popen(
            [
                *("wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", f"{PATIENCE}s"),
                *("--script", str(SCRIPT), server.url, "--", token),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if kill:
            time.sleep(seconds / 2)
            before = len(recorder.confirmed)
            until(lambda: len(recorder.confirmed) > before, "a write before the kill")
            killed = server.workers()[0]
            os.kill(killed, signal.SIGKILL)
            after = len(recorder.confirmed)
            until(lambda: len(recorder.confirmed) > after + 1, "a write after the kill")
        output, _ = wrk.communicate()
    return Outcome(
        _load(output),
        len(recorder.confirmed),
        _lost(database, recorder.confirmed),
        recorder.unexpected,
        killed,
    )


def _load(output: str) -> Load:
    found = re.search(r"^LOAD (.*)$", output, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"wrk did not report:\n{output}")
    example = re.search(r"^ANSWER (.*)$", output, re.MULTILINE)
    return Load(**json.loads(found[1]), example=example[1] if example else "")


def _lost(database: str, confirmed: dict[int, str]) -> dict[int, str]:
    engine = create_engine(database_url(database))
    with engine.connect() as connection:
        there = dict(connection.execute(text("SELECT id, question FROM faqs")).all())  # type: ignore[arg-type]
    engine.dispose()
    return {id_: question for id_, question in confirmed.items() if there.get(id_) != question}


def _seed(database: str) -> str:
    settings = {"TESTING": True, "SECRET_KEY": KEY, "SQLALCHEMY_DATABASE_URI": database}
    with create_app(settings).app_context():
        flask_migrate.upgrade()
        load_package(GENERATED, BEHAVIOURS).db.engine.dispose()
    settings["SQLALCHEMY_DATABASE_URI"] = database_url(database)
    states = StateHandler(settings)
    states.reset()
    states.create("user", "1", {"email": "jane@example.com", "password": "password"})
    owner = {"owner": {"type": "user", "id": "1"}}
    states.create("event", "1", {"name": "A conference", "identifier": "b8324ae2"}, owner)
    event = {"event": {"type": "event", "id": "1"}}
    for number in range(1, FAQS + 1):
        states.create("faq", str(number), {"question": f"Question {number}?"}, event)
    token = states.token("1")
    states.close()
    return token


def problems(outcome: Outcome) -> list[str]:
    """What must not have happened, in words."""
    load = outcome.load
    cut = "" if outcome.killed or not load.cut else f"{load.cut} connections were cut"
    found = [
        f"{load.failed} answers were 5xx: {load.example}" if load.failed else "",
        f"{load.refused} answers were 4xx: {load.example}" if load.refused else "",
        f"{load.timed_out} requests timed out" if load.timed_out else "",
        f"the recording client got {outcome.unexpected}" if outcome.unexpected else "",
        f"{len(outcome.lost)} confirmed writes are lost: {outcome.lost}" if outcome.lost else "",
        "nothing was answered" if not load.fine or not outcome.confirmed else "",
        cut,
    ]
    return [problem for problem in found if problem]


def measure(folder: Path, repeat: int) -> list[Measurement]:
    """A run without and one with a kill; nothing where wrk or PostgreSQL is missing.

    Raises:
        RuntimeError: something happened that must not.
    """
    for name, missing in (("wrk", shutil.which("wrk") is None), ("PostgreSQL", not binaries())):
        if missing:
            sys.stderr.write(f"{name} is not installed: load skipped\n")
            return []
    seconds = SECONDS if repeat > 2 else SECONDS // 6
    rows = []
    with cluster() as postgresql, served(folder, postgresql.url) as (server, token):
        for kill in (False, True):
            outcome = run(server, token, postgresql.url, seconds, kill=kill)
            if problems(outcome):
                raise RuntimeError("under load: " + "; ".join(problems(outcome)))
            load = outcome.load
            rows.append(
                Measurement(
                    f"load, {'a worker killed' if kill else 'mixed reads and writes'}, a request",
                    (load.median_ms / 1000,),
                    "no 5xx",
                    f"p99 {load.p99_ms:,.0f} ms; {load.fine:,} fine, {load.failed} 5xx, "
                    f"{load.cut} cut, "
                    f"{outcome.confirmed} confirmed, {len(outcome.lost)} lost",
                )
            )
    return rows
