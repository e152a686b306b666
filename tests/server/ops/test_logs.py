"""What is logged, and what never is."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from server.ops.logs import (
    JsonFormatter,
    TextFormatter,
    WithRequestId,
    configure_logging,
    logging_settings,
    request_id,
)
from server.ops.redaction import LONGEST, redact

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJpZGVudGl0eSI6MX0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Authorization: JWT {JWT}", "Authorization: [redacted] [redacted]"),
        (f"sent Bearer {JWT}", "sent Bearer [redacted]"),
        (f"a token {JWT} in the middle", "a token [redacted] in the middle"),
        ("postgresql://jane:s3cret@host/db", "postgresql://jane:[redacted]@host/db"),
        ("redis://:s3cret@host:6379/0", "redis://:[redacted]@host:6379/0"),
        ("postgresql://jane:s3c@ret@host/db", "postgresql://jane:[redacted]@host/db"),
        ("GET /v1/users?filter=s3cret&a=b HTTP/1.1", "GET /v1/users?[redacted] HTTP/1.1"),
        ('{"password": "s3cret, and more"}', '{"password": [redacted]}'),
        ("{'new_password': 's3cret'}", "{'new_password': [redacted]}"),
        ('{\\"access-token\\": \\"s3cret\\"}', '{\\"access-token\\": [redacted]}'),
        ("SECRET_KEY=s3cret x", "SECRET_KEY=[redacted] x"),
        ('{"password": "s3\\"cr\\\\et", "a": 1}', '{"password": [redacted], "a": 1}'),
        ('"{\\"password\\": \\"s3\\\\\\"cret\\"}"', '"{\\"password\\": [redacted]}"'),
        ('{"password": "s3cret, cut', '{"password": [redacted]'),
        ("password=", "password="),
        ("?s3cret?a=b", "?[redacted]"),
        (f"x-{JWT}", "x-[redacted]"),
        ("Where? There.", "Where? There."),
        ("https://example.com/v1/faqs/1", "https://example.com/v1/faqs/1"),
        ("the password is wrong", "the password is wrong"),
    ],
)
def test_secrets_are_hidden_and_nothing_else(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_secrets_are_hidden_in_what_holds_them() -> None:
    assert redact({"a": [f"JWT {JWT}"], "n": 1}) == {"a": ["JWT [redacted]"], "n": 1}


def test_a_long_text_is_cut_before_it_is_searched() -> None:
    long = "?" * 1_000_000
    assert redact(long) == "?" * LONGEST + " … (1000000 characters)"
    assert "s3cret" not in redact("x" * (LONGEST - 20) + "password: 's3cret-and-more'")


def record(message: str, **extra: Any) -> logging.LogRecord:
    made = logging.getLogger("server.test").makeRecord(
        "server.test", logging.ERROR, __file__, 1, message, (), None, extra=extra
    )
    WithRequestId().filter(made)
    return made


def raised(message: str) -> logging.LogRecord:
    made = record("It broke")
    try:
        raise ValueError(message)
    except ValueError:
        made.exc_info = sys.exc_info()
    return made


def formatter(kind: str) -> logging.Formatter:
    settings = logging_settings({"LOG_FORMAT": kind, "LOG_LEVEL": "INFO"})["formatters"][kind]
    made = JsonFormatter if kind == "json" else TextFormatter
    rest = {name: value for name, value in settings.items() if name not in ("()", "format")}
    return made(settings["format"], **rest)


def test_a_line_is_an_object_with_the_requests_id() -> None:
    token = request_id.set("abc")
    try:
        line = formatter("json").format(record("Hello", status=200))
    finally:
        request_id.reset(token)
    found = json.loads(line)
    assert "\n" not in line
    assert found.pop("time").endswith("+00:00")
    assert found.pop("pid") > 0
    assert found == {
        "level": "ERROR",
        "logger": "server.test",
        "message": "Hello",
        "request_id": "abc",
        "status": 200,
    }


@pytest.mark.parametrize("kind", ["json", "text"])
def test_no_secret_gets_through_a_message_an_exception_or_a_field(kind: str) -> None:
    for made in (
        record('{"password": "s3cret"}'),
        raised('{"password": "s3cret"}'),
        record("x", field={"url": "redis://:s3cret@host"}),
    ):
        assert "s3cret" not in formatter(kind).format(made)
    assert "ValueError" in formatter(kind).format(raised("a reason"))


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger; all loggers get back what a test changes."""
    request_id.set("")  # not that of an earlier test's last request
    loggers = [logging.getLogger(name) for name in (None, *LOGGERS)]
    before = [(each.level, each.handlers[:], each.propagate, each.disabled) for each in loggers]
    yield loggers[0]
    for each, (level, handlers, propagate, disabled) in zip(loggers, before, strict=True):
        each.setLevel(level)
        each.handlers[:], each.propagate, each.disabled = handlers, propagate, disabled


#: Loggers of libraries that the settings name.
LOGGERS = ("gunicorn.error", "gunicorn.access", "werkzeug", "server.test.earlier")


def test_a_process_logs_once_by_the_settings_and_no_earlier_logger_is_silenced(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = logging.getLogger("server.test.earlier")
    for name in LOGGERS[:2]:
        logging.getLogger(name).handlers[:] = [logging.StreamHandler(sys.stderr)]
        logging.getLogger(name).propagate = name == "gunicorn.access"
    configure_logging({"LOG_FORMAT": "text", "LOG_LEVEL": "INFO"})
    earlier.warning("from an earlier logger")
    earlier.debug("too little for the level")
    logging.getLogger("gunicorn.error").error("an error of gunicorn")
    logging.getLogger("gunicorn.access").info("a request, with its query")
    logging.getLogger("werkzeug").info("a request, with its query")
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(" WARNING ")[2] or line.partition(" ERROR ")[2] for line in lines] == [
        "server.test.earlier  from an earlier logger",
        "gunicorn.error  an error of gunicorn",
    ]
