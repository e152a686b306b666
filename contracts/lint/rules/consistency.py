"""Examples of one type held against each other: attributes, booleans, and echoes.

What keeps a type from being inferred from its examples, inference reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from contracts.build.infer.conflicts import ATTRIBUTE_TYPE_VARIES, TABLE_DISAGREES
from contracts.lint.example_bodies import Body, ExampleResource
from contracts.lint.finding import Finding, Rule, Subject, once
from contracts.model import Severity
from contracts.text.spelling import dasherized
from contracts.text.uri import query_values

_QUESTIONS: Final = ("is-", "has-", "can-")
MOST: Final = 4
"""Names that a message lists."""


def attribute_sets(subject: Subject) -> Iterator[Finding]:
    """Responses that show other attributes than most examples of their type."""

    def differences() -> Iterator[Finding]:
        for type_name, examples in _by_type(_shown(subject)).items():
            sets = Counter(frozenset(e.members("attributes")) for e in examples)
            usual, times = sets.most_common(1)[0]
            if times < 2:
                continue
            for example in examples:
                names = frozenset(example.members("attributes"))
                if names == usual:
                    continue
                parts = [("lacks", usual - names), ("adds", names - usual)]
                what = " and ".join(f"{verb} {_listed(some)}" for verb, some in parts if some)
                message = f"this {type_name} {what}; {times} other examples agree"
                yield Finding(example.place("attributes"), message)

    return once(differences())


def relationship_sets(subject: Subject) -> Iterator[Finding]:
    """Responses that show other relationships than most examples of their type."""

    def differences() -> Iterator[Finding]:
        for type_name, examples in _by_type(_shown(subject)).items():
            shown = [each for each in examples if each.members("relationships")]
            sets = Counter(frozenset(each.members("relationships")) for each in shown)
            usual, times = sets.most_common(1)[0] if sets else (frozenset(), 0)
            if times < 2 or times * 2 <= len(shown):
                continue
            for example in shown:
                names = frozenset(example.members("relationships"))
                if names != usual:
                    parts = [("lacks", usual - names), ("adds", names - usual)]
                    what = " and ".join(f"{verb} {_listed(some)}" for verb, some in parts if some)
                    message = f"this {type_name} {what}; {times} other examples agree"
                    yield Finding(example.place("relationships", name=True), message)

    return once(differences())


def _shown(subject: Subject) -> Iterator[ExampleResource]:
    """The complete resource objects of successful responses."""
    for example in subject.objects:
        body = example.body
        if body.is_request or body.is_error or not example.members("attributes"):
            continue
        asked = query_values(body.transaction.request.uri)
        if not any(name.startswith("fields[") for name in asked):
            yield example


def boolean_strings(subject: Subject) -> Iterator[Finding]:
    """Booleans between quotes: of attributes that are booleans elsewhere, or sound like it."""

    def texts() -> Iterator[Finding]:
        for type_name, examples in _by_type(subject.objects).items():
            for name, values in _values(examples).items():
                is_boolean = any(isinstance(value, bool) for _, value in values)
                asks = dasherized(name).startswith(_QUESTIONS)
                what = f"{name!r} of {type_name!r} is boolean"
                for example, value in values:
                    if _is_answer(value) and (is_boolean or asks):
                        yield Finding(
                            example.place("attributes", name),
                            f"{name} is the string {value!r}, not a boolean",
                            explains=(f"{what} and string", f"{what} in the table and string"),
                        )

    return once(texts())


def echoes(subject: Subject) -> Iterator[Finding]:
    """Values that are sent and come back as others."""
    answers = {id(body.transaction): body for body in subject.bodies if not body.is_request}
    for body in subject.bodies:
        answer = answers.get(id(body.transaction))
        if not body.is_request or body.is_error or answer is None:
            continue
        if not body.is_document or not answer.is_document:
            continue
        if body.action.method in ("POST", "PATCH", "PUT"):
            yield from _echo(body, answer)


def _echo(body: Body, answer: Body) -> Iterator[Finding]:
    sent, shown = _single(body), _single(answer)
    if sent is None or shown is None or sent.type != shown.type:
        return
    there = shown.members("attributes")
    other = [
        name
        for name, value in sent.members("attributes").items()
        if name in there and not same_value(value, there[name])
    ]
    if other:
        message = f"the request sends another value of {_listed(other)}"
        yield Finding(shown.place("attributes", other[0]), message)


def _single(body: Body) -> ExampleResource | None:
    data = body.value.get("data")
    return ExampleResource(body, ("data",), data) if isinstance(data, dict) else None


def same_value(one: Any, other: Any) -> bool:
    """Whether a value that is sent and one that is shown are one value in two spellings."""
    if isinstance(one, str) and isinstance(other, str):
        times = _time(one), _time(other)
        return one == other or (None not in times and times[0] == times[1])
    # "true" and true, or "1" and 1: the other rules speak of that.
    return bool(one == other) or str(one).lower() == str(other).lower()


def _time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _by_type(examples: Iterable[ExampleResource]) -> dict[str, list[ExampleResource]]:
    grouped: dict[str, list[ExampleResource]] = {}
    for example in examples:
        if example.type:
            grouped.setdefault(example.type, []).append(example)
    return grouped


def _values(examples: Iterable[ExampleResource]) -> dict[str, list[tuple[ExampleResource, Any]]]:
    values: dict[str, list[tuple[ExampleResource, Any]]] = {}
    for example in examples:
        for name, value in example.members("attributes").items():
            values.setdefault(name, []).append((example, value))
    return values


def _is_answer(value: Any) -> bool:
    return isinstance(value, str) and value.lower() in ("true", "false")


def _listed(names: Iterable[str]) -> str:
    some = sorted(names)
    more = f" and {len(some) - MOST} more" if len(some) > MOST else ""
    return ", ".join(some[:MOST]) + more


RULES: Final = (
    Rule(
        "attribute-set",
        Severity.INFO,
        "A response shows other attributes than most examples of the same type.",
        "Readers cannot tell whether the attribute was forgotten, or is sometimes left out.",
        "Show all attributes in every example, or say when they are left out.",
        attribute_sets,
    ),
    Rule(
        "relationship-set",
        Severity.INFO,
        "A response shows other relationships than most examples of the same type.",
        "Readers cannot tell whether the relationship was forgotten, or is sometimes left out.",
        "Show all relationships in every example, or say when they are left out.",
        relationship_sets,
    ),
    Rule(
        "boolean-string",
        Severity.WARNING,
        'A boolean is written between quotes: `"true"`.',
        'Every string but the empty one counts as true in most languages, `"false"` as well.',
        "Remove the quotes.",
        boolean_strings,
        replaces=(ATTRIBUTE_TYPE_VARIES, TABLE_DISAGREES),
    ),
    Rule(
        "value-not-echoed",
        Severity.WARNING,
        "A value that the request sends comes back as another one.",
        "No server can satisfy both, and a strict judge compares them.",
        "Send and show the same value.",
        echoes,
    ),
)
