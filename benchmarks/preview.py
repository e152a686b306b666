"""The documentation and its preview: render, save to screen, search and scrolling.

The large blueprint is the project's own group files again and again, each copy under names and
paths of its own, one file for each resource, with so much prose that it is 1 MB.

Time of the processors stands beside time on the clock: it says what is to be done, whatever else
the machine is doing.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.measure import Measurement, times
from contracts.project.blueprint import read
from contracts.read.parse import parse
from contracts.read.source import load
from contracts.render.docs import render
from contracts.serve.preview import preview
from contracts.serve.preview.backend import Backend
from tests.browser.browser import CHROMIUM, chromium

ROOT = Path(__file__).parent.parent
PHRASE = "Adds a FAQ to an event"
COPIES = 2
MORE = 1
"""Groups with one copy more, so that there are 400 transactions."""
PROSE = 9_700
"""Characters added to the description of each action."""

#: Resolves when the next version is on the screen: two frames after it was put in.
WATCH = """() => {
  window.seen = new Promise((done) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
    });
    observer.observe(document.documentElement, { attributeFilter: ["data-version"] });
  });
}"""
#: Scrolls to the end, in steps of one window.
SCROLL = """async () => {
  const long = [];
  new PerformanceObserver((list) => long.push(...list.getEntries()))
    .observe({ type: "longtask", buffered: false });
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await new Promise((done) => requestAnimationFrame(done));
  }
  await new Promise((done) => setTimeout(done, 300));
  return [0, ...long.map((task) => task.duration)];
}"""


def measure(folder: Path, repeat: int) -> list[Measurement]:
    """Both blueprints; without Chromium only what needs none."""
    own, large = folder / "own", folder / "large"
    shutil.copytree(ROOT / "blueprint", own)
    shutil.copy(ROOT / "pyproject.toml", folder)  # the settings of lint
    multiply(own, large, COPIES)
    found = [*_rendered("this blueprint", own, repeat), *_rendered("1 MB", large, repeat)]
    if not Path(CHROMIUM).is_file():
        return found
    os.environ["CONTRACT_CACHE"] = str(folder / "preview-cache")
    with chromium() as browser:
        found += _shown(browser, "this blueprint", own, repeat, "< 250 ms")
        found += _shown(browser, "1 MB", large, repeat, "< 600 ms")
    del os.environ["CONTRACT_CACHE"]
    return found


def multiply(source: Path, target: Path, copies: int) -> None:
    """Write a blueprint with every group file ``copies`` times, and some once more."""
    target.mkdir()
    shutil.copytree(source / "shared", target / "shared")
    includes: list[str] = []
    groups = 0
    for file in sorted(source.glob("*.apib")):
        text = file.read_text(encoding="utf-8")
        grouped = text.lstrip().startswith("# Group")
        if not grouped:
            (target / file.name).write_text(text, encoding="utf-8")
            continue
        groups += 1
        for number in range(copies + (groups <= MORE)):
            name = f"{file.stem}-{number}.apib"
            split = _split(target, f"{file.stem}-{number}", _renamed(text, number))
            (target / name).write_text(split, encoding="utf-8")
            includes.append(f"<!-- include({name}) -->")
    root = (source / "api.apib").read_text(encoding="utf-8")
    rest = [line for line in root.splitlines() if not _includes_group(source, line)]
    at = next(n for n, line in enumerate(rest) if line.startswith("<!-- include"))
    (target / "api.apib").write_text("\n".join([*rest[:at], *includes, *rest[at:]]) + "\n", "utf-8")


def _split(target: Path, stem: str, group: str) -> str:
    """The group with each of its resources in a file of its own."""
    head, *resources = re.split(r"^(?=## )", group, flags=re.M)
    last, mark, types = resources.pop().partition("# Data Structures") if resources else ("",) * 3
    for number, text in enumerate([*resources, last]):
        (target / f"{stem}-{number}.apib").write_text(text, encoding="utf-8")
        head += f"<!-- include({stem}-{number}.apib) -->\n\n"
    return head + mark + types


def _includes_group(source: Path, line: str) -> bool:
    match = re.fullmatch(r"<!-- include\((.*)\) -->", line)
    return bool(match and (source / match[1]).read_text("utf-8").lstrip().startswith("# Group"))


def _renamed(text: str, number: int) -> str:
    prose = "Plain words that say nothing much of it. " * (PROSE // 41)
    text = re.sub(r"^(### .*)$", rf"\1\n{prose}\n", text, flags=re.M)
    if number == 0:
        return text
    text = re.sub(r"^(#+ [^\[\n]*?)( \[|$)", rf"\1 {number}\2", text, flags=re.M)
    text = re.sub(r"\[([A-Z]* ?)/", rf"[\1/copy-{number}/", text)
    # Data structures keep their names: only the first copy declares them.
    return re.split(r"^# Data Structures", text, flags=re.M)[0]


def _rendered(what: str, folder: Path, repeat: int) -> list[Measurement]:
    """The parser's own time, and what rendering adds to it."""
    path = folder / "api.apib"
    source, _ = load(path)
    contract = read(path).contract
    html = render(contract)["index.html"]
    count = sum(1 for _ in contract.transactions())
    size = sum(file.stat().st_size for file in folder.glob("*.apib"))
    files = len(list(folder.glob("*.apib")))
    note = (
        f"{count} transactions, {files} files, {size / 1e3:,.0f} KB of source, "
        f"{len(html.encode()) / 1e6:.2f} MB of HTML"
    )
    parsing = Measurement(f"{what}: parse, nothing cached", times(lambda: parse(source), repeat))
    rendering = times(lambda: render(contract), repeat)
    ratio = Measurement("", rendering).median / parsing.median
    goal = "< 1.5 times the parser's time"
    return [
        parsing,
        Measurement(f"{what}: render docs", rendering, goal, f"{ratio:.2f} times; {note}"),
    ]


def _shown(browser: Browser, what: str, folder: Path, repeat: int, goal: str) -> list[Measurement]:
    with preview(folder / "api.apib", Backend()) as shown:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{shown.url}#create-faq")
        file = next(f for f in folder.glob("faqs*.apib") if PHRASE in f.read_text("utf-8"))
        saves, work = saved(page, file, PHRASE, max(3, repeat))
        searches = _searches(page)
        clock, processor = scrolled(browser, page)
        page.close()
    busy = Measurement("", work).median
    return [
        Measurement(f"{what}: save to screen", saves, goal, f"processors busy for {busy:.2f} s"),
        Measurement(f"{what}: search as typed", searches, "< 50 ms"),
        Measurement(
            f"{what}: long tasks while scrolling",
            clock,
            "worst < 200 ms",
            f"the longest task keeps the processor for {max(processor):.0f} ms",
        ),
    ]


def scrolled(browser: Browser, page: Page) -> tuple[tuple[float, ...], list[float]]:
    """Scroll through a page: its long tasks in seconds, and milliseconds of processor of all."""
    clock: list[float] = []
    busy = tasks(browser, page, lambda: clock.extend(page.evaluate(SCROLL)))
    return tuple(ms / 1000 for ms in clock), busy


def tasks(browser: Browser, page: Page, act: Callable[[], None]) -> list[float]:
    """Milliseconds of processor of each task that a page runs while ``act`` is carried out."""
    browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
    page.evaluate("performance.mark('begin')")
    try:
        act()
    finally:
        trace = browser.stop_tracing()
    events = json.loads(trace)["traceEvents"]
    begin = next(e for e in events if e["name"] == "begin")
    found = (e for e in events if e["name"].endswith("RunTask") and e["tid"] == begin["tid"])
    return [e.get("tdur", 0) / 1000 for e in found if e["ts"] >= begin["ts"]]


def saved(
    page: Page, file: Path, phrase: str, repeat: int
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Seconds from save to screen, and of processors: ours, our parsers', the browser's.

    What is saved is ``file`` with a number after ``phrase``.
    """
    metrics = page.context.new_cdp_session(page)
    metrics.send("Performance.enable", {"timeDomain": "threadTicks"})

    def work() -> float:
        parsers = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = metrics.send("Performance.getMetrics")["metrics"]
        checks = next(m["value"] for m in found if m["name"] == "TaskDuration")
        return time.process_time() + parsers.ru_utime + parsers.ru_stime + float(checks)

    text = file.read_text(encoding="utf-8")
    clock, busy = [], []
    for number in range(repeat + 1):
        page.wait_for_timeout(300)
        page.evaluate(WATCH)
        worked, begin = work(), time.perf_counter()
        file.write_text(text.replace(phrase, f"{phrase} {number}"), encoding="utf-8")
        page.evaluate("seen")
        clock.append(time.perf_counter() - begin)
        busy.append(work() - worked)
    # The first save still loads modules.
    return tuple(clock[1:]), tuple(busy[1:])


def _searches(page: Page) -> tuple[float, ...]:
    """What each key pressed in the search costs; the first builds the index."""
    page.keyboard.press("/")
    page.keyboard.type("list faqs of an event name")
    found: list[float] = page.evaluate(
        "performance.getEntriesByName('search', 'measure').map((m) => m.duration)"
    )
    page.keyboard.press("Escape")
    return tuple(ms / 1000 for ms in found)
