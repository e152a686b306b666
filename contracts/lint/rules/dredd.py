"""What Dredd would leave out or stop at, even with the blueprint derived for it.

Percent-encoded parameters are no more than a note: :mod:`contracts.render.dredd` writes them as
literals, which Dredd understands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from contracts.build.transactions import UriProblem, dropped, is_ambiguous, uri_problems
from contracts.lint.finding import Finding, Rule, Subject
from contracts.lint.uri_items import templates
from contracts.model import Action, Location, Severity, Transaction
from contracts.read.parser_codes import PARSER
from contracts.text.uri import NAME, template_variables


def dropped_pairs(subject: Subject) -> Iterator[Finding]:
    """Pairs that Dredd never runs: further requests or responses of one example."""
    for action in subject.contract.actions():
        lost: dict[str, list[Transaction]] = {}
        for transaction in dropped(action):
            lost.setdefault(transaction.name, []).append(transaction)
        for name, further in lost.items():
            first = next(t for t in action.transactions if t.name == name)
            requests = [t.request for t in further if t.request.location != first.request.location]
            if requests and all(t.response == first.response for t in further):
                shown = ", ".join(repr(r.name) if r.name else "one" for r in requests)
                yield Finding(
                    requests[0].location or further[0].location,
                    f"Dredd never sends the further requests of {name!r}: {shown}",
                    "write a + Response after each + Request",
                )
                continue
            statuses = ", ".join(str(transaction.response.status) for transaction in further)
            message = f"Dredd never asks for the further responses of {name!r}: {statuses}"
            yield Finding(further[0].response.location or further[0].location, message)


def no_example(subject: Subject) -> Iterator[Finding]:
    """Required parameters that nothing gives a value."""
    yield from _problems(subject, "no-example")


def choices(subject: Subject) -> Iterator[Finding]:
    """Parameters whose example is no member of their enum."""
    yield from _problems(subject, "choices")


def ambiguous(subject: Subject) -> Iterator[Finding]:
    """URI templates with percent-encoded variables, over which Dredd drops whole actions."""
    for template, location in templates(subject):
        spelled = (variable.spelling for variable in template_variables(template))
        names = [name for name in spelled if NAME.fullmatch(name) and is_ambiguous(name)]
        if names:
            message = f"Dredd by itself runs nothing here: it does not recognise {names[0]}"
            yield Finding(location, message)


def _problems(subject: Subject, kind: str) -> Iterator[Finding]:
    """One finding for each parameter, although a resource's applies to each of its actions."""
    seen = set()
    for action in subject.contract.actions():
        for problem in uri_problems(action.uri_template, action.parameters):
            if problem.kind != kind:
                continue
            place = _place(problem, action)
            if place not in seen:
                seen.add(place)
                yield Finding(place, problem.message)


def _place(problem: UriProblem, action: Action) -> Location:
    locations = (p.location for p in action.parameters if p.spelling == problem.variable)
    return next(locations, None) or action.location


PARAMETER_NO_EXAMPLE: Final = Rule(
    "parameter-no-example",
    Severity.WARNING,
    "A required URI parameter has no example, default or choice.",
    "Dredd stops its whole run there, and no judge can make the URI.",
    "Give it an example: ``+ id: `1` (string, required)``; or make it optional.",
    no_example,
)
RULES: Final = (
    Rule(
        "dredd-drops",
        Severity.WARNING,
        "A further response to one request, which Dredd leaves out.",
        "Dredd runs only the first response to a request and does not report the others, so "
        "nobody checks them.",
        "Write a + Request before each + Response.",
        dropped_pairs,
    ),
    PARAMETER_NO_EXAMPLE,
    Rule(
        "parameter-choice",
        Severity.WARNING,
        "The example of a URI parameter is not among its choices.",
        "Dredd stops its whole run there, and readers copy a value that is refused.",
        "Add it to the members, or take one of them.",
        choices,
        replaces=(PARSER[8],),
    ),
    Rule(
        "parameter-ambiguous",
        Severity.INFO,
        "A variable of a URI template is percent-encoded (`page%5Bsize%5D`).",
        "Dredd decodes it in the template, not in the parameters, finds no match and drops all "
        "transactions, with no more than a warning.",
        "Run `contract dredd`, which gives Dredd a blueprint that it understands, and ignore this "
        "rule in pyproject.toml.",
        ambiguous,
    ),
)
