"""Quick fixes, suppressions, and the code lenses above an action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from contracts.editor.diagnostics import span_of
from contracts.editor.project import EditorProject, File, place_of
from contracts.editor.structure import Kind
from contracts.editor.text import Span, TextEdit
from contracts.lint import RULES, LintDiagnostic, is_unreadable
from contracts.lint.finding import Edit
from contracts.model import Action


@dataclass(frozen=True, slots=True)
class EditorAction:
    """Something an editor offers to do about findings: edits by file, or an explanation."""

    title: str
    kind: Literal["quickfix", "source.fixAll"]
    edits: Mapping[str, tuple[TextEdit, ...]]
    diagnostics: tuple[LintDiagnostic, ...] = ()
    explains: str = ""


def code_actions(project: EditorProject, file: File, span: Span) -> Iterator[EditorAction]:
    """What can be done about the findings that touch a stretch of a file."""
    here = [
        finding
        for finding in project.diagnostics_by_file.get(file.path, ())
        if _touches(span_of(file.text, finding), span)
    ]
    for finding in here:
        edits = _edits(project, (finding,))
        if edits:
            yield EditorAction(_title(finding), "quickfix", edits, (finding,))
    for finding in here:
        yield from _all_alike(project, finding)
    for finding in here:
        if is_suppressible(finding):
            yield from _suppressions(file, finding)
    for code in dict.fromkeys(finding.diagnostic.code for finding in here):
        if code in RULES:
            yield EditorAction(f"Explain {code}", "quickfix", {}, explains=code)
    fixable = [
        finding for finding in project.diagnostics_by_file.get(file.path, ()) if finding.edits
    ]
    edits = _edits(project, tuple(fixable))
    if edits:
        yield EditorAction("Fix everything fixable in this file", "source.fixAll", edits)


def is_suppressible(finding: LintDiagnostic) -> bool:
    """Whether a comment may hide a finding: not where something could not be read."""
    return finding.diagnostic.code in RULES and not is_unreadable(finding.diagnostic)


def _title(finding: LintDiagnostic) -> str:
    hint = finding.diagnostic.hint.strip().rstrip(".")
    return f"Fix {finding.diagnostic.code}: {hint[:1].upper()}{hint[1:]}" if hint else "Fix"


def _all_alike(project: EditorProject, finding: LintDiagnostic) -> Iterator[EditorAction]:
    code = finding.diagnostic.code
    alike = tuple(e for e in project.diagnostics if e.diagnostic.code == code and e.edits)
    if finding.edits and len(alike) > 1:
        title = f"Fix all {len(alike)} findings of {code}"
        yield EditorAction(title, "quickfix", _edits(project, alike), (finding,))


def _touches(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _edits(
    project: EditorProject, findings: tuple[LintDiagnostic, ...]
) -> dict[str, tuple[TextEdit, ...]]:
    """The edits of several fixes, each whole or not at all, without overlaps."""
    made: dict[str, list[TextEdit]] = {}
    for each in findings:
        wanted = [(edit.location.file, _edit(project, edit)) for edit in each.edits]
        fits = all(edit and not _overlaps(edit, made.get(file, [])) for file, edit in wanted)
        for file, edit in wanted if fits else ():
            if edit and edit not in made.get(file, ()):
                made.setdefault(file, []).append(edit)
    return {file: tuple(sorted(edits, key=lambda e: e.span)) for file, edits in made.items()}


def _edit(project: EditorProject, edit: Edit) -> TextEdit | None:
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


def _suppressions(file: File, finding: LintDiagnostic) -> Iterator[EditorAction]:
    code = finding.diagnostic.code
    line = _anchor(file, place_of(finding.diagnostic.location).line)
    indent = file.text.line(line)[: len(file.text.line(line)) - len(file.text.line(line).lstrip())]
    comment = f"{indent}<!-- contract: ignore {code} -->{file.text.line_break}"
    here = TextEdit(Span.on(line, 0, 0), comment)
    yield EditorAction(f"Suppress {code} here", "quickfix", {file.path: (here,)}, (finding,))
    end = file.text.end
    lead = file.text.line_break if end.column else ""
    comment = f"{lead}{file.text.line_break}<!-- contract: ignore-file {code} -->"
    last = TextEdit(Span(end, end), comment + file.text.line_break)
    yield EditorAction(
        f"Suppress {code} in this file", "quickfix", {file.path: (last,)}, (finding,)
    )


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
class CodeLens:
    """A code lens above a section: its text, and the command a click runs, with its argument."""

    line: int
    title: str
    command: str = ""
    argument: str = ""


def lenses(project: EditorProject, file: File, verified: Mapping[str, bool]) -> Iterator[CodeLens]:
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
            resource_type = next(
                (t for t in project.contract.resource_types if _is_named(name, t.name)), None
            )
            if resource_type is not None:
                yield CodeLens(
                    section.line, "show generated Python", "contract.showPython", resource_type.name
                )


def _is_named(type_name: str, resource_type: str) -> bool:
    return type_name.lower().replace(" ", "-") == resource_type.lower().replace("_", "-")


def _action_lenses(line: int, action: Action, verified: Mapping[str, bool]) -> Iterator[CodeLens]:
    names = [transaction.name for transaction in action.transactions]
    judged = [name for name in names if name in verified]
    if judged:
        passed = sum(verified[name] for name in judged)
        yield CodeLens(line, f"verified {passed} of {len(names)}", "contract.verify", action.id)
    elif names:
        count = "1 transaction" if len(names) == 1 else f"{len(names)} transactions"
        yield CodeLens(line, f"verify {count}", "contract.verify", action.id)
    if names:
        yield CodeLens(line, "try", "contract.try", action.id)
        yield CodeLens(line, "show as curl", "contract.showCurl", action.id)
