"""The parser in its child process: what it answers, and that it may crash, hang or be missing."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from contracts.read import drafter
from contracts.read.drafter import (
    Command,
    ParserMissing,
    ParserReply,
    WarmParser,
    commands,
    parse_texts,
)

GOOD = "FORMAT: 1A\n\n# API é漢😀\n\n## R [/r]\n\n### Get [GET]\n\n+ Response 204\n"
BAD = GOOD + "\n# Data Structures\n\n## A (Nope)\n"
CRASHING = GOOD + "    + Attributes (enum[C])\n\n# Data Structures\n\n## C (string, nullable)\n"
EXPANDING = (
    GOOD
    + "    + Attributes (T0)\n\n# Data Structures\n\n"
    + "".join(f"## T{n}\n+ a (T{n + 1})\n+ b (T{n + 1})\n\n" for n in range(25))
    + "## T25\n+ a\n"
)
CRASHING, EXPANDING = (
    text.replace("204", "200 (application/json)") for text in (CRASHING, EXPANDING)
)


def title(reply: ParserReply) -> str:
    api: Any = json.loads(reply.json)["content"][0]
    return str(api["meta"]["title"]["content"])


def name(command: Command) -> str:
    return Path(command[0]).name.rstrip("0123456789.")


@cache
def replies(command: Command) -> dict[str, ParserReply]:
    """What a parser answers to each of three texts."""
    texts = (GOOD, BAD, "")
    return dict(zip(texts, parse_texts(texts, workers=1, choices=[command]), strict=True))


@pytest.mark.parametrize("command", commands(), ids=name)
def test_a_text_becomes_api_elements(command: Command) -> None:
    reply = replies(command)[GOOD]
    assert (reply.outcome, reply.status) == ("parsed", 0)
    assert title(reply) == "API é漢😀"


@pytest.mark.parametrize("command", commands(), ids=name)
def test_a_text_with_an_error_is_parsed_too(command: Command) -> None:
    reply = replies(command)[BAD]
    assert reply.outcome == "parsed"
    assert reply.status > 0
    assert "'Nope' is not defined" in reply.json.decode()


@pytest.mark.skipif(len(commands()) < 2, reason="needs libdrafter and drafter.js")
@pytest.mark.parametrize("text", [GOOD, BAD, ""])
def test_both_parsers_answer_alike(text: str) -> None:
    native, node = (replies(command)[text] for command in commands())
    assert json.loads(native.json) == json.loads(node.json)


def test_replies_come_in_the_order_of_the_texts() -> None:
    texts = [GOOD.replace("API", f"API {number}" + " long" * (number % 3)) for number in range(9)]
    replies = parse_texts(texts, workers=2)
    assert [title(reply).split()[1] for reply in replies] == list("012345678")


def test_no_texts_need_no_parser() -> None:
    assert parse_texts([], choices=[]) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_crash_costs_only_its_own_text(workers: int) -> None:
    replies = parse_texts([GOOD, CRASHING, GOOD], workers=workers, choices=commands()[:1])
    assert [reply.outcome for reply in replies] == ["parsed", "crashed", "parsed"]
    assert replies[1].status < 0


@pytest.mark.parametrize("command", commands(), ids=name)
def test_what_does_not_end_is_ended(command: Command) -> None:
    (reply,) = parse_texts([EXPANDING], limit=0.3, choices=[command])
    assert reply.outcome == "timed out"


def test_what_is_ended_costs_only_its_own_text() -> None:
    replies = parse_texts([EXPANDING, GOOD], workers=1, limit=0.3, choices=commands()[:1])
    assert [reply.outcome for reply in replies] == ["timed out", "parsed"]


@pytest.mark.parametrize("command", commands(), ids=name)
def test_time_that_a_busy_machine_takes_is_not_the_parsers(command: Command) -> None:
    """A child that is stopped for longer than its limit answers when it goes on."""
    child = drafter._Child(command)
    os.kill(child._process.pid, signal.SIGSTOP)
    timer = threading.Timer(1.2, os.kill, (child._process.pid, signal.SIGCONT))
    timer.start()
    assert child.ask(GOOD.encode(), 1.0).outcome == "parsed"
    child.end()


def test_without_a_parser_the_message_says_what_to_install() -> None:
    with pytest.raises(ParserMissing, match=r"pip install .*npm install drafter\.js@2\.6\.7"):
        parse_texts([GOOD], choices=[])


def test_a_library_that_cannot_be_loaded_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "libdrafter.so").write_text("of another platform")
    worker = str(Path(drafter.__file__).parent / "drafter_worker.py")
    unusable = (sys.executable, "-I", "-S", worker, str(tmp_path / "libdrafter.so"))
    assert parse_texts([GOOD], choices=[unusable, *commands()])[0].outcome == "parsed"
    with pytest.raises(ParserMissing):
        parse_texts([GOOD], choices=[unusable])


def test_another_version_of_drafter_js_is_passed_over(tmp_path: Path) -> None:
    node = next((command for command in commands() if name(command) == "node"), None)
    if node is None:
        pytest.skip("needs Node and drafter.js")
    (tmp_path / "package.json").write_text('{"version": "3.2.0"}')
    with pytest.raises(ParserMissing):
        parse_texts([GOOD], choices=[(*node[:2], str(tmp_path))])


@pytest.fixture
def warm() -> Iterator[WarmParser]:
    parser = WarmParser()
    yield parser
    parser.close()


def test_a_warm_parser_starts_its_children_once(
    warm: WarmParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = warm([GOOD])
    monkeypatch.setattr(drafter.subprocess, "Popen", None)  # nothing can be started any more
    assert warm([GOOD]) == [first]
    assert title(first) == "API é漢😀"


def test_a_warm_parser_outlives_a_crash_and_the_death_of_an_idle_child(warm: WarmParser) -> None:
    crashed, parsed = warm([CRASHING, GOOD])
    assert (crashed.outcome, parsed.outcome) == ("crashed", "parsed")
    for child in warm._idle:
        child._process.kill()
        child._process.wait()
    assert [reply.outcome for reply in warm([GOOD, BAD])] == ["parsed", "parsed"]


def test_a_warm_parser_that_is_closed_leaves_no_child() -> None:
    parser = WarmParser()
    parser([GOOD])
    children = [child._process for child in parser._idle]
    parser.close()
    assert children
    assert all(child.poll() is not None for child in children)
