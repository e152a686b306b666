"""Which steps of formatting are left out in which files, with a reader that dislikes some."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest

from contracts.format import STEPS
from contracts.format import blueprint as module
from contracts.format.blueprint import Formatting, format_blueprint
from contracts.model import Location

FILES = {
    "/x/a.apib": "<!-- include(b.apib) -->\n<!-- include(c.apib) -->\n",
    "/x/b.apib": "b\n",
    "/x/c.apib": "c\n",
}


@dataclass(frozen=True)
class Part:
    """What a file says."""

    location: Location
    name: str


#: What a file says with these steps in each file, by the names of files.
Says = Callable[[Mapping[str, Sequence[str]]], Mapping[str, str]]


def dislikes(**disliked: Sequence[str]) -> Says:
    """Each file says something else with one of the steps that it dislikes."""

    def says(steps: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
        return {
            name: "changed" if set(steps[name]) & set(disliked.get(name, ())) else "as before"
            for name in steps
        }

    return says


def elsewhere(steps: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """What ``c`` says depends on the layout of ``a``, which has types for instance."""
    return {"a": "", "b": "", "c": "changed" if "layout" in steps["a"] else ""}


def together(steps: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """What ``b`` says changes with its JSON or its tables, but not with one file's alone."""
    both = {"json", "tables"} <= set(steps["b"])
    return {"a": "", "b": "changed" if both else "", "c": ""}


def formatting(says: Says, only: str = "") -> tuple[Formatting, list[Mapping[str, bytes]]]:
    """The result, and the texts that were read."""
    seen: list[Mapping[str, bytes]] = []

    def read(texts: Mapping[str, bytes]) -> Any:
        seen.append(texts)
        steps = {}
        for path, content in FILES.items():
            text = texts.get(path, b"").decode() or f"{content} "
            steps[PurePosixPath(path).stem] = text.removeprefix(content).strip().split()
        parts = tuple(
            Part(Location(f"/x/{name}.apib", 1, 1), said) for name, said in says(steps).items()
        )
        source = SimpleNamespace(file="/x/a.apib", text="", lines_between=lambda *_: ())
        return SimpleNamespace(contract=parts, source=source, lost=(), earlier=())

    return format_blueprint(read, lambda path: FILES[path].encode(), only), seen


@pytest.fixture(autouse=True)
def _steps_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A formatted text is the text and the names of the steps."""
    monkeypatch.setattr(
        module, "formatted_around", lambda file, _, steps: f"{file.text.content}{' '.join(steps)}"
    )


#: What the files say, and the steps that are left out.
CASES: dict[str, tuple[Says, list[tuple[str, str]]]] = {
    "nothing changes": (dislikes(), []),
    "one step in one file": (dislikes(b=["json"]), [("b", "json")]),
    "the first step": (dislikes(a=["layout"]), [("a", "layout")]),
    "the last step": (dislikes(c=["spelling"]), [("c", "spelling")]),
    "one step in two files": (
        dislikes(a=["tables"], c=["tables"]),
        [("a", "tables"), ("c", "tables")],
    ),
    "two steps in one file": (
        dislikes(b=["layout", "tables"]),
        [("b", "layout"), ("b", "tables")],
    ),
    "two steps in two files": (
        dislikes(a=["json"], b=["spelling"]),
        [("a", "json"), ("b", "spelling")],
    ),
    "every step": (dislikes(b=STEPS), [("b", step) for step in STEPS]),
    "a step of another file": (elsewhere, [("a", "layout")]),
    "two steps that are right alone": (together, [("b", "json")]),
}


@pytest.mark.parametrize(("says", "kept"), CASES.values(), ids=CASES)
def test_a_step_is_left_out_where_it_changes_what_a_file_says(
    says: Says, kept: list[tuple[str, str]]
) -> None:
    found, _ = formatting(says)
    assert sorted(found.kept) == sorted((f"/x/{name}.apib", step) for name, step in kept)
    for path, content in FILES.items():
        left_out = {step for file, step in found.kept if file == path}
        steps = [step for step in STEPS if step not in left_out]
        after = found.after.get(path, content.encode()).decode()
        assert after.removeprefix(content).split() == steps
        assert path in found.after or not steps
    assert set(found.before) == set(found.after)


def test_one_file_alone_is_formatted() -> None:
    found, _ = formatting(dislikes(), only="/x/b.apib")
    assert list(found.after) == ["/x/b.apib"]
    assert found.before == {"/x/b.apib": b"b\n"}


def test_files_that_say_the_same_need_no_trials() -> None:
    _, seen = formatting(dislikes())
    assert len(seen) == 2
    _, seen = formatting(dislikes(b=["json"]))
    assert all(texts["/x/a.apib"].endswith(" ".join(STEPS).encode()) for texts in seen[1:])
