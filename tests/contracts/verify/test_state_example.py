"""The example server in Node speaks the state protocol as docs/state.md says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from contracts.serve.process import running
from tests.adopters.judging import judge_url, told

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs" / "examples" / "node-state"


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_the_example_in_node_passes_every_transaction_and_law(tmp_path: Path) -> None:
    command = f"node {EXAMPLE / 'server.mjs'} {{port}}"
    with running(command, {}, tmp_path / "server.log") as server:
        results = judge_url(EXAMPLE / "shelf.apib", server.url, laws=True)
    assert told(results) == {}
    assert len(results) == 8


def test_the_page_names_what_the_agent_offers() -> None:
    """Every name in the code of the page is one of the agent's."""
    from contracts.project.state_agent import agent_text

    page = (ROOT / "docs" / "state.md").read_text(encoding="utf-8")
    agent = agent_text("1")
    for name in re.findall(r"from contract_state import ([\w, ]+)", page):
        for each in name.split(", "):
            assert re.search(rf"^(?:class|def) {each}\b", agent, re.MULTILINE)
    for keyword in set(re.findall(r"State\([^)]*?(\w+)=", page)):
        assert f"{keyword}: " in agent
