"""Dredd's hook handler for Python.

``dredd … --language "python -m contracts.dredd.hook_server" --hookfiles FILE``

Dredd starts it with the hook files as arguments, connects over TCP and sends an event as
one line of JSON (https://dredd.org/en/latest/hooks/new-language/); it waits for the same
line back, with whatever the hooks changed. Same command line as dredd-hooks-python.

Python 3.7 reads it: :mod:`contracts.dredd.hook_bundle` takes it to other interpreters.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any

from contracts.dredd.hook_files import HookFileError, HookFiles, load, run

if TYPE_CHECKING:
    from typing import Final

HOST: Final = "127.0.0.1"
PORT: Final = 61321
#: What Dredd's users and conformance tests wait for.
STARTING: Final = "Starting the hook handler for Python"
CONNECT_TIMEOUT: Final = 60.0  # Dredd connects within seconds or has died

_QUICK_ACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)  # Linux only


class Terminated(BaseException):
    """SIGTERM came; no Exception, so that no hook catches it."""


class ProtocolError(Exception):
    """What came over the connection is not Dredd's protocol."""


def messages(connection: socket.socket) -> Iterator[dict[str, Any]]:
    """The messages Dredd sends, until it closes the connection.

    Dredd sends a message and its newline as two packets, and the second waits for the
    acknowledgement of the first (RFC 896, Nagle), which the kernel delays by 40 ms. The
    kernel forgets TCP_QUICKACK again and again, so it is set before every read.

    Raises ProtocolError when a line is not a JSON object.
    """
    pending = bytearray()
    while True:
        if _QUICK_ACK is not None:
            connection.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
        chunk = connection.recv(1 << 18)
        if not chunk:
            return
        pending += chunk
        if b"\n" not in chunk:
            continue
        *lines, rest = pending.split(b"\n")
        pending = rest
        for line in lines:
            yield _message(bytes(line))


def _message(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
        if isinstance(message, dict) and {"event", "uuid", "data"} <= message.keys():
            return message
    except ValueError:
        pass  # reported below, for both kinds of wrong line
    raise ProtocolError(f"not a message from Dredd: {line[:60]!r}")


def answer(registry: HookFiles, message: dict[str, Any]) -> dict[str, Any]:
    """The reply to one event, after its hooks ran: the message with what they changed."""
    event, data = message["event"], message["data"]
    name = data.get("name", "") if isinstance(data, dict) else ""
    run(registry.hooks(event, name), event, data)
    if event == "afterAll" and isinstance(data, list):
        for sentence in registry.unknown(t["name"] for t in data):
            print(sentence, file=sys.stderr)
    return message


def converse(registry: HookFiles, connection: socket.socket) -> int:
    """Answer Dredd until it closes the connection; the number of messages it sent."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    count = 0
    for count, message in enumerate(messages(connection), start=1):  # noqa: B007
        connection.sendall(json.dumps(answer(registry, message)).encode() + b"\n")
    return count


def serve(registry: HookFiles, listener: socket.socket) -> None:
    """Serve one run of Dredd; a connection without a word does not count as one.

    Raises TimeoutError when nobody connects, ProtocolError as :func:`messages` does.
    """
    listener.settimeout(CONNECT_TIMEOUT)
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(None)
            try:
                if converse(registry, connection):
                    return
            except (ConnectionResetError, BrokenPipeError):
                return  # Dredd is gone in the middle of a message: nobody is left to tell


def listen(host: str, port: int) -> socket.socket:
    """A socket Dredd can connect to; raises OSError when the address is taken."""
    listener = socket.socket()
    if os.name == "posix":  # elsewhere the option lets two processes share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the handler; the exit code is 0 when Dredd closed the connection."""
    parser = argparse.ArgumentParser(
        "contracts.dredd.hook_server", description="Dredd's handler of Python hooks."
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="hook files or glob patterns")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=PORT)
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _terminate)
    # One stream for everything a hook or its child process prints, in the right order.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    try:
        try:
            return _serve(given.files, given.host, given.port)
        finally:
            # Dredd's own SIGTERM may come now, or while Python shuts down.
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
    except Terminated:
        return 128 + signal.SIGTERM
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _serve(files: Sequence[str], host: str, port: int) -> int:
    try:
        with listen(host, port) as listener:
            registry = load(files)
            print(STARTING, flush=True)
            serve(registry, listener)
        return 0
    except TimeoutError:
        problem = f"Dredd did not connect to {host}:{port} within {CONNECT_TIMEOUT:.0f} s"
    except (HookFileError, ProtocolError) as error:
        problem = str(error)
    except OSError as error:
        problem = (
            f"cannot listen on {host}:{port}: {error.strerror}; choose another port with --port"
            " here and --hooks-worker-handler-port for Dredd"
        )
    print(f"hook handler: {problem}", file=sys.stderr)
    return 1


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


if __name__ == "__main__":
    sys.exit(main())
