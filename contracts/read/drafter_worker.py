"""The child process that calls libdrafter, which can crash and hang.

Started as ``python -I -S drafter_worker.py libdrafter.so``; it imports nothing of this
package, so that it starts in a few hundredths of a second. On standard input: a text's
length in bytes (8, big-endian), the processor time it may take in milliseconds (4), then the
text in UTF-8. On standard output: drafter's status (4 bytes, signed), the length (8) and the
API Elements as JSON. SIGPROF ends a child whose text took longer.
"""

from __future__ import annotations

import ctypes
import signal
import struct
import sys

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

UNUSABLE = 3
"""Exit status: the library cannot be loaded here (another platform or C library)."""
MEMORY = 4 << 30


class _Options(ctypes.Structure):
    """``drafter_parse_options``: format 1 is JSON."""

    _fields_ = (("sourcemap", ctypes.c_bool), ("format", ctypes.c_int))


def _limit_damage() -> None:
    """No core file after a crash, and no machine out of memory after an endless expansion."""
    if resource is not None:
        for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, MEMORY)):
            _, hard = resource.getrlimit(kind)
            if hard == resource.RLIM_INFINITY or hard > most:
                resource.setrlimit(kind, (most, hard))


def _limit_time(seconds: float) -> None:
    """End this process by SIGPROF after so much processor time; 0 takes the limit away."""
    if hasattr(signal, "setitimer"):  # Windows has none: the parent's clock ends it there
        signal.setitimer(signal.ITIMER_PROF, seconds)


def main(path: str) -> int:
    """Answer texts until standard input ends; return the exit status."""
    try:
        drafter = ctypes.CDLL(path)
        libc = ctypes.CDLL(None)
        parse = drafter.drafter_parse_blueprint_to
    except (OSError, AttributeError):
        return UNUSABLE
    parse.argtypes = (ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p), _Options)
    libc.free.argtypes = (ctypes.c_void_p,)
    libc.setlocale(0, b"C")  # drafter's regular expressions are a fifth faster in it
    _limit_damage()
    while head := sys.stdin.buffer.read(12):
        size, milliseconds = struct.unpack(">QI", head)
        text = sys.stdin.buffer.read(size)
        out = ctypes.c_void_p()
        _limit_time(milliseconds / 1000)
        status = parse(text, ctypes.byref(out), _Options(True, 1))
        _limit_time(0)
        result = ctypes.string_at(out.value) if out.value else b""
        libc.free(out)
        sys.stdout.buffer.write(struct.pack(">iQ", status, len(result)) + result)
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
