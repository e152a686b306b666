"""What the page's console shows of an answer: all that departs from the contract, and where."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

RUNNER = Path(__file__).with_name("answer_runner.js")

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")


@dataclass
class Documented:
    """A documented response; the first of a case is the one that was asked for."""

    schema: Any = None
    status: str = "200"
    type: str = "application/json"
    name: str = "List"
    example: Any = None


@dataclass
class Shown:
    """An answer, and what the console shows of it.

    ``outcome`` is what follows the status and the size; ``marks`` are the marked values of the
    body with their titles.
    """

    body: str
    outcome: str
    departures: list[str] = field(default_factory=list)
    marks: list[tuple[str, str]] = field(default_factory=list)
    documented: list[Documented] = field(default_factory=lambda: [Documented(TALK)])
    named: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    type: str | None = "application/json"


TALK: Final = {
    "type": "object",
    "required": ["id", "title"],
    "properties": {
        "id": {"type": "string", "enum": ["1", "2"]},
        "title": {"type": "string", "maxLength": 5},
        "starts": {"type": "string", "format": "date-time"},
        "tags": {"type": "array", "items": {"type": "string"}, "minItems": 2},
        "state": {"const": "open"},
    },
    "additionalProperties": False,
}
NUMBERS: Final = Documented({"type": "array", "items": {"type": "integer"}})
SHAPELESS: Final = Documented()

CASES: Final = {
    "an answer as documented": Shown('{"id": "1", "title": "Opal"}', "as documented"),
    "one departure": Shown(
        '{"id": "1", "title": 7}',
        "1 departure from the contract",
        ["/title is number, must be string"],
        [("7", "is number, must be string")],
    ),
    "departures of every kind, in the order of the body's schema": Shown(
        '{"id": "3", "starts": "noon", "tags": [7], "state": "shut", "a/b": 0}',
        "8 departures from the contract",
        [
            "Content-Type text/plain, documented: application/json",
            '/ lacks "title"',
            '/id is "3", must be one of "1", "2"',
            '/starts "noon" is no date-time',
            "/tags/0 is number, must be string",
            "/tags has 1 items, must have 2",
            '/state is "shut", must be "open"',
            "/a~1b is not in the contract",
        ],
        [
            # What is marked holds what is marked in it.
            (
                '{\n  "id": "3",\n  "starts": "noon",\n  "tags": [\n    7\n  ],\n'
                '  "state": "shut",\n  "a/b": 0\n}',
                'lacks "title"',
            ),
            ('"3"', 'is "3", must be one of "1", "2"'),
            ('"noon"', '"noon" is no date-time'),
            ("[\n    7\n  ]", "has 1 items, must have 2"),
            ("7", "is number, must be string"),
            ('"shut"', 'is "shut", must be "open"'),
            ("0", "is not in the contract"),
        ],
        type="text/plain",
    ),
    "several departures of one place": Shown(
        '{"id": 3, "title": "Opal"}',
        "2 departures from the contract",
        ["/id is number, must be string", '/id is 3, must be one of "1", "2"'],
        [("3", 'is number, must be string; is 3, must be one of "1", "2"')],
    ),
    "the same departure in every item": Shown(
        '["a", 1, "a"]',
        "2 departures from the contract",
        ["/0 is string, must be integer", "/2 is string, must be integer"],
        [('"a"', "is string, must be integer"), ('"a"', "is string, must be integer")],
        [NUMBERS],
    ),
    "a departure of a named type": Shown(
        '{"id": "1", "title": "Sapphire"}',
        "1 departure from the contract",
        ["/title has 8 characters, at most 5 are allowed"],
        [('"Sapphire"', "has 8 characters, at most 5 are allowed")],
        [Documented({"$ref": "#/$defs/talk"})],
        {"talk": TALK},
    ),
    "another media type": Shown(
        "[1]",
        "1 departure from the contract",
        ["Content-Type text/html; charset=utf-8, documented: application/json"],
        documented=[NUMBERS],
        type="text/html; charset=utf-8",
    ),
    "a media type without its documented parameter": Shown(
        "[1]",
        "1 departure from the contract",
        ["Content-Type application/json, documented: application/json; charset=utf-8"],
        documented=[Documented(type="application/json; charset=utf-8")],
    ),
    "no media type": Shown(
        "[1]",
        "1 departure from the contract",
        ["Content-Type is missing, documented: application/json"],
        documented=[NUMBERS],
        type=None,
    ),
    "another media type, and a body that is no JSON": Shown(
        "<p>",
        "2 departures from the contract",
        ["Content-Type text/html, documented: application/json", "the body is not JSON"],
        documented=[NUMBERS],
        type="text/html",
    ),
    "a body without a schema": Shown("<p>", "as documented", documented=[SHAPELESS]),
    "a status that is not documented": Shown(
        "[1]",
        "1 departure from the contract",
        ["status 500 is not documented here (200, 404)"],
        documented=[NUMBERS, Documented(status="404")],
        status=500,
    ),
    "of several documented answers, the nearest": Shown(
        '["a", 1, 2]',
        "1 departure from the contract",
        ["/0 is string, must be integer"],
        [('"a"', "is string, must be integer")],
        [Documented({"items": {"type": "string"}}), NUMBERS],
    ),
    "another documented answer": Shown(
        "[1]",
        "documented as: Numbers",
        documented=[Documented(TALK), Documented(NUMBERS.schema, name="Numbers")],
    ),
    "of answers that fit, the one with the example's values": Shown(
        "[2]",
        "documented as: Two",
        documented=[
            Documented(NUMBERS.schema, name="One", example=[1]),
            Documented(NUMBERS.schema, name="Two", example=[2]),
        ],
    ),
    "a keyword that the page does not read": Shown(
        '"b"',
        "as documented (not checked here: pattern)",
        documented=[Documented({"pattern": "^a"})],
    ),
    "a keyword that the page does not read, and a departure": Shown(
        "7",
        "1 departure from the contract (not checked here: pattern)",
        ["/ is number, must be string"],
        [("7", "is number, must be string")],
        [Documented({"type": "string", "pattern": "^a"})],
    ),
}


@pytest.fixture(scope="module")
def console() -> dict[str, dict[str, Any]]:
    """What the console shows of all cases; one process of Node judges them."""
    lines = [
        {
            "documented": [_given(each) for each in case.documented],
            "named": case.named,
            "answer": {"status": case.status, "type": case.type, "body": case.body},
        }
        for case in CASES.values()
    ]
    done = subprocess.run(
        ["node", str(RUNNER)],
        input="".join(f"{json.dumps(line)}\n" for line in lines),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    results = [json.loads(line) for line in done.stdout.splitlines()]
    return dict(zip(CASES, results, strict=True))


def _given(documented: Documented) -> dict[str, Any]:
    return {name: value for name, value in asdict(documented).items() if value is not None}


@pytest.mark.parametrize("name", CASES)
def test_the_console_shows(console: dict[str, dict[str, Any]], name: str) -> None:
    case, shown = CASES[name], console[name]
    size = f"{len(case.body.encode()) / 1024:.1f}"
    assert shown["outcome"] == f"{case.status} OK · 4 ms · {size} KB {case.outcome}"
    assert shown["departures"] == case.departures
    assert [tuple(mark) for mark in shown["marks"]] == case.marks
