"""What the strict judge finds in documented answers, whole and corrupted, as it was reviewed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

import pytest

from contracts.exchange import Answer, Sent
from contracts.model import Contract, Transaction
from contracts.mutation.json_nodes import subject
from contracts.mutation.operators import mutants
from contracts.project.blueprint import read
from contracts.verify.strict.judge import strict_problems
from tests.contracts.blueprints import OTHERS


@pytest.mark.parametrize("name", ["harbour", "shops", "several-types"])
def test_the_problems_of_corrupted_answers_are_their_golden_file(
    name: str, golden: Callable[[str, str], None]
) -> None:
    lines = _lines(read(OTHERS[name]).contract)
    golden(f"problems/{name}.txt", "".join(f"{line}\n" for line in lines))


@pytest.mark.parametrize("name", ["harbour", "several-types", "shops"])
def test_the_words_of_these_problems_are_their_golden_file(
    name: str, golden: Callable[[str, str], None]
) -> None:
    """Each message once."""
    words: dict[str, None] = {}
    contract = read(OTHERS[name]).contract
    for action in contract.actions():
        for one in action.transactions:
            sent, answer = _documented(one)
            found = partial(strict_problems, contract, action, one, sent)
            for _, mutant in mutants(subject(one, sent, answer, contract.schemas)):
                words |= {f"{p.rule}: {p.message}\n": None for p in found(mutant.answer)}
    golden(f"problems/{name}-words.txt", "".join(sorted(words)))


def _documented(one: Transaction) -> tuple[Sent, Answer]:
    """A transaction's documented request and answer, as they are sent."""
    request, response = one.request, one.response
    sent = Sent(request.method, request.uri, request.headers, request.body)
    return sent, Answer(response.status, response.headers, response.body.encode())


def _lines(contract: Contract) -> Iterator[str]:
    """Each transaction, and the rules that each corruption of its documented answer breaks.

    A place is left out where it is that of the corruption.
    """
    for action in contract.actions():
        for one in action.transactions:
            sent, answer = _documented(one)
            found = partial(strict_problems, contract, action, one, sent)
            before = {(each.rule, each.place) for each in found(answer)}
            yield f"{one.key}: {_listed(sorted(before), '')}"
            for operator, mutant in mutants(subject(one, sent, answer, contract.schemas)):
                after = dict.fromkeys((each.rule, each.place) for each in found(mutant.answer))
                new = [each for each in after if each not in before]
                yield f"  {operator.name} {mutant.place}: {_listed(new, mutant.place)}"


def _listed(broken: Collection[tuple[str, str]], here: str) -> str:
    return ", ".join(rule if place == here else f"{rule} {place}" for rule, place in broken) or "-"
