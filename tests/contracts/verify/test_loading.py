"""What options name is loaded from the current folder before any other."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from contracts.verify.loading import TargetFailed, application, attribute


def test_a_module_of_the_current_folder_is_found_before_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("current", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "in_two_folders.py").write_text(f"NAME = {name!r}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "other"))
    monkeypatch.chdir(tmp_path / "current")
    monkeypatch.delitem(sys.modules, "in_two_folders", raising=False)
    assert attribute("in_two_folders:NAME", "--app") == "current"


def test_an_application_may_be_made_by_what_has_no_signature() -> None:
    assert application("builtins:dict") == {}


@pytest.mark.parametrize("name", ["", "server", ":create_app", "server:"])
def test_a_name_without_a_module_or_an_attribute_is_refused(name: str) -> None:
    with pytest.raises(TargetFailed, match="write module:name"):
        attribute(name, "--app")
