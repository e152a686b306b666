"""What hook files import: the state of each transaction, made by the handler of the run."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.verify import small
from tests.contracts.verify.small import write_blueprint

MODULE = "contracts.verify.derived_states"
STATE = "tests.contracts.verify.small:State"
SHOW = {"name": "Things > Thing > Show Thing", "request": {"method": "GET", "uri": "/things/1"}}


@pytest.fixture
def blueprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small blueprint, in a project of its own."""
    monkeypatch.setenv("CONTRACT_BLUEPRINT", str(write_blueprint(tmp_path)))
    monkeypatch.delenv("CONTRACT_STATE", raising=False)
    return tmp_path


def with_settings(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(
        f'[tool.contract.server]\nblueprint = "api.apib"\nstate = "{STATE}"\n', encoding="utf-8"
    )


@pytest.mark.parametrize("is_set", [True, False])
def test_the_handler_is_that_of_the_run_or_of_the_project(
    blueprint: Path, monkeypatch: pytest.MonkeyPatch, is_set: bool
) -> None:
    if is_set:
        monkeypatch.setenv("CONTRACT_STATE", STATE)
    else:
        with_settings(blueprint)
    assert runpy.run_module(MODULE)["HANDLER"] == STATE


def test_without_a_handler_no_state_is_derived(blueprint: Path) -> None:
    with pytest.raises(LookupError, match="no state handler"):
        runpy.run_module(MODULE)


def test_a_transaction_is_prepared_with_the_headers_of_the_run(
    blueprint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setenv("CONTRACT_STATE", STATE)
    monkeypatch.setenv("CONTRACT_HEADERS", '[["X-Own", "b"]]')
    monkeypatch.setattr(small.State, "reset", lambda _: asked.append("reset"))
    derive = runpy.run_module(MODULE)["derive_state"]
    transaction: dict[str, Any] = {**SHOW, "request": {**SHOW["request"], "headers": {}}}  # type: ignore[dict-item]
    derive(transaction)
    assert asked == ["reset"]
    assert transaction["request"]["headers"]["X-Own"] == "b"
    with pytest.raises(LookupError, match="has no transaction 'Nobody'"):
        derive({**transaction, "name": "Nobody", "request": {**transaction["request"], "uri": "/"}})
