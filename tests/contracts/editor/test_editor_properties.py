"""Any text, cut or mutated, at any place: every feature answers with places that exist."""

from __future__ import annotations

import os
from functools import cache
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.editor import actions, completion, diagnostics, hover, occurrences, outline
from contracts.editor.project import EditorProject, File, files_of
from contracts.editor.rename import CannotRename, rename
from contracts.editor.text import Encoding, FileText, Span, TextPosition
from contracts.project.blueprint import read
from tests.examples import examples

ROOT = os.path.abspath("blueprint/api.apib")
LINES = [
    *("+ ", "    + x (", "# Group", "## A [/", "## T (T)", '+ Body\n\n            {"a": ['),
    *("```", "+ Response ", "<!-- include(", "é漢😀: (", "+ Parameters\n    + ", "\t+ a\r", "{?a,"),
]


@cache
def ours() -> EditorProject:
    blueprint = read(ROOT)
    files = files_of(ROOT, text_of)
    return EditorProject(ROOT, files, blueprint.contract, blueprint.findings)


def text_of(path: str) -> FileText | None:
    file = Path(path)
    return FileText(file.read_text(encoding="utf-8")) if file.is_file() else None


@st.composite
def edited(draw: st.DrawFn) -> tuple[EditorProject, File, TextPosition]:
    """Our blueprint with one file cut or typed into, and a place in it."""
    project = ours()
    path = draw(st.sampled_from(sorted(project.files)))
    text = project.files[path].text.content
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 400)))
    typed = draw(st.sampled_from(["", *LINES]) | st.text(max_size=30))
    text = text[:start] + typed + (text[end:] if draw(st.booleans()) else "")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    file = File(path, FileText(text), project.files[path].inherited)
    line = text[: start + len(typed)].replace("\r\n", "\n").replace("\r", "\n").count("\n")
    column = draw(st.integers(0, len(file.text.line(line))))
    changed = EditorProject(
        ROOT, {**project.files, path: file}, project.contract, project.diagnostics
    )
    return changed, file, TextPosition(line, column)


def exists(text: FileText, span: Span) -> bool:
    return all(
        0 <= each.line < len(text.lines) and 0 <= each.column <= len(text.line(each.line))
        for each in (span.start, span.end)
    ) and span.start <= span.end  # fmt: skip


@settings(max_examples=examples(150))
@given(edited())
def test_every_feature_answers_with_places_that_exist(
    given_: tuple[EditorProject, File, TextPosition],
) -> None:
    project, file, place = given_
    spans = [each.span for each in completion.completions(project, file, place)]
    spans += [each[1] for each in (hover.hover(project, file, place),) if each]
    spans += [span for span, _ in outline.tokens(file)]
    spans += [each.span for each in outline.links(file)]
    spans += list(outline.selections(file, place))
    spans += [each.span for each in diagnostics.marked(file.text, project.diagnostics)]
    pending = list(outline.symbols(file))
    while pending:
        symbol = pending.pop()
        assert symbol.span.start <= symbol.name_span.start
        assert symbol.name_span.end <= symbol.span.end
        spans += [symbol.span, symbol.name_span]
        pending += symbol.children
    assert all(exists(file.text, span) for span in spans)
    assert all(start < end for start, end in outline.foldings(file))
    list(actions.lenses(project, file, {}))
    list(actions.code_actions(project, file, Span(place, place)))


@settings(max_examples=examples(150))
@given(edited(), st.sampled_from(["New Name", "new-name", "x", "page[a]", "b.apib"]))
def test_renaming_there_and_back_leaves_the_text_as_it_was(
    given_: tuple[EditorProject, File, TextPosition], new: str
) -> None:
    project, file, place = given_
    found = occurrences.symbol_at(project, file, place)
    if found is None or found[0].sort == "file":
        return
    places = occurrences.occurrences(project, found[0])
    assert all(exists(project.files[each.file].text, each.span) for each in places)
    try:
        renaming = rename(project, found[0], new)
    except CannotRename:
        return
    assert {each.file for each in places} == set(renaming.edits)
    for path, edits in renaming.edits.items():
        ordered = sorted(edit.span for edit in edits)
        assert all(a.end <= b.start for a, b in pairwise(ordered)), path


@given(st.text(), st.sampled_from(["utf-8", "utf-16", "utf-32"]), st.data())
def test_a_place_survives_the_way_to_the_client_and_back(
    content: str, encoding: Encoding, data: st.DataObject
) -> None:
    text = FileText(content)
    line = data.draw(st.integers(0, len(text.lines) - 1))
    column = data.draw(st.integers(0, len(text.line(line))))
    place = TextPosition(line, column)
    assert text.place(line, text.units(place, encoding), encoding) == place
