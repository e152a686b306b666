"""URI parameters: every variable is declared."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.build.mson_types import MEANINGS
from contracts.lint.finding import Finding, Rule, Subject
from contracts.lint.rules.items import DESCRIPTION_LOST
from contracts.lint.uri_items import is_name, items_called
from contracts.model import Action, Location, Parameter, Resource, Severity, StrayParameter
from contracts.read.parser_codes import PARSER
from contracts.text.indentation import indentation
from contracts.text.uri import template_variables

_FORMS: Final = {
    "number": re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?"),
    "integer": re.compile(r"[+-]?\d+"),
    "boolean": re.compile(r"true|false|0|1", re.IGNORECASE),
}
# The attributes of `+ id: `1` (string, required) - Which one.`
_TYPE: Final = re.compile(r"^ *[-+*] [^(]*\(([^()]*)\)")
_VALUES: Final = re.compile(r" *[-+*] +values *", re.IGNORECASE)
SEVERAL: Final = 3
"""Templates that a message names."""
SHOWN: Final = 60
"""Characters of a misread name that a message shows."""
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
            for spelling in (v.spelling for v in template_variables(action.uri_template)):
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


@dataclass(frozen=True, slots=True)
class _Stray:
    """A described parameter that no template has, with the templates it may be for.

    ``variables`` are those of the templates.
    """

    name: str
    location: Location
    templates: tuple[str, ...]
    variables: frozenset[str]

    @property
    def meant(self) -> str:
        """The variable whose name a misread one begins with, or an empty text."""
        start = re.split(r"[\s:(=]", self.name, maxsplit=1)[0].strip("`")
        return start if start != self.name and start in self.variables else ""


def unknown(subject: Subject) -> Iterator[Finding]:
    """Described parameters that the URI template lacks."""
    for stray in _strays(subject):
        if stray.meant or not is_name(stray.name) or len(stray.name) > SHOWN:
            continue
        hint = f"add {{?{stray.name}}} to the URI template, or remove the parameter"
        known = sorted(name for name in stray.variables if len(name) <= SHOWN)
        close = difflib.get_close_matches(stray.name, known, 1, 0.75)
        if close:
            hint = f"did you mean {close[0]!r}?"
        where = " or ".join(stray.templates[:SEVERAL])
        yield Finding(stray.location, f"{stray.name!r} is not in {where}", hint)


def misread(subject: Subject) -> Iterator[Finding]:
    """Parameters whose name is read together with what follows it.

    MSON lets a name hold emphasis: from the underscore of ``time_bucket`` to the next one.
    """
    for stray in _strays(subject):
        name = stray.meant
        if name:
            values = _old_values(subject, stray.location)
            hint = f"put the name between backticks: + `{name}`"
            if values:
                hint = "write `+ Members` and a type `enum[string]`: Values is an older form"
            yield Finding(
                stray.location,
                f"the parser reads {_shortened(stray.name)!r} as the parameter's name",
                hint,
                explains=(
                    *(
                        f"the variable {name!r} of {template} is not"
                        for template in stray.templates
                    ),
                    f"the parameter {stray.name!r} has an empty list of values",
                ),
                also=tuple(values),
            )


def _old_values(subject: Subject, item: Location) -> list[Location]:
    """The places of a Values section below a parameter, and of its items; or nothing."""
    locations: list[Location] = []
    own = subject.lines.at(item)
    depth = indentation(own)
    for place, line in subject.lines.after(item):
        indent = indentation(line)
        if line.strip() and indent <= depth:
            break
        if line.strip() and (locations or _VALUES.fullmatch(line)):
            locations.append(Location(place.file, place.line, 1))
    return locations


def _shortened(name: str) -> str:
    return name if len(name) <= SHOWN else f"{name[:SHOWN]}…"


def _strays(subject: Subject) -> Iterator[_Stray]:
    """The described parameters that no template has."""
    for resource in subject.contract.resources():
        own = [resource.uri_template, *(action.uri_template for action in resource.actions)]
        yield from _of(resource.stray_parameters, tuple(filter(None, dict.fromkeys(own))))
        for action in resource.actions:
            yield from _of(action.stray_parameters, (action.uri_template,))


def _of(strays: Sequence[StrayParameter], templates: tuple[str, ...]) -> Iterator[_Stray]:
    if strays:
        spellings = (v.spelling for template in templates for v in template_variables(template))
        variables = frozenset(spellings)
        for stray in strays:
            yield _Stray(stray.name, stray.location, templates, variables)


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
    """The location of the action's URI template."""
    own = action.uri_template != resource.uri_template
    return action.location if own else resource.location


def _is_misspelled(subject: Subject, spelling: str, heading: Location) -> bool:
    """Whether it is described under a name that is none, which the rule uri-unencoded reports."""
    return not is_name(spelling) and any(items_called(subject, heading, spelling))


PARAMETER_UNDECLARED: Final = Rule(
    "parameter-undeclared",
    Severity.WARNING,
    "A variable of a URI template is in no Parameters section.",
    "Dredd drops the action; no reader, judge or client can fill the variable.",
    "Add it under + Parameters.",
    undeclared,
)
PARAMETER_UNKNOWN: Final = Rule(
    "parameter-unknown",
    Severity.WARNING,
    "A Parameters section describes what the URI template does not have.",
    "It cannot be sent: the URI has no place for its value.",
    "Add it to the template, or remove it from the Parameters.",
    unknown,
)
RULES: Final = (
    PARAMETER_UNDECLARED,
    PARAMETER_UNKNOWN,
    Rule(
        "parameter-misread",
        Severity.WARNING,
        "The parser takes more for a parameter's name than its author: `time_bucket: a_b`.",
        "From one underscore to the next it sees emphasis, which a name may hold, and above an old "
        "Values section no example. Type and description are lost, and Dredd ends its run there.",
        "Put the name between backticks.",
        misread,
        replaces=(PARAMETER_UNDECLARED, DESCRIPTION_LOST, PARSER[5], PARSER[6]),
    ),
    Rule(
        "parameter-example",
        Severity.WARNING,
        "The example or default of a parameter is not of its type, a number or boolean.",
        "Judges send it, and readers copy it, to be refused.",
        "Write a value of the type, or change the type.",
        examples,
    ),
    Rule(
        "parameter-type",
        Severity.WARNING,
        "The type of a parameter is misspelled: `nubmer`.",
        "An unknown type is taken for a string, and a misspelled `required` is ignored.",
        "Fix the spelling.",
        types,
        replaces=(PARSER[3],),
    ),
)
