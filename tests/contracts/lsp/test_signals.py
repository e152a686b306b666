"""The language server ends with a signal, also while its client keeps the input open."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.contracts.lsp.client import PATIENCE, Client
from tests.contracts.lsp.workspace import FILES

#: How a shell starts what runs in the background of a script.
IN_THE_BACKGROUND = ("sh", "-c", 'trap \'\' INT TERM; exec "$0" "$@"')


#: Prints what it reads, as the server does.
READER = """\
from contracts.lsp.standard_input import input_until_signal

lines = input_until_signal()
print(lines.readline(), flush=True)
print(lines.read(), flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_standard_input_ends_with_a_signal_that_the_shell_ignores(number: signal.Signals) -> None:
    command = [*IN_THE_BACKGROUND, sys.executable, "-c", READER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"a line\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"b'a line\\n'\n"
        process.send_signal(number)
        assert process.stdout.readline() == b"b''\n"
        assert process.wait(PATIENCE) == 0


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
