"""In Dredd mode our verdict is Dredd's: on small blueprints of every kind, answered in many
wrong ways, and on part of our own with the reference server and ten broken ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.exchange import Answer, Result
from contracts.model import Contract
from contracts.project.blueprint import read
from contracts.render.dredd import render
from tests.blueprint import copy_part
from tests.contracts.conftest import RecordedVerdicts
from tests.contracts.dredd.emulation.side_by_side import (
    Answers,
    differences,
    dredd_says,
    locked_versions,
    needs_dredd,
    serving,
    we_say,
)
from tests.contracts.verify.answers import variants
from tests.contracts.verify.broken_servers import BREAKS
from tests.contracts.verify.reference import Reference

# Whole runs of Dredd and of `make`.
pytestmark = pytest.mark.timeout(600)

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.apib"))
#: Each small blueprint gets a third of all wrong answers, and each next one another third.
SHARE = 3
#: Each transaction of ours gets one wrong answer, and each next one the next.
OUR_SHARE = len(BREAKS)
#: Dredd itself judges each so manieth small blueprint, and all when its verdicts are recorded.
SAMPLED = 16
SHOWN = 5
#: Operations of ours: with a token and without, with a body, a query and a failure.
OPERATIONS = ("users.apib", "health.apib", "queries.apib")


def judged_answers(files: Sequence[Path]) -> tuple[list[Contract], dict[str, tuple[Answer, ...]]]:
    """The contracts of small blueprints, and the answers to each of their transactions."""
    contracts = {file: read(file).contract for file in files}
    answers = {
        f"{contract.title} > {transaction.name}": (first, *others[number % SHARE :: SHARE])
        for file, contract in contracts.items()
        for number in [FIXTURES.index(file)]
        for transaction in contract.transactions()
        for first, *others in [variants(transaction.response)]
    }
    return list(contracts.values()), answers


def our_verdicts(
    contracts: Iterable[Contract], endpoint: str, answers: Answers
) -> dict[str, Result]:
    return dict(
        pair
        for contract in contracts
        for pair in we_say(contract, endpoint, answers, f"{contract.title} > ")
    )


def test_on_small_blueprints_of_every_kind(
    tmp_path: Path, recorded_verdicts: RecordedVerdicts
) -> None:
    assert len(FIXTURES) >= 60
    contracts, answers = judged_answers(FIXTURES)
    names = [f"{name} #{number}" for name, each in answers.items() for number in range(len(each))]
    texts = [file.read_text(encoding="utf-8") for file in FIXTURES]
    given = [[name, repr(each)] for name, each in answers.items()]
    with serving(answers) as endpoint:
        theirs = recorded_verdicts(
            "dredd/small_blueprints",
            [locked_versions("dredd"), texts, given],
            lambda: statuses(dredd_says(FIXTURES, endpoint, answers, tmp_path), names),
        )
        ours = our_verdicts(contracts, endpoint, answers)
    assert set(theirs) == {"pass", "fail", "error"}
    verdicts: dict[str, tuple[str, list[str]]] = {
        name: (status, []) for name, status in zip(names, theirs, strict=True)
    }
    assert differences(verdicts, ours)[:SHOWN] == []


def statuses(verdicts: Mapping[str, tuple[str, list[str]]], names: Sequence[str]) -> list[str]:
    assert verdicts.keys() == set(names)
    return [verdicts[name][0] for name in names]


@needs_dredd
def test_dredd_says_the_same_of_part_of_ours_and_of_a_sample_of_the_small_ones(
    tmp_path: Path,
) -> None:
    """Dredd itself judges, in one run: it takes a second to start, and as long to warm up."""
    small = FIXTURES[::SAMPLED]
    contracts, answers = judged_answers(small)
    blueprint = read(copy_part(tmp_path, OPERATIONS))
    right = {
        f"{blueprint.contract.title} > {name}": answer
        for name, answer in reference_answers(blueprint.contract, tmp_path).items()
    }
    breaks = tuple(BREAKS.values())
    answers |= {
        name: (answer, *(break_(answer) for break_ in breaks[number % OUR_SHARE :: OUR_SHARE]))
        for number, (name, answer) in enumerate(right.items())
    }
    ((name, text),) = render(blueprint.source.text, blueprint.contract).items()
    (tmp_path / name).write_text(text, encoding="utf-8")
    with serving(answers) as endpoint:
        theirs = dredd_says([*small, tmp_path / name], endpoint, answers, tmp_path)
        ours = our_verdicts([*contracts, blueprint.contract], endpoint, answers)
    assert len(theirs) == sum(map(len, answers.values()))
    assert {theirs[f"{name} #0"][0] for name in right} == {"pass"}
    assert {status for status, _ in theirs.values()} >= {"pass", "fail"}
    assert differences(theirs, ours)[:SHOWN] == []


def reference_answers(contract: Contract, folder: Path) -> dict[str, Answer]:
    """What the reference server answers to each transaction, with its state made true."""
    reference = Reference(folder)
    found = {}
    for name in (transaction.name for transaction in contract.transactions()):
        answer = reference.exchange(name).answer
        # The stub server says the length of its own accord.
        headers = tuple(h for h in answer.headers if h[0].lower() != "content-length")
        found[name] = replace(answer, headers=headers)
    reference.handler.close()
    return found
