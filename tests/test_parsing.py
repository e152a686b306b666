"""The parser that tests share gives the replies of the parser itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from contracts.read import drafter
from contracts.read.drafter import ParserReply, parse_texts
from tests.parsing import KeptReplies, SharedParser, parser_of_run

TEXTS = ["# A\n\n## B [/b]\n", "# \u00e9\u6f22\n", "", "# A\n\n## B [/b]\n"]
#: It names a type that is not declared, which is an error of drafter's.
ERROR = "# A\n\n## B [/b]\n\n### C [GET]\n\n+ Response 200\n    + Attributes (Undeclared)\n"
#: A type that the parser cannot survive: an enum of a named, nullable one.
CRASH = (
    "# A\n\n## T [/t]\n\n### G [GET]\n\n+ Response 200 (application/json)\n    + Attributes\n"
    "        + e (enum)\n            + (B, nullable)\n\n# Data Structures\n\n## B (string)\n"
)


@pytest.fixture
def parser() -> Iterator[SharedParser]:
    made = SharedParser()
    yield made
    made.close()


@pytest.fixture
def asked(parser: SharedParser, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that its children are asked for."""
    texts: list[str] = []
    real = parser._warm

    def warm(wanted: Sequence[str], *, limit: float) -> list[ParserReply]:
        texts.extend(wanted)
        return real(wanted, limit=limit)

    monkeypatch.setattr(parser, "_warm", warm)
    monkeypatch.setattr(warm, "close", real.close, raising=False)
    return texts


def test_replies_are_those_of_the_parser_in_the_order_of_the_texts(parser: SharedParser) -> None:
    assert parser(TEXTS, limit=30) == parse_texts(TEXTS)


def test_a_text_is_parsed_once(parser: SharedParser, asked: list[str]) -> None:
    first = parser(TEXTS, limit=30)
    assert parser(list(reversed(TEXTS)), limit=30) == list(reversed(first))
    assert asked == TEXTS[:3]


def test_a_crash_is_found_each_time(parser: SharedParser, asked: list[str]) -> None:
    for _ in range(2):
        (reply,) = parser([CRASH], limit=30)
        assert reply.outcome == "crashed"
    assert asked == [CRASH, CRASH]


def test_replies_that_take_much_memory_make_place(
    parser: SharedParser, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.parsing.MOST", 1)
    for _ in range(2):
        parser(TEXTS[:1], limit=30)
    assert asked == [TEXTS[0], TEXTS[0]]


class Refusing:
    """A parser that must not be asked for anything."""

    def __call__(self, texts: Sequence[str], *, limit: float) -> list[ParserReply]:
        assert (list(texts), limit) == ([], 30)
        return []

    def close(self) -> None:
        """Nothing was started."""


def in_another_process(file: Path, texts: Sequence[str], **replaced: object) -> list[ParserReply]:
    """The replies of a parser that has the file, and nothing in memory."""
    other = SharedParser(file)
    for name, value in replaced.items():
        setattr(other, name, value)
    try:
        return other(texts, limit=30)
    finally:
        other.close()


def test_another_process_reads_the_replies_from_disk(tmp_path: Path) -> None:
    file = tmp_path / "new" / "replies.sqlite"
    texts = [*TEXTS, ERROR]
    first = in_another_process(file, texts)
    assert first[-1].status > 0
    assert in_another_process(file, texts, _warm=Refusing()) == first == parse_texts(texts)


def test_texts_that_are_not_on_disk_are_parsed(tmp_path: Path) -> None:
    file = tmp_path / "replies.sqlite"
    in_another_process(file, TEXTS[:1])
    assert in_another_process(file, TEXTS) == parse_texts(TEXTS)


def test_a_crash_is_not_kept_on_disk(tmp_path: Path) -> None:
    file = tmp_path / "replies.sqlite"
    (reply,) = in_another_process(file, [CRASH])
    assert reply.outcome == "crashed"
    assert KeptReplies(file).replies([CRASH]) == {}


@pytest.mark.parametrize("changed", ["drafter.py", "drafter_worker.py", "drafter_node.js", "lib"])
def test_replies_of_another_parser_are_not_used(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether its library is another one, or the code that asks it."""
    code = Path(drafter.__file__).parent
    for name in ("drafter.py", "drafter_worker.py", "drafter_node.js"):
        (tmp_path / name).write_bytes((code / name).read_bytes())
    (tmp_path / "lib").write_bytes(b"1")
    monkeypatch.setattr(drafter, "__file__", str(tmp_path / "drafter.py"))
    monkeypatch.setattr(drafter, "commands", lambda: (("python", str(tmp_path / "lib")),))
    file = tmp_path / "replies.sqlite"
    KeptReplies(file).keep({"text": ParserReply("parsed", 0, b"[]")})
    assert KeptReplies(file).replies(["text"])
    with (tmp_path / changed).open("ab") as grown:
        grown.write(b"#")
    assert KeptReplies(file).replies(["text"]) == {}


@pytest.mark.parametrize("content", [b"", b"no database" * 999])
def test_a_file_that_cannot_be_used_costs_time_only(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "replies.sqlite"
    file.write_bytes(content)
    assert in_another_process(file, TEXTS) == parse_texts(TEXTS)


def test_a_file_that_is_full_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.parsing.MOST_ON_DISK", 1)
    file = tmp_path / "replies.sqlite"
    in_another_process(file, TEXTS)
    assert KeptReplies(file).replies(TEXTS) == {}


@pytest.mark.parametrize(("cache", "is_kept"), [(None, True), ("elsewhere", True), ("", False)])
def test_a_run_without_cache_keeps_nothing_on_disk(
    cache: str | None, is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONTRACT_CACHE", raising=False)
    if cache is not None:
        monkeypatch.setenv("CONTRACT_CACHE", cache)
    monkeypatch.setattr("tests.parsing.SEARCHED", 0)
    parser = parser_of_run()
    assert (parser._file is not None) is is_kept
    monkeypatch.setattr("tests.parsing.SEARCHED", 1500)
    assert parser_of_run()._file is None, "texts of `make fuzz` are random"
