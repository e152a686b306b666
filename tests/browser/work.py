"""What a page's tasks do, counted: the same on a fast, a slow and a busy machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Browser, Page

_CATEGORIES: Final = ["toplevel", "blink.user_timing", "devtools.timeline"]


@dataclass(frozen=True, slots=True)
class Work:
    """The most elements that a task styled and laid out, and the calls of the page's functions."""

    styled: int
    laid_out: int
    calls: int


def work(browser: Browser, page: Page, act: Callable[[], None]) -> Work:
    """What the page does while ``act`` is carried out, by the browser's own trace and profile."""
    profiler = page.context.new_cdp_session(page)
    profiler.send("Profiler.enable")
    browser.start_tracing(page=page, categories=_CATEGORIES)
    page.evaluate("performance.mark('begin')")
    profiler.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": False})
    try:
        act()
        scripts = profiler.send("Profiler.takePreciseCoverage")["result"]
    finally:
        events = json.loads(browser.stop_tracing())["traceEvents"]
    tasks = _tasks(events)
    return Work(
        styled=max(sum(_count(e, "UpdateLayoutTree", "elementCount") for e in t) for t in tasks),
        laid_out=max(sum(_count(e, "Layout", "dirtyObjects") for e in t) for t in tasks),
        calls=sum(
            function["ranges"][0]["count"]
            for script in scripts
            if script["url"] == page.url.partition("#")[0]
            for function in script["functions"]
        ),
    )


def _tasks(events: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The events of each task of the page's main thread, from the mark on."""
    begin = next(event for event in events if event["name"] == "begin")
    thread = sorted(
        (
            event
            for event in events
            if (event["pid"], event["tid"], event["ph"]) == (begin["pid"], begin["tid"], "X")
            and event["ts"] >= begin["ts"]
        ),
        key=lambda event: (event["ts"], -event["dur"]),
    )
    tasks: list[list[dict[str, Any]]] = []
    for event in thread:
        if event["name"].endswith("RunTask"):
            tasks.append([])
        if tasks:
            tasks[-1].append(event)
    return tasks


def _count(event: dict[str, Any], name: str, key: str) -> int:
    args = event["args"]
    found: int = {**args, **args.get("beginData", {})}.get(key, 0) if event["name"] == name else 0
    return found
