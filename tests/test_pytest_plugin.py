"""The plugin as its users run it: a pytest of its own on a small API.

It runs inside this process, but for tests of installed plugins, workers and hook files, which
need a process of their own.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from contracts.pytest_plugin import NOTES, pytest_report_teststatus
from tests.contracts.report.junit_schema import complaints
from tests.contracts.verify.small import write_blueprint

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parent.parent
MODULE = "tests.contracts.verify.small"
SMALL = (
    f"--contract-app={MODULE}:create_app",
    f"--contract-state={MODULE}:State",
    "--contract-no-laws",
    "-p",
    "no:cacheprovider",
)
SHOW = "api.apib::Things > Thing > Show Thing"
REMOVE = "api.apib::Things > Thing > Remove Thing"
REPLACE = "api.apib::Things > Thing > Replace Thing"
LAW = "api.apib::law: show-thing answers the same again"


@pytest.fixture
def small(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder with the small API's blueprint."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("CONTRACT_CACHE", str(ROOT / "build" / "cache"))
    # All other installed plugins (Schemathesis, Faker, ...) take seconds to load.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "contracts.pytest_plugin,xdist.plugin")
    write_blueprint(pytester.path)
    return pytester


def ids(result: pytest.Report) -> list[str]:
    return [line for line in result.outlines if "::" in line]


def test_node_ids_are_dredds_names(small: pytest.Pytester) -> None:
    result = small.runpytest("api.apib", "--collect-only", "-q", *SMALL)
    assert ids(result) == [SHOW, REMOVE, REPLACE]


def test_the_plugin_loads_by_being_installed(
    small: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    monkeypatch.delenv("PYTEST_PLUGINS")
    # The others take seconds to load.
    others = {each.name for each in entry_points(group="pytest11")} - {"contract"}
    without = (word for name in others for word in ("-p", f"no:{name}"))
    result = small.runpytest_subprocess("api.apib", *without, *SMALL)
    assert result.parseoutcomes()["passed"] == 2


def test_laws_come_after_the_transactions(small: pytest.Pytester) -> None:
    options = (*SMALL[:2], "--collect-only", "-q")
    result = small.runpytest("api.apib", *options)
    assert ids(result) == [SHOW, REMOVE, REPLACE, LAW]
    result = small.runpytest("api.apib", *options, "--contract-mode=dredd")
    assert ids(result) == [SHOW, REMOVE, REPLACE]


def test_a_transaction_can_be_run_by_its_name(small: pytest.Pytester) -> None:
    small.runpytest(REMOVE, *SMALL).assert_outcomes(passed=0)
    result = small.runpytest(SHOW, *SMALL)
    result.assert_outcomes(passed=1)


def test_k_selects_by_the_words_of_a_name(small: pytest.Pytester) -> None:
    result = small.runpytest("api.apib", "--collect-only", "-q", "-k", "Show", *SMALL)
    assert ids(result) == [SHOW]


def test_a_folder_brings_no_blueprint(small: pytest.Pytester) -> None:
    small.makepyfile(test_other="def test_it(): pass")
    result = small.runpytest(".", "--collect-only", "-q", *SMALL)
    assert ids(result) == ["test_other.py::test_it"]


def test_a_listed_blueprint_comes_with_its_folder(small: pytest.Pytester) -> None:
    small.makeini("[pytest]\ncontract_blueprints = api.apib")
    result = small.runpytest(".", "--collect-only", "-q", *SMALL)
    assert ids(result) == [SHOW, REMOVE, REPLACE]


@pytest.mark.parametrize("name", ["api.adoc", "api.txt", "api"])
def test_a_named_file_of_another_kind_is_no_blueprint(small: pytest.Pytester, name: str) -> None:
    (small.path / "api.apib").rename(small.path / name)
    assert ids(small.runpytest(name, "--collect-only", "-q", *SMALL)) == []


def test_an_included_file_is_no_contract_of_its_own(small: pytest.Pytester) -> None:
    files = ("api.apib", "things.apib")
    result = small.runpytest(*files, "--collect-only", "-q", *SMALL)
    assert ids(result) == [SHOW, REMOVE, REPLACE]


def test_a_broken_blueprint_is_a_collection_error_with_its_place(small: pytest.Pytester) -> None:
    (small.path / "broken.apib").write_text("FORMAT: 1A\n\n# A\n\n<!-- include(nothing.apib) -->\n")
    result = small.runpytest("broken.apib", *SMALL)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*broken.apib:5:*: error include-missing: *nothing.apib*"])


def test_a_server_that_is_not_there_is_shown_at_collection(small: pytest.Pytester) -> None:
    result = small.runpytest("api.apib", "--contract-app=nowhere:app")
    result.stdout.fnmatch_lines(["*No module named 'nowhere'*"])
    assert result.ret != 0


def test_a_failure_is_explained(small: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMALL_RANK", '"four"')
    result = small.runpytest("api.apib", *SMALL)
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(
        [
            "*FAILED Things > Thing > Show Thing*",
            "*at *things.apib:*",
            "*docs *index.html#show-thing*",
            '*+ "four"*',
            "*curl    curl */things/1*",
        ]
    )


def test_x_stops_at_the_first_failure_and_lf_repeats_it(
    small: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMALL_RANK", '"four"')
    options = SMALL[:3]
    stopped = small.runpytest("api.apib", "-x", *options)
    assert stopped.parseoutcomes() == {"failed": 1}
    again = small.runpytest("api.apib", "--lf", *options)
    assert again.parseoutcomes()["failed"] == 1
    assert again.parseoutcomes().get("passed", 0) == 0


def test_vacuous_passes_are_counted_in_the_last_line(small: pytest.Pytester) -> None:
    result = small.runpytest("api.apib", *SMALL)
    assert result.parseoutcomes() == {"passed": 2, "vacuous": 1}
    result.stdout.fnmatch_lines([f"{REMOVE}: *"])


VACUOUS = ("vacuous", "v", ("VACUOUS", {"yellow": True}))


@pytest.mark.parametrize(
    ("notes", "when", "outcome", "status"),
    [
        ({"vacuous": "no body"}, "call", "passed", VACUOUS),
        ({"vacuous": "no body"}, "setup", "passed", None),
        ({"vacuous": "no body"}, "call", "failed", None),
        ({"judges": "differ"}, "call", "passed", None),
        ({}, "call", "passed", None),
    ],
)
def test_a_vacuous_pass_is_yellow(notes: Any, when: Any, outcome: Any, status: Any) -> None:
    report = pytest.TestReport("a", ("a", 0, "a"), {}, outcome, None, when)
    vars(report)[NOTES] = notes
    assert pytest_report_teststatus(report) == status


def test_what_hooks_skip_is_skipped_and_the_hook_doctor_warns(small: pytest.Pytester) -> None:
    small.path.joinpath("some_hooks.py").write_text(
        "from dredd_hooks import before\n\n\n"
        '@before("Things > Thing > Show Thing")\n'
        'def leave_out(transaction):\n    transaction["skip"] = True\n\n\n'
        '@before("Things > Thing > Sho Thing")\ndef one(transaction):\n    pass\n'
    )
    result = small.runpytest_subprocess("api.apib", "--contract-hooks=some_hooks.py", *SMALL)
    assert result.parseoutcomes() == {"passed": 1, "skipped": 1, "vacuous": 1, "warnings": 1}
    result.stdout.fnmatch_lines(["*hook doctor: orphan: *some_hooks.py:9: *did you mean *Show*"])


def test_workers_of_xdist_have_databases_of_their_own(
    small: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMALL_LOG", str(small.path / "log"))
    monkeypatch.setenv("DATABASE_URL", "mine")
    (small.path / "pyproject.toml").write_text(
        "[tool.contract.server]\n"
        f'blueprint = "api.apib"\napp = "{MODULE}:create_app"\nstate = "{MODULE}:State"\n'
        'environment = { DATABASE_URL = "{database}" }\n'
    )
    result = small.runpytest_subprocess("api.apib", "-n", "2", *SMALL[2:])
    assert result.parseoutcomes() == {"passed": 2, "vacuous": 1}
    used = {tuple(line.split()[::2]) for line in (small.path / "log").read_text().splitlines()}
    assert len({database for _, database in used}) == len({process for process, _ in used}) == 2


def test_a_mistake_in_the_blueprint_of_another_server_is_a_warning(
    small: pytest.Pytester,
) -> None:
    text = (small.path / "api.apib").read_text() + "\n<!-- include(nothing.apib) -->\n"
    (small.path / "api.apib").write_text(text)
    result = small.runpytest("api.apib", *SMALL)
    assert result.parseoutcomes() == {"passed": 2, "vacuous": 1, "warnings": 1}
    result.stdout.fnmatch_lines(["*api.apib has 1 error: see `contract lint`"])
    (small.path / "pyproject.toml").write_text(
        f'[tool.contract.server]\nblueprint = "api.apib"\napp = "{MODULE}:create_app"\n'
    )
    own = small.runpytest("api.apib", *SMALL[2:])
    own.assert_outcomes(errors=1)


class OneOfTwo:
    """Makes this process one of two workers of xdist, as far as the plugin can tell."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: Any) -> None:
        """Add what xdist adds."""
        config.workerinput = {"workerid": "gw1", "workercount": 2}


def test_workers_do_not_share_a_running_server(
    small: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_PLUGINS", "contracts.pytest_plugin")
    endpoint = "--contract-endpoint=http://127.0.0.1:1"
    result = small.runpytest("api.apib", endpoint, *SMALL[1:], plugins=[OneOfTwo()])
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*2 workers would reset each other's state*"])


def test_dredd_decides_in_dredd_mode(
    small: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    (small.path / "lists.apib").write_text(
        "FORMAT: 1A\n\n# Lists\n\n# Group Things\n\n## Thing [/things/1]\n\n### Show [GET]\n"
        '+ Response 200 (application/json)\n\n        {"name": "a", "rank": 4}\n'
    )
    monkeypatch.setenv("SMALL_RANK", '"four"')
    strict = small.runpytest("lists.apib", *SMALL)
    assert strict.parseoutcomes()["failed"] == 1
    strict.stdout.fnmatch_lines(["*Dredd passes; strict mode fails: *"])
    dredd = small.runpytest("lists.apib", "--contract-mode=dredd", *SMALL)
    assert dredd.parseoutcomes().get("failed", 0) == 0


def test_junit_of_pytest_follows_the_common_schema(
    small: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMALL_RANK", '"four"')
    small.runpytest("api.apib", "--junitxml=out.xml", *SMALL)
    text = (small.path / "out.xml").read_text(encoding="utf-8")
    assert complaints(text) == []
    assert [case.get("name") for case in Xml.fromstring(text).iter("testcase")] == [
        name.partition("::")[2] for name in (SHOW, REMOVE, REPLACE)
    ]
