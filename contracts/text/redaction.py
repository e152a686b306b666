"""Redaction: secrets are removed from everything that is printed.

What is printed comes from servers and blueprints, so the time grows with the length alone:
each pattern consumes what it has scanned.
"""

from __future__ import annotations

import re
from typing import Final

# A JSON Web Token (RFC 7519): three base64url parts, the first an object, hence "eyJ". The
# lookahead is asked once for each run of such letters, because no match starts inside of one.
_TOKEN: Final = re.compile(r"(?<![\w-])(?=[\w-]++\.[\w-]++\.)([\w-]*?)eyJ[\w-]*+\.[\w-]++\.[\w-]*+")
_CREDENTIALS: Final = re.compile(
    r"(?P<name>\bauthorization\b[\"']?\s*+[:=]\s*+[\"']?(?:JWT|Bearer|Basic)\s++)[^\s\"'<,\\]+",
    re.IGNORECASE,
)


def redact(text: str) -> str:
    """``text`` with every JSON Web Token and Authorization value made unreadable."""
    return _CREDENTIALS.sub(r"\g<name><hidden>", _TOKEN.sub(r"\1<hidden token>", text))
