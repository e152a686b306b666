"""URI parameters: every variable is declared."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Final

from contracts.build.mson import MEANINGS
from contracts.lint.finding import Finding, Rule, Subject
from contracts.lint.rules.uri_templates import is_name, items_called
from contracts.model import Action, Location, Parameter, Resource, Severity
from contracts.text.uri import template_variables

_FORMS: Final = {
    "number": re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?"),
    "integer": re.compile(r"[+-]?\d+"),
    "boolean": re.compile(r"true|false|0|1", re.IGNORECASE),
}
# The attributes of `+ id: `1` (string, required) - Which one.`
_TYPE: Final = re.compile(r"^ *[-+*] [^(]*\(([^()]*)\)")
#: What may stand there, and what is worth comparing with.
SPELLED: Final = (
    "string",
    "number",
    "boolean",
    "integer",
    "array",
    "object",
    "required",
    "optional",
)
KNOWN: Final = frozenset(SPELLED) | MEANINGS.keys() | {"enum", "int", "float", "bool", "text"}


def undeclared(subject: Subject) -> Iterator[Finding]:
    """Variables of a URI template that no Parameters section describes.

    One finding for all actions of a resource, unless some of them do describe it.
    """
    for resource in subject.contract.resources():
        lacking: dict[tuple[str, str], list[Action]] = {}
        declared = {p.spelling for action in resource.actions for p in action.parameters}
        for action in resource.actions:
            own = {parameter.spelling for parameter in action.parameters}
            for spelling, _ in template_variables(action.uri_template):
                where = _heading(resource, action)
                if spelling not in own and not _is_misspelled(subject, spelling, where):
                    lacking.setdefault((action.uri_template, spelling), []).append(action)
        for (template, spelling), actions in lacking.items():
            where = _heading(resource, actions[0])
            if spelling in declared:
                hint = f"describe {spelling} in the Parameters of the resource"
                for action in actions:
                    message = f"only another action describes {spelling!r} of {template}"
                    yield Finding(action.location, message, hint)
            else:
                message = f"the variable {spelling!r} of {template} is not declared"
                yield Finding(where, message, f"add `+ {spelling}: …` under + Parameters")


def examples(subject: Subject) -> Iterator[Finding]:
    """Examples and defaults of numbers and booleans that are none."""
    for parameter in _parameters(subject):
        fits = _FORMS.get(parameter.kind)
        for value in (parameter.example, parameter.default):
            if fits and value and not fits.fullmatch(value) and parameter.location:
                message = f"{value!r} is no {parameter.kind}, as {parameter.name} is"
                yield Finding(parameter.location, message)
                break


def types(subject: Subject) -> Iterator[Finding]:
    """Types of parameters that are misspelled."""
    named = {name.lower() for name in subject.contract.schemas}
    for parameter in _parameters(subject):
        if parameter.location is None:
            continue
        match = _TYPE.search(subject.lines.at(parameter.location))
        words = [word.strip() for word in match[1].split(",")] if match else []
        for word in words:
            known = word.lower() in named | KNOWN or not word.isalpha()
            near = [] if known else difflib.get_close_matches(word.lower(), SPELLED, 1, 0.8)
            if near:
                yield Finding(parameter.location, f"{word!r} is no type", f"write {near[0]}")


def _parameters(subject: Subject) -> Iterator[Parameter]:
    """Each described parameter once, although a resource's is that of each of its actions."""
    seen: set[Location | None] = set()
    for action in subject.contract.actions():
        for parameter in action.parameters:
            if parameter.location not in seen:
                seen.add(parameter.location)
                yield parameter


def _heading(resource: Resource, action: Action) -> Location:
    """Where the action's URI template stands."""
    own = action.uri_template != resource.uri_template
    return action.location if own else resource.location


def _is_misspelled(subject: Subject, spelling: str, heading: Location) -> bool:
    """Whether it is described under a name that is none, which the rule uri-unencoded reports."""
    return not is_name(spelling) and any(items_called(subject, heading, spelling))


RULES: Final = (
    Rule(
        "parameter-undeclared",
        Severity.WARNING,
        "A variable of a URI template is in no Parameters section.",
        "Dredd drops the action; no reader, judge or client can fill the variable.",
        "Add it under + Parameters.",
        undeclared,
    ),
    Rule(
        "parameter-example",
        Severity.WARNING,
        "The example or default of a number or boolean is none.",
        "Judges send it, and readers copy it, to be refused.",
        "Write a value of the type, or change the type.",
        examples,
    ),
    Rule(
        "parameter-type",
        Severity.WARNING,
        "The type of a parameter is misspelled: `nubmer`.",
        "What is no known type is taken for a string, and `required` for nothing when it is wrong.",
        "Mend the spelling.",
        types,
        replaces=("parser-3",),
    ),
)
