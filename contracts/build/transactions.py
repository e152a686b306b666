"""What Dredd 14 calls a transaction, and which transactions it leaves out.

Dredd compiles a blueprint with the npm package dredd-transactions 9; these are its rules
(its files ``compile/index.js``, ``detectTransactionExampleNumbers.js`` and
``compileURI/*.js``), and the tests hold them against that package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import unquote

from contracts.model import Action, Contract, Parameter, Response, Transaction
from contracts.text.uri import EXPRESSION, template_variables

# What the npm package uri-template accepts inside braces; outside them, anything but "{".
_VARIABLE: Final = r"[A-Za-z0-9_.%]*(?::\d+|\*)?(?:\([^)]+\))?"
_TEMPLATE: Final = re.compile(rf"(?:[^{{]|\{{[/;:.?&+#]?{_VARIABLE}(?:,{_VARIABLE})*\}})*")
# JavaScript's decodeURI leaves the escapes of ; / ? : @ & = + $ , and # as they are.
_KEPT_ESCAPE: Final = re.compile(r"%(?=3B|2F|3F|3A|40|26|3D|2B|24|2C|23)", re.IGNORECASE)
_BROKEN_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def transaction_name(
    title: str,
    group: str,
    resource: str,
    action: str,
    example: int | None,
    *,
    several_files: bool = False,
) -> str:
    """The name of a transaction, as hooks and ``--only`` need it.

    ``resource`` is the resource's name, or its URI template when it has none; ``action``
    is the action's name, or its method. ``example`` is None when the action has a single
    example. Dredd prefixes the API's title only when it is given several files.
    """
    parts = [title if several_files else "", group, resource, action]
    return " > ".join(filter(None, [*parts, f"Example {example}" if example else ""]))


def example_numbers(pairs: Sequence[tuple[int, int]]) -> list[int]:
    """The example each request/response pair of one action belongs to, counted from 1.

    ``pairs`` are the offsets of request and response in the text. What the author did not
    write (the request of a GET, a missing response) has the offset of the action, before
    everything else. A new example starts with each request that follows a response.
    """
    written = [
        (offset, index, is_response)
        for index, (request, response) in enumerate(pairs)
        for offset, is_response in ((request, False), (response, True))
        if not is_response or response > request
    ]
    numbers = [1] * len(pairs)
    current, after_response = 1, False
    for _, index, is_response in sorted(written, key=lambda entry: entry[0]):
        if after_response and not is_response:
            current += 1
        after_response = is_response
        numbers[index] = current
    return numbers


def executed(action: Action) -> tuple[Transaction, ...]:
    """The transactions Dredd runs: the first pair of each example."""
    return tuple(_first_pairs(action).values())


def expected_status(response: Response) -> int:
    """The status to expect: 200 where no response is documented, as Dredd has it."""
    return response.status or 200


def dropped(action: Action) -> tuple[Transaction, ...]:
    """The transactions Dredd never runs: further pairs of an example, under the same name."""
    first = _first_pairs(action)
    return tuple(t for t in action.transactions if t is not first[t.name])


def _first_pairs(action: Action) -> dict[str, Transaction]:
    first: dict[str, Transaction] = {}
    for transaction in action.transactions:
        first.setdefault(transaction.name, transaction)
    return first


def expected_names(contract: Contract) -> list[str]:
    """The names of the transactions Dredd runs when it is given the derived blueprint."""
    return [
        transaction.name
        for action in contract.actions()
        for transaction in executed(action)
        if not (unsendable(action, transaction) or fatal_uri_error(action))
    ]


def fatal_uri_error(action: Action) -> str:
    """Why the action's URI would end Dredd's whole run, or an empty text."""
    problems = uri_problems(action.uri_template, action.parameters)
    if action.no_value:
        return f"{action.no_value} is required, has no example, and is not in the URI template"
    return next((p.message for p in problems if p.fatal), "")


def unsendable(action: Action, transaction: Transaction) -> str:
    """Why no request can be made of the transaction, or an empty text."""
    problems = dropping(action.uri_template, action.parameters_of(transaction.request))
    return next((p.message for p in problems if p.kind != "encoded"), "")


@dataclass(frozen=True, slots=True)
class UriProblem:
    """Why Dredd makes no request of a URI template.

    ``fatal`` problems end its whole run before the first transaction; the others leave the
    action's transactions out with no more than a warning. ``variable`` is spelled as in
    the template, and empty when the template itself is broken.
    """

    kind: Literal["syntax", "undeclared", "encoded", "no-example", "choices"]
    variable: str
    message: str
    fatal: bool


def uri_problems(template: str, parameters: Sequence[Parameter]) -> tuple[UriProblem, ...]:
    """Everything Dredd objects to in a template with these parameters; empty when it runs."""
    return tuple(_problems(template, parameters))


def dropping(template: str, parameters: Sequence[Parameter]) -> tuple[UriProblem, ...]:
    """The problems that leave transactions out; a wrong enum example alone does not."""
    return tuple(p for p in _problems(template, parameters) if p.kind != "choices")


def sent_value(parameter: Parameter) -> str:
    """The value Dredd puts into the URI, empty when it leaves the variable out.

    The example; the first member of an enum without example; the default.
    """
    return parameter.example or next(iter(parameter.choices), "") or parameter.default


def is_ambiguous(variable: str) -> bool:
    """Whether Dredd cannot find the parameter of this variable.

    It decodes the variable with JavaScript's ``decodeURI`` and the parameter not at all.
    """
    return unquote(_KEPT_ESCAPE.sub("%25", variable)) != variable


def _problems(template: str, parameters: Sequence[Parameter]) -> Iterator[UriProblem]:
    variables = [variable.spelling for variable in template_variables(template)]
    if not _TEMPLATE.fullmatch(template) or any(map(_BROKEN_ESCAPE.search, variables)):
        yield UriProblem("syntax", "", f"{template} is not a URI template", True)
        return
    named = [name for _, names in EXPRESSION.findall(template) for name in names.split(",")]
    if not all(map(str.strip, named)):
        yield UriProblem("undeclared", "", f"an expression of {template} names no variable", False)
    declared = {parameter.spelling: parameter for parameter in parameters}
    for spelling in variables:
        parameter = declared.get(spelling)
        if parameter is None:
            yield UriProblem(
                "undeclared", spelling, f"{spelling} is in no Parameters section", False
            )
        elif is_ambiguous(spelling):
            yield UriProblem(
                "encoded", spelling, f"Dredd does not recognise the parameter {spelling}", False
            )
    for parameter in parameters:
        yield from _value_problems(parameter)


def _value_problems(parameter: Parameter) -> Iterator[UriProblem]:
    name = parameter.spelling
    if parameter.required and not sent_value(parameter):
        yield UriProblem("no-example", name, f"{name} is required and has no example", True)
    if parameter.choices and parameter.example and parameter.example not in parameter.choices:
        members = ", ".join(parameter.choices)
        yield UriProblem(
            "choices", name, f"the example {parameter.example} of {name} is none of {members}", True
        )
