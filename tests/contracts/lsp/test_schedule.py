"""When a blueprint is read, with a session that only notes what is asked of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from contracts.editor.project import EditorProject
from contracts.lsp import schedule as module
from contracts.lsp.schedule import Schedule
from contracts.lsp.session import Snapshot
from contracts.read.drafter import ParserMissing


class Session:
    """A session whose analyses wait until they may end, and fail as told."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.analysed: list[int] = []
        self.version = 0
        self.began = threading.Event()
        self.may_end = threading.Event()
        self.may_end.set()

    def snapshot(self, root: str) -> Snapshot:
        self.version += 1
        return Snapshot(root, {})

    def analyse(self, snapshot: Snapshot) -> EditorProject:
        version = self.version
        self.began.set()
        assert self.may_end.wait(60)
        self.analysed.append(version)
        if self.failure:
            raise self.failure
        return EditorProject(snapshot.root, {})


class Watched:
    """A schedule, and what it hands on."""

    def __init__(self, session: Session) -> None:
        self.session: Any = session
        self.published: list[str] = []
        self.failed: list[str] = []
        self.schedule = Schedule(
            self.session,
            lambda snapshot, _: self.published.append(snapshot.root),
            self.failed.append,
        )


def run(made: Watched, scenario: Callable[[Watched], Any]) -> None:
    async def whole() -> None:
        try:
            await scenario(made)
        finally:
            made.schedule.close()

    asyncio.run(whole())


def test_changes_during_a_pause_are_read_once() -> None:
    async def scenario(made: Watched) -> None:
        for _ in range(3):
            made.schedule.changed("a")
        await made.schedule.fresh("a")
        await made.schedule.fresh("a")

    made = Watched(Session())
    run(made, scenario)
    assert (made.session.analysed, made.published) == ([1], ["a"])


def test_what_was_never_read_is_read_when_it_is_asked_for() -> None:
    async def scenario(made: Watched) -> None:
        await made.schedule.fresh("a")

    made = Watched(Session())
    run(made, scenario)
    assert made.published == ["a"]


def test_a_text_that_changed_meanwhile_is_read_again_and_only_the_last_is_published() -> None:
    async def scenario(made: Watched) -> None:
        made.session.may_end.clear()
        made.schedule.changed("a")
        await asyncio.to_thread(made.session.began.wait, 60)
        made.schedule.changed("a")
        made.session.may_end.set()
        await made.schedule.fresh("a")

    made = Watched(Session())
    run(made, scenario)
    assert (made.session.analysed, made.published) == ([1, 2], ["a"])


def test_what_was_closed_meanwhile_is_not_published() -> None:
    async def scenario(made: Watched) -> None:
        made.session.may_end.clear()
        made.schedule.changed("a")
        await asyncio.to_thread(made.session.began.wait, 60)
        made.schedule.forget("a")
        made.session.may_end.set()
        await made.schedule.run(lambda: None)

    made = Watched(Session())
    run(made, scenario)
    assert made.published == []


@pytest.mark.parametrize("failure", [ParserMissing("no parser"), MemoryError("too large")])
def test_a_parser_that_is_missing_or_too_small_is_told_and_tried_at_the_next_change(
    failure: Exception,
) -> None:
    async def scenario(made: Watched) -> None:
        await made.schedule.fresh("a")
        assert made.failed == [str(failure)]
        made.session.failure = None
        made.schedule.changed("a")
        await made.schedule.fresh("a")

    made = Watched(Session(failure))
    run(made, scenario)
    assert (made.failed, made.published) == ([str(failure)], ["a"])


def test_closing_waits_for_what_is_being_read_and_begins_nothing() -> None:
    async def scenario(made: Watched) -> None:
        made.session.may_end.clear()
        made.schedule.changed("a")
        await asyncio.to_thread(made.session.began.wait, 60)
        threading.Timer(0.2, made.session.may_end.set).start()
        made.schedule.close()
        assert made.session.analysed == [1]

    made = Watched(Session())
    run(made, scenario)
    assert made.published == []


def test_somebody_who_keeps_typing_is_waited_for_only_so_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The pause grows with each change, up to the longest."""
    now = [100.0]
    slept: list[float] = []
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])

    async def sleep(seconds: float) -> None:
        slept.append(round(seconds, 6))
        now[0] += seconds
        made.schedule._changed_at = now[0]

    async def scenario(made: Watched) -> None:
        made.schedule._changed_at = now[0]
        monkeypatch.setattr(module.asyncio, "sleep", sleep)
        await made.schedule._pause()

    made = Watched(Session())
    run(made, scenario)
    assert round(sum(slept), 6) == module.LONGEST
    assert slept[0] == module.PAUSE
