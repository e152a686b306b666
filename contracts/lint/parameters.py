"""URI parameters: every variable is declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from contracts.lint.finding import Finding, Rule, Subject
from contracts.lint.templates import is_name, items_called
from contracts.model import Action, Location, Resource, Severity
from contracts.uri import template_variables


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
)
