"""The state agent is one file that old Pythons read and that needs no other package."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

from click.testing import CliRunner

from contracts.cli.main import main
from contracts.project.state_agent import MODULES, agent_text

AGENT = Path(__file__).parents[3] / "contracts" / "agent"


def test_python_3_7_reads_it() -> None:
    ast.parse(agent_text("1"), feature_version=(3, 7))


def test_every_module_is_in_it() -> None:
    assert {path.stem for path in AGENT.glob("*.py")} == {*MODULES, "__init__"}


def test_no_name_is_defined_twice() -> None:
    """In one file the second would replace the first."""
    names: Counter[str] = Counter()
    for node in ast.parse(agent_text("1")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names[node.name] += 1
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        names.update(target.id for target in targets if isinstance(target, ast.Name))
    assert {name for name, times in names.items() if times > 1} == set()


def test_its_import_loads_the_standard_library_only(tmp_path: Path) -> None:
    (tmp_path / "contract_state.py").write_text(agent_text("1"), encoding="utf-8")
    program = (
        "import sys; before = set(sys.modules); import contract_state\n"
        "known = set(sys.stdlib_module_names) | {'contract_state'}\n"
        "print({n.split('.')[0] for n in set(sys.modules) - before} - known)"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{program}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "set()"


def test_the_command_writes_it_and_checks_it(tmp_path: Path) -> None:
    file = tmp_path / "tests" / "state.py"
    run = CliRunner().invoke
    missing = run(main, ["state-agent", str(file), "--check"])
    assert (missing.exit_code, missing.output) == (1, f"{file} is out of date: write it again\n")
    written = run(main, ["state-agent", str(file)])
    assert written.exit_code == 0
    assert "from state import SqlAlchemyState, mount" in written.output
    current = run(main, ["state-agent", str(file), "--check"])
    assert (current.exit_code, current.output) == (0, f"{file} is up to date\n")
    file.write_text(file.read_text(encoding="utf-8") + "#", encoding="utf-8")
    assert run(main, ["state-agent", str(file), "--check"]).exit_code == 1


def test_standard_output_has_the_text_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "contract_state.py"
    for name in (str(file), "-"):
        done = CliRunner().invoke(main, ["state-agent", name])
        assert done.exit_code == 0
    assert done.stdout == file.read_text(encoding="utf-8")


def test_a_file_of_somebody_else_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "contract_state.py"
    file.write_text("precious = 1\n", encoding="utf-8")
    refused = CliRunner().invoke(main, ["state-agent", str(file)])
    assert refused.exit_code == 2
    assert f"{file} exists and was not written by `contract state-agent`" in refused.output
    assert file.read_text(encoding="utf-8") == "precious = 1\n"


def test_an_older_agent_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "contract_state.py"
    file.write_text(agent_text("0.0.1") + "edited = 1\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["state-agent", str(file)]).exit_code == 0
    assert "edited" not in file.read_text(encoding="utf-8")
