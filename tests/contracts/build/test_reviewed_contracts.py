"""What is built of whole blueprints, as it was reviewed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from contracts.model import Contract, Diagnostic, Location
from contracts.project.blueprint import read
from tests.contracts.blueprints import OTHERS, built

Golden = Callable[[str, str], None]
CONSTRUCTS = Path(__file__).parent / "documents" / "constructs.apib"


def shown(value: Any) -> str:
    """A value in a line: of a dataclass the fields that differ from their defaults."""
    if isinstance(value, Location):
        return f"{value.line}:{value.column}"
    if isinstance(value, Enum):
        return str(value.value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        inside = " ".join(f"{name}={shown(each)}" for name, each in different(value))
        return f"{type(value).__name__}({inside})"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {shown(each)}' for key, each in value.items())}}}"
    return repr(value)


def different(value: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a dataclass that differ from their defaults."""
    for each in dataclasses.fields(value):
        found = getattr(value, each.name)
        default = each.default
        if each.default_factory is not dataclasses.MISSING:
            default = each.default_factory()
        if default is dataclasses.MISSING or found != default:
            yield each.name, found


def types(contract: Contract) -> Iterator[str]:
    """The resource types, a line for each attribute and relationship, with its facts."""
    for each in contract.resource_types:
        bare = dataclasses.replace(each, attributes=(), relationships=(), file="")
        yield shown(bare)
        for member in (*each.attributes, *each.relationships):
            facts = " ".join(
                f"{f.about}:{f.source.value}:{f.confidence.value}" for f in member.facts
            )
            yield f"  {shown(dataclasses.replace(member, facts=()))} {facts}"


def actions(contract: Contract, *, with_transactions: bool) -> Iterator[str]:
    """The actions, with their parameters and, if wanted, their transactions."""
    for each in contract.actions():
        yield shown(dataclasses.replace(each, transactions=(), parameters=()))
        yield from (f"  {shown(parameter)}" for parameter in each.parameters)
        for transaction in each.transactions if with_transactions else ():
            yield f"  {transaction.name} at {shown(transaction.location)}"
            yield f"    {shown(transaction.request)}"
            yield f"    {shown(transaction.response)}"


def reported(diagnostics: tuple[Diagnostic, ...]) -> Iterator[str]:
    """The diagnostics, a line each."""
    for each in diagnostics:
        place = f"{each.location.line}:{each.location.column}"
        yield f"{place} {each.severity} {each.code}: {each.message} | {each.hint}"


@pytest.mark.parametrize("name", OTHERS)
def test_the_types_and_actions_of_a_blueprint_are_its_golden_file(
    name: str, golden: Golden
) -> None:
    blueprint = read(OTHERS[name])
    parts = (
        *types(blueprint.contract),
        *actions(blueprint.contract, with_transactions=False),
        *reported(blueprint.earlier),
    )
    text = "\n".join(parts).replace(str(OTHERS[name].parent), "FOLDER")
    golden(f"contracts/{name}.txt", f"{text}\n")


def test_a_blueprint_of_every_construct_is_its_golden_file(golden: Golden) -> None:
    result = built(CONSTRUCTS.read_text(encoding="utf-8"))
    contract = result.contract
    whole = dataclasses.replace(contract, groups=(), resource_types=(), schemas={})
    parts = (
        shown(whole),
        *(f"{name} = {shown(schema)}" for name, schema in contract.schemas.items()),
        *types(contract),
        *actions(contract, with_transactions=True),
        *reported(result.diagnostics),
    )
    golden("contracts/constructs.txt", "\n".join(parts) + "\n")
