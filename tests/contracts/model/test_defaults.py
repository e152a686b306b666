"""What a contract says of what nobody stated."""

from __future__ import annotations

import inspect
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from typing import Any

import pytest

from contracts import model
from contracts.model import (
    DEFAULT_CONVENTIONS,
    Attribute,
    Confidence,
    Conventions,
    Fact,
    Location,
    Relationship,
    ResourceType,
    Schema,
    SourceKind,
)

CLASSES = {
    name: made
    for name, made in vars(model).items()
    if inspect.isclass(made) and is_dataclass(made) and made is not Conventions
}

#: Other defaults: a parameter is a text, and a pair of request and response is the first.
STATED: dict[str, dict[str, Any]] = {
    "Parameter": {"kind": "string", "items": "string"},
    "Transaction": {"occurrence": 1},
}


def default_of(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


@pytest.mark.parametrize("made", CLASSES.values(), ids=CLASSES)
def test_nothing_is_claimed_that_nobody_stated(made: Any) -> None:
    """Every default is empty: no switch is on, no number is given."""
    defaults = {each.name: default_of(each) for each in fields(made)}
    empty = (MISSING, model.MISSING, DEFAULT_CONVENTIONS)
    given = {n: v for n, v in defaults.items() if v and not any(v is each for each in empty)}
    assert given == STATED.get(made.__name__, {})


FACT = Fact("name", SourceKind.MSON, Confidence.LIKELY, Location("a.apib", 1, 1))


@pytest.mark.parametrize(
    "described",
    [
        Attribute("a", Schema("string")),
        Relationship("a", "thing"),
        ResourceType("thing", Location("a.apib", 1, 1)),
    ],
)
def test_where_a_fact_is_known_from_makes_no_difference(described: Any) -> None:
    other = replace(described, facts=(FACT,))
    assert other.facts != described.facts
    assert other == described
    assert hash(other) == hash(described)
