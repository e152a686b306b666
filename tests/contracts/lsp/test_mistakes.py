"""Typical mistakes are found while they are typed, at the words that are wrong."""

from __future__ import annotations

import pytest

from tests.contracts.lsp.client import Client
from tests.contracts.lsp.mistakes import MISTAKES, Mistake
from tests.contracts.lsp.workspace import offset


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.what for mistake in MISTAKES])
def test_a_typical_mistake_is_marked(
    client: Client, texts: dict[str, str], mistake: Mistake
) -> None:
    text = texts[mistake.file].replace(mistake.old, mistake.new, 1)
    assert text != texts[mistake.file]
    client.open(mistake.file)
    assert client.found(mistake.file) == []
    client.change(mistake.file, text)
    marked = {
        (
            each["code"],
            text[offset(text, each["range"]["start"]) : offset(text, each["range"]["end"])],
        )
        for each in client.found(mistake.file)
    }
    assert (mistake.code, mistake.marked) in marked
