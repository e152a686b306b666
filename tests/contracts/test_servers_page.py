"""The page of public servers is about the list; its figures are those of the reports."""

from __future__ import annotations

import pytest

from benchmarks.servers import PAGE, Figures, Server, figures, page, servers


def row(name: str, outcome: str, *dredd: str) -> dict[str, object]:
    return {"name": name, "outcome": outcome, "dredd": list(dredd)}


def test_the_figures_are_those_of_the_reports() -> None:
    strict = {
        "transactions": [
            row("A", "passed"),
            row("B", "failed"),
            row("C", "failed", "status"),
            row("D", "skipped"),
            row("law: a", "passed"),
        ],
        "findings": [{"attribution": "server"}, {"attribution": "server"}],
    }
    outcomes = {"A": "pass", "B": "fail", "C": "fail"}
    dredd = {"transactions": [{"name": n, "outcome": o} for n, o in outcomes.items()]}
    assert figures(strict, dredd) == Figures(
        transactions=3,
        dredd="1 of 3",
        dredd_mode="2 of 3",
        strict="1 of 3",
        laws="1 of 1",
        findings={"server": 2},
        disagreements=["B"],
    )


@pytest.mark.parametrize("server", servers(), ids=lambda server: server.name)
def test_every_server_of_the_list_is_on_the_page_once(server: Server) -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written.count(f"[{server.name}](https://github.com/{server.repository}/") == 1


@pytest.mark.parametrize("server", servers(), ids=lambda server: server.name)
def test_a_server_without_an_endpoint_says_why(server: Server) -> None:
    assert bool(server.endpoint) != bool(server.reason)


def test_what_did_not_run_is_named_with_the_reason() -> None:
    assert "it needs MongoDB" in page({}).partition("## Not run")[2]
