"""Decodes images in a child process with limited memory and time.

Decoders are C libraries that read what strangers send. The child runs ``decode.py`` alone, with
neither the application nor its environment: it has no secrets and no connections.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, Final

from flask import current_app

from contracts.runtime.jsonapi.errors import DETAILS, RETRY_AFTER, ApiError
from contracts.runtime.turns import turn
from server.config import bare_environment
from server.images import decode
from server.images.decode import ImageRefused, Limits

#: How many decode at a time, in each process.
DECODERS: Final = "IMAGE_DECODERS"
#: Seconds on the clock for each second of computing: others compute as well.
PATIENCE: Final = 6

log = logging.getLogger(__name__)


def cleaned(data: bytes, limits: Limits) -> tuple[bytes, str]:
    """The image in ``data`` without anything but its pixels, and its ending.

    Raises:
        ImageRefused: as ``decode.cleaned``; 422 for what takes too much memory or time.
        ApiError: 503 with ``Retry-After``, too many others are being decoded.
    """
    if len(data) > limits.bytes:
        raise decode.too_large(limits)
    return _decoded({"limits": limits._asdict()}, data)[0]


def square(data: bytes, side: int) -> tuple[bytes, str]:
    """The middle of a cleaned image as a square of ``side`` pixels, or of all that it has.

    Raises:
        ImageRefused: 422 for what takes too much memory or time.
        ApiError: 503 with ``Retry-After``, too many others are being decoded.
    """
    return squares(data, [side])[0]


def squares(data: bytes, sides: Sequence[int]) -> list[tuple[bytes, str]]:
    """The same for each of ``sides``, from one child: its start costs more than a square."""
    return _decoded({"sides": list(sides)}, data)


def _decoded(job: dict[str, Any], data: bytes) -> list[tuple[bytes, str]]:
    """The child's images for ``job``: content and ending of each."""
    seconds, memory = current_app.config["IMAGE_TIMEOUT"], current_app.config["IMAGE_MEMORY"]
    header = json.dumps({**job, "seconds": seconds, "memory": memory}).encode()
    with turn(DECODERS):
        done = _run(header + b"\n" + data, PATIENCE * seconds)
    if done.returncode:
        # Killed for its time, or crashed.
        log.warning("Decoding an image ended with %d: %s", done.returncode, done.stderr[-1000:])
        raise ImageRefused(422, "The image takes too long to decode, or is broken.")
    answer, _, content = done.stdout.partition(b"\n")
    reply = json.loads(answer)
    if "made" not in reply:
        raise ImageRefused(reply["status"], reply["detail"])
    images = []
    for ending, size in reply["made"]:
        images.append((content[:size], ending))
        content = content[size:]
    return images


def _run(sent: bytes, patience: float) -> subprocess.CompletedProcess[bytes]:
    # Isolated: the folder of the script and the user's are not searched for modules.
    command = [sys.executable, "-I", decode.__file__]
    try:
        return subprocess.run(
            command,
            input=sent,
            capture_output=True,
            env=bare_environment(),
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        # It did not use up its own time: the machine is busy.
        raise ApiError(503, DETAILS[503], headers={"Retry-After": RETRY_AFTER}) from error
