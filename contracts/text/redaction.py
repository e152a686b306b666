"""Secrets stay out of everything that is printed."""

from __future__ import annotations

import re
from typing import Final

# A JSON Web Token (RFC 7519): three base64url parts, the first an object, hence "eyJ".
_TOKEN: Final = re.compile(r"eyJ[\w-]*\.[\w-]+\.[\w-]*")
_CREDENTIALS: Final = re.compile(
    r"(?P<name>\bauthorization\b[\"']?\s*[:=]\s*[\"']?(?:JWT|Bearer|Basic)\s+)[^\s\"'<,\\]+", re.I
)


def redact(text: str) -> str:
    """``text`` with every JSON Web Token and Authorization value made unreadable."""
    return _CREDENTIALS.sub(r"\g<name><hidden>", _TOKEN.sub("<hidden token>", text))
