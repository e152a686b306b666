"""All that the editor says about a small blueprint, as it was reviewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from contracts.editor.actions import code_actions, lenses
from contracts.editor.attribute_mentions import attribute_mentions
from contracts.editor.completion import completions
from contracts.editor.hover import hover
from contracts.editor.occurrences import occurrences, symbol_at
from contracts.editor.outline import OutlineSymbol, foldings, links, selections, symbols, tokens
from contracts.editor.text import Span
from tests.contracts.editor.test_completion import CASES
from tests.contracts.editor.workspace import opened, places, shown, typed

Golden = Callable[[str, str], None]


def written(span: Span) -> str:
    """A stretch as lines and columns from 1."""
    start, end = span.start, span.end
    return f"{start.line + 1}:{start.column + 1}-{end.line + 1}:{end.column + 1}"


def test_proposals_are_their_golden_file(golden: Golden) -> None:
    parts = []
    for case, (name, old, new, _) in CASES.items():
        found = sorted(completions(*typed(name, old, new)), key=lambda each: each.order)
        rows = (f"{each.label} | {each.sort} | {each.insert!r} | {each.detail}" for each in found)
        parts.append("\n".join((f"# {case}", *rows)))
    golden("editor/proposals.txt", "\n\n".join(parts) + "\n")


def test_explanations_are_their_golden_file(golden: Golden) -> None:
    parts: dict[str, None] = {}
    for project, file, place in places():
        about = hover(project, file, place)
        if about is not None:
            text, span = about
            parts[f"# {Path(file.path).name} {written(span)} {file.text.slice(span)}\n{text}"] = (
                None
            )
    golden("editor/hover.txt", "\n\n".join(parts) + "\n")


def test_occurrences_are_their_golden_file(golden: Golden) -> None:
    parts: dict[str, None] = {}
    for project, file, place in places():
        found = symbol_at(project, file, place)
        if found is not None:
            symbol, _ = found
            owner = Path(symbol.owner).name
            rows = (
                f"{shown(project, each.file, each.span)} {written(each.span)}"
                for each in occurrences(project, symbol)
            )
            parts[
                "\n".join(
                    (f"# {symbol.sort} {Path(symbol.name).name} {owner} {symbol.line}", *rows)
                )
            ] = None
    golden("editor/occurrences.txt", "\n\n".join(parts) + "\n")


def test_outlines_are_their_golden_file(golden: Golden) -> None:
    def rows(found: tuple[OutlineSymbol, ...], indent: str = "") -> Iterator[str]:
        for each in found:
            spans = f"{written(each.span)} | {written(each.name_span)}"
            yield f"{indent}{each.label} | {each.detail} | {spans}"
            yield from rows(each.children, f"{indent}  ")

    parts = []
    for file in opened().files.values():
        parts += [f"# {Path(file.path).name}", *rows(symbols(file))]
        parts += [f"fold {start + 1}-{end + 1}" for start, end in foldings(file)]
        parts += [f"link {written(e.span)} {Path(e.file).name}{e.url}" for e in links(file)]
        parts += [f"{kind} {written(s)} {file.text.slice(s)}" for s, kind in tokens(file)]
    golden("editor/outline.txt", "\n".join(parts) + "\n")


def test_selections_are_their_golden_file(golden: Golden) -> None:
    parts: dict[str, None] = {}
    for _, file, place in places():
        if Path(file.path).name != "types.apib":
            continue
        grown = " < ".join(written(each) for each in selections(file, place))
        parts[f"{place.line + 1} {grown}"] = None
    golden("editor/selections.txt", "\n".join(parts) + "\n")


def test_actions_and_lenses_are_their_golden_file(golden: Golden) -> None:
    project = opened()
    names = [transaction.name for transaction in project.contract.transactions()]
    verified = {names[0]: True, names[1]: True, names[2]: False}
    parts: list[str] = []
    for file in project.files.values():
        parts.append(f"# {Path(file.path).name}")
        parts += [
            f"lens {each.line + 1} {each.title} | {each.command} {each.argument}"
            for each in lenses(project, file, verified)
        ]
        parts += [
            f"mention {kind}.{name} {written(span)} {file.text.slice(span)}"
            for kind, name, span in attribute_mentions(project, file)
        ]
        for line, text in enumerate(file.text.lines):
            for each in code_actions(project, file, Span.on(line, 0, len(text))):
                edits = [
                    f"{Path(path).name} {written(edit.span)} {edit.new!r}"
                    for path, inside in each.edits.items()
                    for edit in inside
                ]
                codes = ",".join(found.diagnostic.code for found in each.diagnostics)
                parts.append(f"action {line + 1} {each.title} | {each.kind} {each.explains}{codes}")
                parts += [f"    {edit}" for edit in edits]
    golden("editor/actions.txt", "\n".join(parts) + "\n")
