"""The derived states of whole blueprints, as they were reviewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from contracts.project.blueprint import read
from contracts.states import State, states
from contracts.text.numbers import json_text
from tests.blueprint import contract as our_contract
from tests.contracts.blueprints import OTHERS


@pytest.mark.parametrize("name", OTHERS)
def test_the_states_of_a_blueprint_are_those_of_its_golden_file(
    name: str, golden: Callable[[str, str], None]
) -> None:
    derived = states(read(OTHERS[name]).contract, replays=True)
    golden(f"states/{name}.txt", "".join(map(line, _lines(derived))))


def test_the_states_of_our_blueprint_are_those_of_its_golden_file(
    golden: Callable[[str, str], None],
) -> None:
    """Without attributes, of which there are many."""
    derived = {
        key: replace(state, resources=tuple(replace(r, attributes={}) for r in state.resources))
        for key, state in states(our_contract()).items()
    }
    golden("states/ours.txt", "".join(map(line, _lines(derived))).replace(" {} ", " "))


def line(text: str) -> str:
    """A line of the file."""
    return f"{text}\n"


def _lines(derived: Mapping[str, State]) -> Iterator[str]:
    """The transactions with what must hold before each, resources in their order."""
    for key, state in derived.items():
        yield key
        if state.token:
            more = [(each.text, each.kind, each.place) for each in state.token.others]
            yield f"  token {state.token.kind} of {state.token.role} {state.token.user}" + (
                f" for {state.token.placeholder!r} in {state.token.place}{more or ''}"
            )
        if state.failing or state.prefer:
            yield f"  failing {state.failing} prefer {state.prefer!r}"
        for each in state.resources:
            links = {n: _linkage(value) for n, value in each.relationships.items()}
            guessed = " guessed" if each.guessed else ""
            yield f"  {each.type} {each.id}{guessed} {json_text(dict(each.attributes))} {links}"


def _linkage(value: Any) -> Any:
    if isinstance(value, list):
        return [_linkage(each) for each in value]
    return f"{value['type']} {value['id']}" if value else value
