"""What the hook doctor finds, on hooks loaded from files and run on a stub."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from contracts.dredd.hook_doctor import HookFinding, _raised, _slow, examine
from contracts.dredd.hook_files import HookFileError, HookFiles, HookRun, fits, load
from contracts.states import State
from tests.contracts.factories import transaction

NAME = "Things > Thing > Show Thing"


def hooks(folder: Path, *contents: str) -> HookFiles:
    """The hooks of files with these contents."""
    files = [folder / f"hooks_{number}.py" for number, _ in enumerate(contents)]
    for file, content in zip(files, contents, strict=True):
        file.write_text(f"import dredd_hooks as hooks\n{dedent(content)}")
    return load([str(file) for file in files])


def ran(found: HookFiles, *names: str) -> HookFiles:
    """The hooks after a run over transactions with these names."""
    for name in names:
        data = {"name": name, "request": {"headers": {}}}
        found.run("beforeEach", data)
        found.run("afterEach", data)
    return found


def findings(found: HookFiles, slow: float = 60.0) -> list[HookFinding]:
    documented = transaction(name=NAME)
    return list(examine(found, [documented], {NAME: State()}, slow))


def test_sound_hooks_give_nothing_to_tell(tmp_path: Path) -> None:
    sound = "@hooks.before_each\ndef one(transaction):\n    pass\n"
    assert findings(ran(hooks(tmp_path, sound), NAME)) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Things > Thing > Sho Thing", f"did you mean {NAME!r}?"),
        ("nothing like it", "remove it, or name a transaction"),
        ("Nobody > *", "remove it, or name a transaction"),
    ],
)
def test_a_hook_without_a_transaction(tmp_path: Path, name: str, hint: str) -> None:
    found = hooks(tmp_path, f"@hooks.before({name!r})\ndef one(transaction):\n    pass\n")
    (finding,) = findings(found)
    assert (finding.code, finding.hint) == ("orphan", hint)
    assert finding.place == f"{tmp_path / 'hooks_0.py'}:2"


def test_a_name_with_a_wildcard_runs_for_all_it_fits(tmp_path: Path) -> None:
    text = '@hooks.before("Things > * > Show*")\ndef one(transaction):\n    pass\n'
    found = ran(hooks(tmp_path, text), NAME, "Things > Thing > Remove Thing")
    assert [run.transaction for run in found.runs] == [NAME]
    assert findings(found) == []


EVERY = "@hooks.before_each\ndef one(transaction):\n    pass\n"


@pytest.mark.parametrize(
    "files",
    [(EVERY, "from hooks_0 import one\n"), ("from hooks_1 import one\n", EVERY)],
    ids=["the later imports it", "the earlier imports it"],
)
def test_a_hook_that_comes_with_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: tuple[str, ...]
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("hooks_0", "hooks_1"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    found = ran(hooks(tmp_path, *files), NAME)
    assert len(found.runs) == 1
    (finding,) = findings(found)
    assert finding.code == "imported"
    assert "one is loaded by several files" in finding.message


ONE_NAME = f"""
@hooks.before({NAME!r})
def one(transaction):
    pass
"""
TWO_NAMES = f"""
@hooks.before("*Show Thing")
@hooks.before({NAME!r})
def one(transaction):
    pass
"""


def test_a_hook_that_ran_twice(tmp_path: Path) -> None:
    found = ran(hooks(tmp_path, TWO_NAMES), NAME)
    assert len(found.runs) == 2
    (finding,) = findings(found)
    assert (finding.code, finding.place) == ("twice", f"{tmp_path / 'hooks_0.py'}:3")
    assert finding.message == f"one ran 2 times at beforeEach of {NAME!r}"


def test_a_hook_runs_once_for_each_transaction_of_its_name(tmp_path: Path) -> None:
    found = ran(hooks(tmp_path, ONE_NAME), NAME, NAME)
    first, second = transaction(name=NAME), transaction(name=NAME, uri="/things/2")
    second = replace(second, occurrence=2)
    states = {first.key: State(), second.key: State()}
    assert examine(found, [first, second], states) == ()
    (finding,) = examine(found, [first], states)
    assert finding.code == "twice"


def test_hooks_of_two_names_in_two_files_are_two_hooks(tmp_path: Path) -> None:
    found = ran(hooks(tmp_path, TWO_NAMES, TWO_NAMES.replace("one", "other")), NAME)
    assert [run.name for run in found.runs] == ["one", "other", "one", "other"]
    assert found.repeated == []


def test_files_of_one_name_in_two_folders_are_two_files(tmp_path: Path) -> None:
    files = [tmp_path / folder / "my_hooks.py" for folder in ("a", "b")]
    for file in files:
        file.parent.mkdir()
        file.write_text(
            "import dredd_hooks as hooks\n\n\n"
            f"@hooks.before_each\ndef of_{file.parent.name}(transaction):\n    pass\n"
        )
    found = ran(load([str(file) for file in files]), NAME)
    assert [run.name for run in found.runs] == ["of_a", "of_b"]


def test_a_slow_hook(tmp_path: Path) -> None:
    text = "@hooks.before_each\ndef one(transaction):\n    sum(range(1000))\n"
    (finding,) = findings(ran(hooks(tmp_path, text), NAME), slow=0.0)
    assert finding.code == "slow"
    assert finding.message.startswith("one is slow: ")


def test_a_hook_that_raised(tmp_path: Path) -> None:
    text = "@hooks.before_each\ndef one(transaction):\n    transaction['nothing']\n"
    (finding,) = findings(ran(hooks(tmp_path, text), NAME))
    assert finding.code == "raised"
    assert "KeyError" in finding.message


def test_a_success_for_which_nothing_is_prepared(tmp_path: Path) -> None:
    documented = transaction(name=NAME)
    (finding,) = examine(None, [documented], {})
    assert finding.code == "no-state"
    assert finding.place == str(documented.location)
    assert examine(None, [transaction(404, name=NAME)], {}) == ()
    prepared = ran(hooks(tmp_path, "@hooks.before_each\ndef one(t):\n    pass\n"), NAME)
    assert examine(prepared, [documented], {}) == ()


def test_without_dredd_hooks_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dredd_hooks", None)
    with pytest.raises(HookFileError, match=r"cannot import dredd_hooks .*: install it there"):
        load([])


def test_a_file_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(HookFileError, match=r"cannot load .*hooks_0\.py: NameError"):
        hooks(tmp_path, "nowhere()\n")


@pytest.mark.parametrize(
    ("pattern", "name", "does"),
    [
        ("Users > *", "Users > List", True),
        ("Users > *", "Users > ", True),
        ("Users > *", "My Users > List", False),
        ("* > List", "Users > List", True),
        ("* > List", "Users > List All", False),
        ("Users > *> 200", "Users > List > 200", True),
        ("Users > Li?t", "Users > List", False),
        ("Users (all) > *", "Users (all) > List", True),
        ("Users (all) > *", "Users all > List", False),
        ("v1.0 > *", "v1.0 > List", True),
        ("v1.0 > *", "v1x0 > List", False),
        ("[a] > *", "a > List", False),
        ("Users > List", "Users > List", True),
        ("Users > List", "Users > List All", False),
    ],
)
def test_an_asterisk_stands_for_any_characters_and_nothing_else_does(
    pattern: str, name: str, does: bool
) -> None:
    assert fits(pattern, name) is does


def test_hooks_are_slow_on_average_and_show_the_first_error() -> None:
    def hook(_: object) -> None:
        """A hook that is never called."""

    def run(seconds: float, error: str = "") -> HookRun:
        return HookRun(hook, "before", NAME, seconds, error)

    assert list(_slow([run(0.09), run(0.09), run(0.12)], 0.1)) == []
    (slow,) = _slow([run(0.1), run(0.2)], 0.1)
    assert slow.message == "hook is slow: 150 ms a call, 0.3 s in 2"
    (raised,) = _raised([run(0), run(0, "first"), run(0, "second")])
    assert raised.message == f"at before of {NAME!r}: first"
