"""Which laws follow from whole blueprints, as they were reviewed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contracts.project.blueprint import read
from contracts.verify.laws import laws
from tests.blueprint import contract
from tests.contracts.blueprints import OTHERS


@pytest.mark.parametrize("name", ["ours", *OTHERS])
def test_the_laws_of_a_blueprint_are_those_of_its_golden_file(
    name: str, golden: Callable[[str, str], None]
) -> None:
    found = laws(read(OTHERS[name]).contract if name in OTHERS else contract())
    rows = [f"{each.name}\n  {', '.join(each.actions)}\n" for each in found]
    golden(f"laws/{name}.txt", "".join(rows))
