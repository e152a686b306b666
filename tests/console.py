"""Commands as a person types them from a document, and the output that it shows."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from contracts.serve.process import free_port

BIN = Path(sys.executable).parent


class Console:
    """A folder where commands run; the port 8080 of the document is a free one there.

    A command may take ``patience`` seconds.
    """

    def __init__(self, path: Path, patience: float = 120) -> None:
        self.path = path
        self.patience = patience
        self.port = free_port()
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CONTRACT_")}
        self.environment = {**kept, "PATH": f"{BIN}{os.pathsep}{kept['PATH']}"}
        self._servers: list[subprocess.Popen[bytes]] = []

    def here(self, text: str) -> str:
        """The text with this folder's port."""
        return text.replace("8080", str(self.port))

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """What bash prints, both streams as a terminal shows them."""
        return subprocess.run(
            ["bash", "-c", script],
            cwd=self.path,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=self.patience,
            check=False,
        )

    def start(self, script: str) -> None:
        """Start a server, and wait until it listens."""
        with (self.path / "server.log").open("wb") as log:
            # `exec`, so that ending the shell ends the server; `env` takes leading variables.
            started = subprocess.Popen(
                ["bash", "-c", f"exec env {script}"],
                cwd=self.path,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self._servers.append(started)
        deadline = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", self.port)):
            assert started.poll() is None, (self.path / "server.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        """End the servers."""
        for each in self._servers:
            each.terminate()
            each.wait(timeout=30)


def typed(block: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines that it is shown to print."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *lines = part.replace("\\\n", " ").splitlines()
        yield command, lines


def pattern(lines: list[str]) -> str:
    """What matches the lines: … is any lines, and times are any."""
    text = re.escape("\n".join(lines))
    text = re.sub(r"\d+\\ in\\ .*/s\\\)", r"\\d+ in .*/s\\)", text)
    return text.replace("…", "(?s:.*)").strip()
