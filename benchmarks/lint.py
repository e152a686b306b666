"""``contract lint`` as a whole process: cold, after one change, unchanged, and on 1 MB."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from textwrap import indent

from benchmarks.measure import Measurement, times
from contracts.read.drafter import parse_texts

MEGABYTE = 1_000_000
ROOT = Path(__file__).parent.parent


def measure(folder: Path, repeat: int) -> list[Measurement]:
    """Cold (no cache), one group file changed, one shared type changed, nothing changed."""
    project = folder / "lint"
    shutil.copytree(ROOT / "blueprint", project / "blueprint")
    environment = {**os.environ, "CONTRACT_CACHE": str(project / "cache")}

    def lint() -> None:
        subprocess.run(
            [sys.executable, "-m", "contracts", "lint"],
            cwd=project,
            env={**environment, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
        )

    def forget() -> None:
        shutil.rmtree(project / "cache", ignore_errors=True)

    changes = iter(range(1_000_000))

    def change(file: str, old: str) -> None:
        path = project / "blueprint" / file
        text = (ROOT / "blueprint" / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, f"{old} Change {next(changes)}.", 1), encoding="utf-8")

    cold = times(lint, repeat, forget)
    lint()
    group = times(
        lint,
        repeat,
        lambda: change(
            "faqs.apib",
            "Adds a FAQ to an event, under a FAQ type of the same event if one is given.",
        ),
    )
    shared = times(lint, repeat, lambda: change("data-structures.apib", "A whole number."))
    same = times(lint, repeat)
    parser, large = _large(folder, min(repeat, 3))
    ratio = statistics.median(large) / statistics.median(parser)
    return [
        Measurement("contract lint, nothing cached", cold, "< 2,500 ms"),
        Measurement("contract lint, one group file changed", group, "< 600 ms"),
        Measurement("contract lint, the shared types changed", shared, "< 600 ms"),
        Measurement("contract lint, nothing changed", same),
        Measurement("the parser alone on 1 MB", parser),
        Measurement("contract lint on 1 MB", large, "< 2 × the parser", f"{ratio:.2f} ×"),
    ]


def _large(folder: Path, repeat: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Seconds of the parser alone, and of the whole command, on the same text in turns."""
    path = folder / "large.apib"
    text = large_blueprint(MEGABYTE)
    path.write_text(text, encoding="utf-8")
    parser: list[float] = []
    whole: list[float] = []
    command = [sys.executable, "-m", "contracts", "lint", "--no-cache", str(path)]
    for _ in range(repeat):
        parser += times(lambda: parse_texts([text]), 1)
        whole += times(lambda: subprocess.run(command, cwd=ROOT, capture_output=True), 1)
    return tuple(parser), tuple(whole)


def large_blueprint(size: int) -> str:
    """A blueprint of at least ``size`` characters: groups of JSON:API actions with examples."""
    parts = ["FORMAT: 1A\n\n# Large API\n"]
    while sum(map(len, parts)) < size:
        parts.append(_group(len(parts)))
    return "\n".join(parts)


def _group(number: int) -> str:
    thing = f"thing-{number}"
    data = {
        "type": thing,
        "id": "1",
        "attributes": {f"name-{n}": f"value {n} of {thing}" for n in range(12)},
        "relationships": {
            "owner": {
                "links": {
                    "self": f"/v1/{thing}s/1/relationships/owner",
                    "related": f"/v1/{thing}s/1/owner",
                }
            }
        },
        "links": {"self": f"/v1/{thing}s/1"},
    }
    body = indent(json.dumps({"data": data}, indent=2), " " * 8)
    answer = f"+ Response 200 (application/vnd.api+json)\n\n{body}\n"
    parts = [f"# Group {thing.title()}\n\nWhat there is to say of {thing}.\n"]
    for name in ("first", "second", "third"):
        parts.append(
            f"## {name.title()} {thing} [/v1/{name}/{thing}s/{{id}}]\n\n"
            "+ Parameters\n    + id: `1` (string, required) - Which one.\n\n"
            f"### Read {name} {thing} [GET]\nReads one.\n\n{answer}\n"
            f"### Change {name} {thing} [PATCH]\nChanges one.\n\n"
            f"+ Request (application/vnd.api+json)\n\n{body}\n\n{answer}"
        )
    return "\n".join(parts)
