"""What `contract import` makes of documents of every format, as it was reviewed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.importers import described
from contracts.importers.document import document_of
from contracts.importers.writer import files

DOCUMENTS = Path(__file__).with_name("documents")


@pytest.mark.parametrize("name", sorted(path.stem for path in DOCUMENTS.glob("*.yaml")))
def test_an_imported_document_is_its_golden_file(
    name: str, golden: Callable[[str, str], None]
) -> None:
    api = described(document_of((DOCUMENTS / f"{name}.yaml").read_text(encoding="utf-8")))
    parts = [f"#### {file}\n\n{text}\n" for file, text in files(api).items()]
    left_out = "".join(f"{each.at(f'{name}.yaml')}\n" for each in api.left_out)
    golden(f"imports/{name}.txt", "".join(parts) + f"#### Left out\n\n{left_out}")
