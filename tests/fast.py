"""`make test-fast`: which tests need nothing but Python, and how many of them fit into a minute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import pytest

from tests.processor_time import recorded_by_file

#: Files and folders whose tests start a browser, a service, a web or language server, whole
#: commands, an installation, or a process for each picture. Tests that are marked with
#: `needs_dredd` are left out wherever they are.
SLOW: Final = (
    "tests/adopters/",
    "tests/attacks/",
    "tests/browser/",
    "tests/contracts/cli/test_dredd_config.py::test_a_server_that_does",
    "tests/contracts/cli/test_dredd_config.py::test_the_server_of",
    "tests/contracts/dredd/test_hooks_python.py",
    "tests/contracts/importers/test_public_documents.py",
    "tests/contracts/lsp/test_actions.py",
    "tests/contracts/lsp/test_completion.py",
    "tests/contracts/lsp/test_diagnostics.py",
    "tests/contracts/lsp/test_emacs.py",
    "tests/contracts/lsp/test_half_typed.py",
    "tests/contracts/lsp/test_mistakes.py",
    "tests/contracts/lsp/test_names.py",
    "tests/contracts/lsp/test_neovim.py",
    "tests/contracts/lsp/test_reviewed_answers.py::test_answers_about_places",
    "tests/contracts/lsp/test_shape.py",
    "tests/contracts/lsp/test_signals.py",
    "tests/contracts/lsp/test_words.py",
    "tests/contracts/serve/preview/test_editor_links.py::test_findings",
    "tests/contracts/serve/preview/test_run.py",
    "tests/contracts/serve/test_development_server.py",
    "tests/contracts/serve/test_interrupts.py::test_a_server_ends",
    "tests/contracts/test_api.py::test_the_examples",
    "tests/contracts/test_blueprints_page.py::test_a_blueprint_is_judged",
    "tests/contracts/test_blueprints_page.py::test_a_row_is",
    "tests/contracts/dredd/emulation/test_dredd_hook_scenarios.py",
    "tests/contracts/verify/test_foreign_database.py",
    "tests/contracts/verify/test_foreign_server.py",
    "tests/contracts/dredd/emulation/test_hooks_beside_dredd.py",
    "tests/designer/",
    "tests/foreign/test_harbour.py",
    "tests/foreign/test_kept_resources.py::test_the_generated_server_satisfies",
    "tests/server/clients/",
    "tests/server/images/test_avatars.py",
    "tests/server/images/test_decoding_apart.py",
    "tests/server/images/test_image_serving.py",
    "tests/server/images/test_unused_images.py",
    "tests/server/images/test_uploads.py",
    "tests/server/ops/test_health_services.py",
    "tests/server/ops/test_management.py",
    "tests/server/ops/test_web_worker.py",
    "tests/server/tasks/test_workers.py",
    "tests/server/production/test_load.py",
    "tests/server/production/test_outages.py",
    "tests/server/production/test_running.py",
    "tests/test_ci_kit.py",
    "tests/test_pytest_plugin.py::test_the_hook_doctor",
    "tests/test_pytest_plugin.py::test_the_plugin_loads",
    "tests/test_pytest_plugin.py::test_what_hooks_skip",
    "tests/test_pytest_plugin.py::test_workers",
    "tests/test_schemathesis.py",
    "tests/test_time_limit.py",
    "tests/test_wheel.py",
)
#: Fixtures, and values of parameters, that stand for a service or a browser.
SERVICES: Final = frozenset({"postgresql", "postgres", "empty_postgresql", "redis", "browser"})


def is_fast(item: pytest.Item) -> bool:
    """Whether `make test-fast` runs a test."""
    if item.nodeid.startswith(SLOW) or any(
        mark.kwargs.get("reason", "").startswith("Dredd is missing")
        for mark in item.iter_markers("skipif")
    ):
        return False
    call = getattr(item, "callspec", None)
    values = call.params.values() if call else ()
    named = {value for value in values if isinstance(value, str)}
    return not SERVICES & (named | set(getattr(item, "fixturenames", ())))


def within(nodeids: Iterable[str], seconds: float) -> set[str]:
    """The tests of files that together take so many seconds, as recorded: those that take least.

    A file is kept or left out as a whole, because what its fixtures take falls on the first test
    that needs them. One that is not recorded takes moments, or is new.
    """
    files: dict[str, list[str]] = defaultdict(list)
    for nodeid in nodeids:
        files[nodeid.partition("::")[0]].append(nodeid)
    total, kept = 0.0, set[str]()
    for file in sorted(files, key=lambda file: recorded_by_file().get(file, 0)):
        total += recorded_by_file().get(file, 0)
        if total > seconds:
            break
        kept.update(files[file])
    return kept


def keep_fast(config: pytest.Config, items: list[pytest.Item], seconds: float | None) -> None:
    """Deselect the others; pytest's summary counts them."""
    fast = {item.nodeid for item in items if is_fast(item)}
    if seconds is not None:
        fast = within((item.nodeid for item in items if item.nodeid in fast), seconds)
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in fast])
    items[:] = [item for item in items if item.nodeid in fast]
