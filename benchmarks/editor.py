"""The language server: a keystroke to its findings, completion, memory; typical mistakes.

python -m benchmarks.editor prints the table of mistakes in docs/editors.md.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.measure import Measurement, times
from benchmarks.preview import COPIES, ROOT, multiply
from tests.contracts.lsp.client import Client
from tests.contracts.lsp.mistakes import MISTAKES
from tests.contracts.lsp.workspace import FILES, offset


def measure(folder: Path, repeat: int) -> list[Measurement]:
    """Our blueprint, and one of 1 MB."""
    own, large = folder / "editor-own", folder / "editor-large"
    shutil.copytree(ROOT / "blueprint", own)
    shutil.copy(ROOT / "pyproject.toml", folder)
    multiply(own, large, COPIES)
    named = next(file.name for file in sorted(large.glob("faqs-0-*.apib")))
    return [
        *_typed("this blueprint", own, "faqs.apib", repeat * 4, "< 150 ms"),
        *_typed("1 MB", large, named, repeat * 2, "< 500 ms"),
    ]


@contextmanager
def _served(folder: Path) -> Iterator[Client]:
    client = Client(folder)
    try:
        yield client
    finally:
        client.close()


def _typed(what: str, folder: Path, name: str, repeat: int, goal: str) -> Iterator[Measurement]:
    with _served(folder) as client:
        client.open(name)
        client.found(name)
        text = (folder / name).read_text(encoding="utf-8")
        place = text.index("\n", len(text) // 2)
        keys = iter(range(10_000))

        def keystroke() -> None:
            client.change(name, f"{text[:place]}{'x' * (next(keys) % 50 + 1)}{text[place:]}")
            client.found(name)

        def completion() -> None:
            client.ask("textDocument/completion", client.at(name, line, 24))

        line = text[: text.index("+ Attributes (")].count("\n")
        process = psutil.Process(client.process.pid)
        for work in (keystroke, completion):
            work()
        used = _processor(process, keystroke, repeat)
        note = f"processor {used * 1000:,.0f} ms"
        yield Measurement(
            f"{what}: a keystroke to its findings", times(keystroke, repeat), goal, note
        )
        yield Measurement(f"{what}: completion", times(completion, repeat), "< 50 ms")
        memory = process.memory_info().rss + sum(
            child.memory_info().rss for child in process.children(recursive=True)
        )
        note = f"{memory / 1e6:,.0f} MB with the parser's processes; goal < 300 MB"
        yield Measurement(f"{what}: memory of the server", (0.0,), "", note)


def _processor(process: psutil.Process, work: Callable[[], None], repeat: int) -> float:
    """The processor time that one piece of work takes in the server."""
    before = process.cpu_times()
    for _ in range(repeat):
        work()
    after = process.cpu_times()
    return (after.user + after.system - before.user - before.system) / repeat


def main() -> None:
    """Print the table of typical mistakes as Markdown."""
    print("| mistake | typed | found after | marked | message |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name, _served(Path(name)) as client:
        for file, text in FILES.items():
            (Path(name) / file).write_text(text, encoding="utf-8")
        for mistake in MISTAKES:
            client.open(mistake.file)
            client.found(mistake.file)
            text = FILES[mistake.file].replace(mistake.old, mistake.new, 1)

            def type_it(file: str = mistake.file, text: str = text) -> None:
                client.change(file, text)
                client.found(file)

            def undo(file: str = mistake.file) -> None:
                client.change(file, FILES[file])
                client.found(file)

            seconds = sorted(times(type_it, 5, undo))[2]
            for each in client.found(mistake.file):
                start, end = (offset(text, each["range"][end]) for end in ("start", "end"))
                if each["code"] == mistake.code and text[start:end] == mistake.marked:
                    said = each["message"].replace("\n", "; ").replace("|", "\\|")
                    print(
                        f"| {mistake.what} | `{mistake.new.strip()}` | {seconds * 1000:.0f} ms"
                        f" | `{mistake.marked}` | {mistake.code}: {said} |"
                    )
                    break
            client.shut(mistake.file)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
