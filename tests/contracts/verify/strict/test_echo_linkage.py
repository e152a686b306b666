"""The strict judge on writes of relationships whose documented answer (200) shows the linkage.

Our own blueprint documents 204 for them; other people's document 200 with a document.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

import pytest

from contracts.exchange import Answer, Problem
from contracts.verify.strict.judge import strict_problems
from tests.blueprint import contract
from tests.contracts.verify.reference import Reference

OWN: Final = {"type": "faq", "id": "1"}
OTHER: Final = {"type": "faq", "id": "7"}
EVENT: Final = {"type": "event", "id": "1"}
#: Each write with the read at the same address, and the linkage that is documented afterwards.
WRITES: Final[dict[str, tuple[str, Any]]] = {
    "update-event-relationship-of-a-faq": ("get-event-relationship-of-a-faq", EVENT),
    "replace-faqs-of-a-faq-type": ("get-faqs-relationship-of-a-faq-type", [OWN]),
    "add-faqs-to-a-faq-type": ("get-faqs-relationship-of-a-faq-type", [OWN]),
    "remove-faqs-from-a-faq-type": ("get-faqs-relationship-of-a-faq-type", []),
}


def judged(reference: Reference, write: str, shown: Any) -> tuple[Problem, ...]:
    """The problems of a write that shows this linkage, where 200 is documented."""
    read, documented = WRITES[write]
    sent, seen = reference.one(write, 204), reference.one(read, 200)
    response = seen.transaction.response
    example = {**json.loads(response.body), "data": documented}
    transaction = replace(sent.transaction, response=replace(response, body=json.dumps(example)))
    document = {**json.loads(seen.answer.body), "data": shown}
    answer: Answer = replace(seen.answer, body=json.dumps(document).encode())
    return strict_problems(contract(), sent.action, transaction, sent.sent, answer)


@pytest.mark.parametrize(
    ("write", "shown"),
    [
        ("update-event-relationship-of-a-faq", {"type": "event", "id": "2"}),
        ("replace-faqs-of-a-faq-type", []),
        ("replace-faqs-of-a-faq-type", [OWN, OTHER]),
        ("add-faqs-to-a-faq-type", [OTHER]),
        ("remove-faqs-from-a-faq-type", [OWN]),
    ],
)
def test_another_linkage_than_the_one_sent_is_noticed(
    reference: Reference, write: str, shown: Any
) -> None:
    assert ("echo", "/data") in {(p.rule, p.place) for p in judged(reference, write, shown)}


@pytest.mark.parametrize(
    ("write", "shown"),
    [
        *((write, documented) for write, (_, documented) in WRITES.items()),
        ("add-faqs-to-a-faq-type", [OWN, OTHER]),
        ("remove-faqs-from-a-faq-type", [OTHER]),
    ],
)
def test_the_linkage_sent_is_no_problem(reference: Reference, write: str, shown: Any) -> None:
    assert judged(reference, write, shown) == ()
