"""Compiled schemas: they take numbers as they are written, and send no request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from contracts.importers.json_schema import is_valid
from contracts.text.json_schema import first_line, validator_of, validator_of_2020_12
from contracts.text.numbers import WrittenNumber
from tests.http_server import serving


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A server of schemas, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    with serving(Handler) as url:
        yield url, asked


@pytest.mark.parametrize("member", ["$ref", "$schema", "$dynamicRef"])
@pytest.mark.parametrize("compiled", [validator_of, validator_of_2020_12, is_valid])
def test_no_schema_makes_this_machine_send_a_request(
    member: str, compiled: Callable[..., Any], elsewhere: tuple[str, list[str]]
) -> None:
    url, asked = elsewhere
    schema = {member: f"{url}/schema.json", "type": "string"}
    with suppress(ValueError):
        compiled(*([1, schema] if compiled is is_valid else [schema]))
    assert asked == []


def test_what_a_schema_refers_to_must_be_in_the_blueprint() -> None:
    with pytest.raises(ValueError, match=r"https://e\.org/s is not part of the blueprint"):
        validator_of({"$ref": "https://e.org/s"})


@pytest.mark.parametrize("compiled", [validator_of, validator_of_2020_12])
def test_numbers_may_be_as_they_are_written(compiled: Callable[..., Any]) -> None:
    validator = compiled({"type": "number", "maximum": WrittenNumber("1e3")})
    assert [validator.is_valid(number) for number in (1000, 1000.0, 1001)] == [True, True, False]


@pytest.mark.parametrize("compiled", [validator_of, validator_of_2020_12])
def test_formats_are_validated(compiled: Callable[..., Any]) -> None:
    validator = compiled({"format": "date"})
    assert [validator.is_valid(text) for text in ("2017-07-24", "24.7.2017")] == [True, False]


def test_a_schema_may_be_json_text() -> None:
    assert not validator_of('{"type": "string"}').is_valid(1)


@pytest.mark.parametrize(
    ("error", "line"), [(ValueError("a\nb"), "a"), (RecursionError(), "RecursionError")]
)
def test_an_error_has_a_first_line(error: Exception, line: str) -> None:
    assert first_line(error) == line
