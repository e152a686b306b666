"""Quick fixes, suppressions, and the code lenses above an action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from contracts.editor.diagnostics import span_of
from contracts.editor.project import File, Project, place_of
from contracts.editor.structure import Kind
from contracts.editor.text import Span, TextEdit
from contracts.lint import RULES, UNREADABLE, Found
from contracts.lint.finding import Edit
from contracts.model import Action, Severity


@dataclass(frozen=True, slots=True)
class CodeAction:
    """Something an editor offers to do about findings: edits by file, or an explanation."""

    title: str
    kind: Literal["quickfix", "source.fixAll"]
    edits: Mapping[str, tuple[TextEdit, ...]]
    found: tuple[Found, ...] = ()
    explains: str = ""


def code_actions(project: Project, file: File, span: Span) -> Iterator[CodeAction]:
    """What can be done about the findings that touch a stretch of a file."""
    here = [
        found
        for found in project.found_by_file.get(file.path, ())
        if _touches(span_of(file.text, found), span)
    ]
    for found in here:
        edits = _edits(project, (found,))
        if edits:
            yield CodeAction(_title(found), "quickfix", edits, (found,))
    for found in here:
        yield from _all_alike(project, found)
    for found in here:
        if is_suppressible(found):
            yield from _suppressions(file, found)
    for code in dict.fromkeys(found.diagnostic.code for found in here):
        if code in RULES:
            yield CodeAction(f"Explain {code}", "quickfix", {}, explains=code)
    fixable = [found for found in project.found_by_file.get(file.path, ()) if found.edits]
    edits = _edits(project, tuple(fixable))
    if edits:
        yield CodeAction("Fix everything fixable in this file", "source.fixAll", edits)


def is_suppressible(finding: Found) -> bool:
    """Whether a comment may hide a finding: not where something could not be read."""
    code = finding.diagnostic.code
    firm = code in UNREADABLE or code.startswith("parser-")
    return code in RULES and not (firm and finding.diagnostic.severity is Severity.ERROR)


def _title(finding: Found) -> str:
    hint = finding.diagnostic.hint.strip().rstrip(".")
    return f"Fix {finding.diagnostic.code}: {hint[:1].upper()}{hint[1:]}" if hint else "Fix"


def _all_alike(project: Project, finding: Found) -> Iterator[CodeAction]:
    code = finding.diagnostic.code
    alike = tuple(e for e in project.found if e.diagnostic.code == code and e.edits)
    if finding.edits and len(alike) > 1:
        title = f"Fix all {len(alike)} findings of {code}"
        yield CodeAction(title, "quickfix", _edits(project, alike), (finding,))


def _touches(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _edits(project: Project, findings: tuple[Found, ...]) -> dict[str, tuple[TextEdit, ...]]:
    """The edits of several fixes, each whole or not at all, without overlaps."""
    made: dict[str, list[TextEdit]] = {}
    for each in findings:
        wanted = [(edit.location.file, _edit(project, edit)) for edit in each.edits]
        fits = all(edit and not _overlaps(edit, made.get(file, [])) for file, edit in wanted)
        for file, edit in wanted if fits else ():
            if edit and edit not in made.get(file, ()):
                made.setdefault(file, []).append(edit)
    return {file: tuple(sorted(edits, key=lambda e: e.span)) for file, edits in made.items()}


def _edit(project: Project, edit: Edit) -> TextEdit | None:
    file = project.files.get(edit.location.file)
    place = place_of(edit.location)
    span = Span.on(place.line, place.column, place.column + len(edit.old))
    if file is None or file.text.slice(span) != edit.old:
        return None
    return TextEdit(span, edit.new)


def _overlaps(edit: TextEdit, others: list[TextEdit]) -> bool:
    return any(
        edit != other and edit.span.start <= other.span.end and other.span.start <= edit.span.end
        for other in others
    )


def _suppressions(file: File, finding: Found) -> Iterator[CodeAction]:
    code = finding.diagnostic.code
    line = _anchor(file, place_of(finding.diagnostic.location).line)
    indent = file.text.line(line)[: len(file.text.line(line)) - len(file.text.line(line).lstrip())]
    comment = f"{indent}<!-- contract: ignore {code} -->{file.text.line_break}"
    here = TextEdit(Span.on(line, 0, 0), comment)
    yield CodeAction(f"Suppress {code} here", "quickfix", {file.path: (here,)}, (finding,))
    end = file.text.end
    lead = file.text.line_break if end.column else ""
    comment = f"{lead}{file.text.line_break}<!-- contract: ignore-file {code} -->"
    last = TextEdit(Span(end, end), comment + file.text.line_break)
    yield CodeAction(f"Suppress {code} in this file", "quickfix", {file.path: (last,)}, (finding,))


def _anchor(file: File, line: int) -> int:
    """The line before which a comment that covers ``line`` changes nothing else.

    That is its section's first line, or that of the paragraph it is in.
    """
    section = file.root.at(line)
    if section.line == line or section.kind not in _PROSE:
        return section.line
    while line > section.line + 1 and file.text.line(line - 1).strip():
        line -= 1
    return line


_PROSE = (
    Kind.FILE, Kind.TITLE, Kind.HEADING, Kind.GROUP, Kind.RESOURCE, Kind.ACTION, Kind.TYPES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lens:
    """A code lens above a section: its text, and the command a click runs, with its argument."""

    line: int
    title: str
    command: str = ""
    argument: str = ""


def lenses(project: Project, file: File, verified: Mapping[str, bool]) -> Iterator[Lens]:
    """The code lenses above the actions and types of a file.

    ``verified`` gives for a transaction's name whether it passed when the server was last judged.
    """
    for section in file.root.walk():
        if section.kind is Kind.ACTION:
            action = project.action(file, section)
            if action is not None:
                yield from _action_lenses(section.line, action, verified)
        elif section.kind is Kind.TYPE:
            name = section.name.text
            found = next(
                (t for t in project.contract.resource_types if _is_named(name, t.name)), None
            )
            if found is not None:
                yield Lens(section.line, "show generated Python", "contract.showPython", found.name)


def _is_named(type_name: str, resource_type: str) -> bool:
    return type_name.lower().replace(" ", "-") == resource_type.lower().replace("_", "-")


def _action_lenses(line: int, action: Action, verified: Mapping[str, bool]) -> Iterator[Lens]:
    names = [transaction.name for transaction in action.transactions]
    judged = [name for name in names if name in verified]
    if judged:
        passed = sum(verified[name] for name in judged)
        yield Lens(line, f"verified {passed} of {len(names)}", "contract.verify", action.id)
    elif names:
        count = "1 transaction" if len(names) == 1 else f"{len(names)} transactions"
        yield Lens(line, f"verify {count}", "contract.verify", action.id)
    if names:
        yield Lens(line, "try", "contract.try", action.id)
        yield Lens(line, "show as curl", "contract.showCurl", action.id)
