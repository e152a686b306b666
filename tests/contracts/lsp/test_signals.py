"""The language server ends with a signal, also while its client keeps the input open."""

from __future__ import annotations

import signal
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.contracts.lsp.client import Client
from tests.contracts.lsp.workspace import FILES

#: How a shell starts what runs in the background of a script.
IN_THE_BACKGROUND = ("sh", "-c", 'trap \'\' INT; exec "$0" "$@"')


def test_the_server_ends_with_an_interrupt_that_its_shell_ignores(tmp_path: Path) -> None:
    client = Client(tmp_path, launcher=IN_THE_BACKGROUND)
    client.process.send_signal(signal.SIGINT)
    assert client.ended() == 0
    assert client.log == []


def test_a_plain_sigterm_ends_the_server_and_its_previews_and_removes_folders(
    tmp_path: Path,
) -> None:
    folder, temporary = tmp_path / "workspace", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    client = Client(folder, environment={"TMPDIR": str(temporary)})
    client.open("api.apib")
    asked = {"command": "contract.explain", "arguments": ["access-unknown"]}
    client.ask("workspace/executeCommand", asked)
    asked = {"command": "contract.preview", "arguments": [client.uri("api.apib")]}
    url = client.ask("workspace/executeCommand", asked)
    assert list(temporary.glob("contract-*"))
    client.process.send_signal(signal.SIGTERM)
    assert client.ended() == 0
    assert client.log == []
    assert list(temporary.glob("contract-*")) == []
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(url, timeout=20)
