"""Documentation: missing descriptions and error responses, unused files, dead links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote

from contracts.build.anchors import Addresses
from contracts.lint.finding import Finding, Rule, Subject
from contracts.lint.rules.misread_sections import descriptions, loses_sections
from contracts.model import Action, EndpointKind, Location, Severity
from contracts.text.uri import template_variables

_LINK: Final = re.compile(r"!?\[[^\]\n]*\]\((?P<target><[^>\n]*>|[^\s)]+)(?:\s+[\"'(][^)\n]*)?\)")
#: ``[text](#anchor)``, and the definition of a reference, ``[text]: #anchor``.
_INNER: Final = re.compile(r"(?<!\!)\[[^\]\n]*\](?:\(<?|: *<?)#(?P<anchor>[^\s)>]*)")
_CODE: Final = re.compile(r"(`+)(?:(?!\1).)+\1")
_ELSEWHERE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|#|\?|\{")
# Query parameters that choose a part of a list.
_PAGING: Final = re.compile(r"page|page\[.*\]|per_page|limit|offset|sort|filter(?:\[.*\])?")
_ONE: Final = (EndpointKind.DETAIL, EndpointKind.UPDATE, EndpointKind.DELETE)
_OF_ONE: Final = re.compile(
    r"\b(?:get|show|fetch|read|retrieve)s? (?:a|one) single\b", re.IGNORECASE
)
_OF_MANY: Final = re.compile(
    r"(?:get|show|fetch|read|retrieve|list|return)s? (?:a|the) list of\b", re.IGNORECASE
)
_READS: Final = ("PATCH", "DELETE", "PUT")
_CHANGES: Final = ("GET", "HEAD", "DELETE")
_DELETES: Final = ("GET", "HEAD", "PATCH", "PUT")
#: Methods that contradict the verb at the beginning of an action's name.
VERBS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("get", "list", "show", "fetch", "retrieve", "read", "view"), _READS),
    **dict.fromkeys(("update", "edit", "modify", "change"), _CHANGES),
    **dict.fromkeys(("delete", "destroy"), _DELETES),
    "create": ("GET", "HEAD", "DELETE", "PATCH"),
}
FEW: Final = 3
"""With fewer actions that document errors nothing is usual yet."""


def without_actions(subject: Subject) -> Iterator[Finding]:
    """Resources that nothing can be done with, here or at another resource of the same path."""
    served = {_path(action.path) for action in subject.contract.actions()}
    for resource in subject.contract.resources():
        if _path(resource.uri_template) in served or loses_sections(resource.description):
            continue
        if not resource.actions:
            yield Finding(
                resource.location, f"{resource.name or resource.uri_template!r} has no actions"
            )


def _path(template: str) -> str:
    return template.split("{?", 1)[0].split("?", 1)[0].rstrip("/")


def undescribed(subject: Subject) -> Iterator[Finding]:
    """Actions that say nothing about themselves."""
    for action in subject.contract.actions():
        if not action.description.strip():
            name = action.title
            yield Finding(action.location, f"{name!r} has no description")


def strays(subject: Subject) -> Iterator[Finding]:
    """Blueprint files in the folder that nobody includes."""
    for path in subject.folder.strays:
        message = f"{subject.contract.file} does not include it, nor does another file"
        yield Finding(Location(path, 1, 1), message)


def dead_links(subject: Subject) -> Iterator[Finding]:
    """Relative links to files that are not there."""
    for owner, line in _prose(subject, "]("):
        yield from _dead(subject, owner, line)


def dead_anchors(subject: Subject) -> Iterator[Finding]:
    """Links into the documentation that lead to nothing in it."""
    places: Addresses | None = None
    for owner, line in _prose(subject, "#"):
        for match in _INNER.finditer(_without_code(line)):
            places = places or Addresses.of(subject.contract)
            if places.resolve(match["anchor"]) is None:
                location = _place(subject, owner, line, match.start())
                yield Finding(location, f"nothing in the documentation is at #{match['anchor']}")


def _prose(subject: Subject, mark: str) -> Iterator[tuple[Location, str]]:
    """The lines of descriptions with a ``mark`` in them that are no code, and their owners."""
    for _, description, owner in descriptions(subject.contract):
        if mark not in description:
            continue
        fenced = False
        for line in description.splitlines():
            fenced ^= line.lstrip().startswith(("```", "~~~"))
            if not fenced and not line.startswith("    "):
                yield owner, line


def _without_code(line: str) -> str:
    return _CODE.sub(lambda code: " " * len(code[0]), line)


def _place(subject: Subject, owner: Location, line: str, start: int) -> Location:
    """The place of the character ``start`` of a line of a description."""
    at = subject.lines.below(owner, line)
    return Location(at.file, at.line, at.column + start - (len(line) - len(line.lstrip())))


def _dead(subject: Subject, owner: Location, line: str) -> Iterator[Finding]:
    for match in _LINK.finditer(_without_code(line)):
        target = unquote(match["target"].strip("<>").split("#", 1)[0].split("?", 1)[0])
        if not target or _ELSEWHERE.match(match["target"].strip("<>")):
            continue
        at = _place(subject, owner, line, match.start())
        if not subject.folder.exists(at.file, target):
            yield Finding(at, f"there is no file {target}")


def contradicted(subject: Subject) -> Iterator[Finding]:
    """Actions whose name begins with the verb of another method."""
    for action in subject.contract.actions():
        word = action.name.split(" ", 1)[0].lower()
        if action.method in VERBS.get(word, ()):
            message = f"{action.title!r} is {action.method}"
            yield Finding(action.location, message, "correct the method, or the name")


def miscounted(subject: Subject) -> Iterator[Finding]:
    """Descriptions that speak of one resource where a list is read, or of a list for one."""
    for action in subject.contract.actions():
        kind = action.endpoint.kind if action.endpoint else None
        sentence = action.description.strip().partition(".")[0]
        if kind is EndpointKind.LIST and _OF_ONE.search(sentence):
            message = f"{action.title!r} reads a list, and its description speaks of a single one"
            yield Finding(action.location, message)
        elif kind is EndpointKind.DETAIL and _OF_MANY.match(sentence):
            message = f"{action.title!r} reads one resource, and its description speaks of a list"
            yield Finding(action.location, message)


def unread(subject: Subject) -> Iterator[Finding]:
    """Templates with variables of a list, and no action that reads one."""
    for resource in subject.contract.resources():
        names = [unquote(v.spelling).lower() for v in template_variables(resource.uri_template)]
        paging = [name for name in names if _PAGING.fullmatch(name)]
        users = [a for a in resource.actions if a.uri_template == resource.uri_template]
        if not all(action.method for action in users):
            continue  # without a response, the parser reads no method
        if paging and users and not any(a.method in ("GET", "HEAD", "POST") for a in users):
            methods = ", ".join(dict.fromkeys(action.method for action in users))
            message = f"{paging[0]!r} is for lists, and only {methods} uses the template"
            yield Finding(resource.location, message)
        elif paging and users and all(a.method == "POST" for a in users) and _creates(users):
            message = f"{paging[0]!r} is for lists, and only POST uses the template"
            yield Finding(resource.location, message)
        elif paging and users and all(_is_about_one(a) for a in users):
            message = f"{paging[0]!r} is for lists, and the template is that of a single resource"
            yield Finding(resource.location, message)


def _is_about_one(action: Action) -> bool:
    return action.endpoint is not None and action.endpoint.kind in _ONE


def _creates(actions: Iterable[Action]) -> bool:
    """Whether all that the actions do is to create a resource."""
    return all(
        t.response.status in (201, 202) or t.response.status >= 400
        for action in actions
        for t in action.transactions
    )


def errors(subject: Subject) -> Iterator[Finding]:
    """Actions on one resource that document no error, where most others do."""
    actions = [a for a in subject.contract.actions() if "{" in a.path and a.transactions]
    silent = [action for action in actions if not _documents_errors(action)]
    vocal = len(actions) - len(silent)
    if vocal >= FEW and vocal > len(silent):
        for action in silent:
            name = action.title
            yield Finding(action.location, f"{name!r} documents no error; {vocal} others do")


def _documents_errors(action: Action) -> bool:
    return any(400 <= t.response.status < 500 for t in action.transactions)


def no_format(subject: Subject) -> Iterator[Finding]:
    """Blueprints that do not say that they are one."""
    names = {name.upper() for name, _ in subject.contract.metadata}
    if "FORMAT" not in names and subject.contract.groups:
        yield Finding(Location(subject.contract.file, 1, 1), "the metadata has no FORMAT")


LINK_DEAD: Final = Rule(
    "link-dead",
    Severity.WARNING,
    "A relative link leads to a file that is not there.",
    "Readers get an error.",
    "Fix the path; it is relative to the file with the link.",
    dead_links,
)
RULES: Final = (
    Rule(
        "resource-without-actions",
        Severity.WARNING,
        "A resource has no actions.",
        "It documents a path without an operation; often the actions' "
        "headings are at the wrong level.",
        "Add an action, `### Read [GET]`, or remove the resource.",
        without_actions,
    ),
    Rule(
        "action-undescribed",
        Severity.INFO,
        "An action has no description.",
        "Its name is all that readers of the documentation learn about it.",
        "Write a sentence below its heading.",
        undescribed,
    ),
    Rule(
        "action-verb",
        Severity.WARNING,
        "An action's name begins with the verb of another method: `Delete thing [PATCH]`.",
        "Clients and generated names follow the one, and requests the other.",
        "Correct the method, or the name.",
        contradicted,
    ),
    Rule(
        "action-description",
        Severity.WARNING,
        "A description speaks of a single resource where a list is read, or of a list for one.",
        "It was copied from another action, and readers expect another response.",
        "Describe what this action answers.",
        miscounted,
    ),
    Rule(
        "query-without-list",
        Severity.WARNING,
        "A URI template has variables of a list, such as `page[size]`, and nothing reads one.",
        "The variables were copied from a list: no server looks at them there.",
        "Remove them from the template, or give the reading action a template of its own.",
        unread,
    ),
    Rule(
        "errors-undocumented",
        Severity.INFO,
        "An action on one resource documents no error, although most others do.",
        "Readers assume that it cannot fail, and its errors are not verified.",
        "Add a request that fails, with `+ Response 404`.",
        errors,
    ),
    Rule(
        "file-stray",
        Severity.WARNING,
        "A blueprint file beside the others is included by none of them.",
        "Its content is neither read, documented nor verified.",
        "Include it: `<!-- include(things.apib) -->`; or remove it.",
        strays,
    ),
    LINK_DEAD,
    Rule(
        "anchor-dead",
        Severity.WARNING,
        "A link such as `[errors](#errors)` leads to nothing in the documentation.",
        "Readers click and stay where they are.",
        "Link to a heading (`#header-errors`), an operation id (`#create-thing`), a group "
        "(`#group.things`) or a type (`#type.thing`); Apiary's, aglio's and GitHub's spellings "
        "work too.",
        dead_anchors,
    ),
    Rule(
        "format-missing",
        Severity.INFO,
        "The metadata has no FORMAT.",
        "Dredd and other tools recognise the format by it.",
        "Begin the file with the line `FORMAT: 1A` and an empty line.",
        no_format,
    ),
)
