"""A private PostgreSQL from the installed binaries, in a temporary folder, for one test run."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import psutil
import pytest

#: PostgreSQL refuses to run as root; its packages bring this user.
SERVICE_USER = "postgres"
# Nothing in these databases has to survive a power cut.
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
#: Applications that tests have made and forgotten hold connections until they are collected.
ROOMY = "max_connections=300"


def binaries() -> Path | None:
    """The folder of the newest installed ``initdb`` and ``pg_ctl``, or None."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    folders.sort(key=lambda path: [int(part) for part in re.findall(r"\d+", str(path))])
    on_path = shutil.which("initdb")
    return folders[-1] if folders else Path(on_path).parent if on_path else None


def unavailable(reason: str) -> NoReturn:
    """Skip, visibly; but fail where ``REQUIRE_SERVICES=1`` says that services must be there."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"REQUIRE_SERVICES=1, but {reason}")
    pytest.skip(reason)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A PostgreSQL that tests may stop, start, and let hang."""

    binaries: Path
    folder: Path

    @property
    def url(self) -> str:
        """Where it listens, running or not."""
        return f"postgresql://{SERVICE_USER}@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [f"-c {option}" for option in (*FAST, ROOMY)]
        options += [f"-c unix_socket_directories={self.folder}", "-c listen_addresses=''"]
        log = self.folder / "log"
        self._control("start", "-l", log, "-o", " ".join(options))

    def stop(self) -> None:
        """End it at once, with all that is connected to it."""
        self._control("stop", "-m", "immediate")

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """All its processes are stopped in mid-air: connections are made, and get no answer."""
        pids = [int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])]
        try:
            # Stopped first, it starts no more children and keeps the numbers of those that end.
            os.kill(pids[0], signal.SIGSTOP)
            for child in psutil.Process(pids[0]).children():
                pids.append(child.pid)
                with suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGSTOP)
            yield
        finally:
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def _control(self, command: str, *arguments: object) -> None:
        _run(self.binaries / "pg_ctl", "-D", self.folder / "data", *arguments, "-w", command)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running server that listens on a socket in a folder of its own, and on no port."""
    found = binaries()
    if found is None:
        unavailable("PostgreSQL is not installed: nothing ran on it (apt install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    made = Cluster(found, folder)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, SERVICE_USER)
        data = folder / "data"
        _run(found / "initdb", "-D", data, "-U", SERVICE_USER, "-A", "trust", "-E", "UTF8", "-N")
        made.start()
        try:
            yield made
        finally:
            if (data / "postmaster.pid").exists():
                made.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server of one's own."""
    with cluster() as made:
        yield made.url


def _run(program: Path, *arguments: object) -> None:
    done = subprocess.run(
        [str(program), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        check=False,
        **_service_user(),
    )
    if done.returncode:
        pytest.fail(f"{program.name} failed:\n{done.stdout}")


def _service_user() -> dict[str, Any]:
    """Who runs PostgreSQL, for ``subprocess.run``: this user, unless that is root."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam(SERVICE_USER)
    except KeyError:
        unavailable(f"PostgreSQL does not run as root, and there is no user {SERVICE_USER}")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
