"""What a source is understood as."""

from __future__ import annotations

import pytest

from contracts.project.blueprint import understood
from contracts.read.source import from_text


@pytest.mark.parametrize(("file", "called"), [("", "a.apib"), ("docs/b.apib", "docs/b.apib")])
def test_a_contract_is_of_the_file_that_is_named_or_of_its_source(file: str, called: str) -> None:
    source = from_text("FORMAT: 1A\n\n# API\n", "a.apib")
    assert understood(source, file=file).contract.file == called
