"""The language server: a keystroke to its findings, completion, memory; typical mistakes.

python -m benchmarks.editor prints the table of mistakes in docs/editors.md.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.foreign import open_event
from benchmarks.measure import Measurement, times
from benchmarks.preview import COPIES, ROOT, multiply
from tests.contracts.lsp.client import Client
from tests.contracts.lsp.mistakes import MISTAKES
from tests.contracts.lsp.workspace import FILES, offset

PLACES = 12
"""Files of a blueprint in which keys are pressed: parts differ in what they cost."""


def measure(folder: Path, repeat: int) -> list[Measurement]:
    """Our blueprint, Open Event's if it can be fetched, and one of 1 MB made of ours."""
    own, large = folder / "editor-own", folder / "editor-large"
    shutil.copytree(ROOT / "blueprint", own)
    shutil.copy(ROOT / "pyproject.toml", folder)
    multiply(own, large, COPIES)
    found = [*_typed("this blueprint", own, repeat, "< 150 ms")]
    there = open_event()
    if there is not None:
        shutil.copytree(there / "docs" / "api", folder / "editor-foreign")
        found += _typed("Open Event", folder / "editor-foreign", repeat, "< 500 ms")
    return [*found, *_typed("1 MB", large, repeat, "< 500 ms")]


def places(folder: Path) -> list[str]:
    """Files with actions, spread evenly over all of the blueprint."""
    files = sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*.apib")
        if "\n+ Response" in path.read_text(encoding="utf-8") and path.parent.name != "shared"
    )
    return files[:: max(1, len(files) // PLACES)][:PLACES]


@contextmanager
def _served(folder: Path) -> Iterator[Client]:
    client = Client(folder)
    try:
        yield client
    finally:
        client.close()


def _typed(what: str, folder: Path, repeat: int, goal: str) -> Iterator[Measurement]:
    """Keys pressed in the middle of several files, one after the other."""
    with _served(folder) as client:
        process = psutil.Process(client.process.pid)
        seconds: list[float] = []
        processor: list[float] = []
        completions: list[float] = []
        for name in places(folder):
            text = (folder / name).read_text(encoding="utf-8")
            client.open(name)
            client.found(name)
            place = text.index("\n", len(text) // 2)
            keys = iter(range(1, repeat + 3))

            def keystroke(
                name: str = name, text: str = text, place: int = place, keys: Iterator[int] = keys
            ) -> None:
                client.change(name, f"{text[:place]}{'x' * next(keys)}{text[place:]}")
                client.found(name)

            def completion(name: str = name, text: str = text) -> None:
                line = text[: text.index("\n+ Response") + 1].count("\n")
                client.ask("textDocument/completion", client.at(name, line, 11))

            for work in (keystroke, completion):
                work()
            before = _worked(process)
            seconds += times(keystroke, repeat)
            processor.append((_worked(process) - before) / repeat)
            completions += times(completion, repeat)
            client.shut(name)
        yield Measurement(f"{what}: a keystroke to its findings", tuple(seconds), goal)
        yield Measurement(
            f"{what}: a keystroke, processor time",
            tuple(processor),
            "",
            "parser included",
        )
        yield Measurement(f"{what}: completion", tuple(completions), "< 50 ms")
        memory = process.memory_info().rss + sum(
            child.memory_info().rss for child in process.children(recursive=True)
        )
        note = f"{memory / 1e6:,.0f} MB with the parser's processes; goal < 300 MB"
        yield Measurement(f"{what}: memory of the server", (0.0,), "", note)


def _worked(process: psutil.Process) -> float:
    """Seconds of processor time of the server and its living children."""
    found = (each.cpu_times() for each in (process, *process.children(recursive=True)))
    return sum(times.user + times.system for times in found)


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
