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
#: Schemes of Authorization: registered ones (RFC 9110, section 16.4.1) and those that APIs use.
_SCHEMES: Final = (
    r"JWT|Bearer|Basic|Digest|DPoP|GNAP|HOBA|Mutual|Negotiate|NTLM|OAuth|PrivateToken"
    r"|SCRAM-SHA-(?:1|256)|Token|Api-?Key|Key|Hawk|SharedKey|AWS4-HMAC-SHA256"
)
#: A list of named parameters, or one value; what a placeholder begins with (``<``) is none.
_HIDDEN: Final = (
    r"(?:[\w.-]++=(?:\\?\"[^\"\n]*+\"|[^\s\"'<,;\\]++)(?:[,;][ \t]*+|(?=[\s\"'\\]|$)))++"
    r"|[^\s\"'<,\\]+"
)
_CREDENTIALS: Final = re.compile(
    rf"(?P<name>\bauthorization\b[\"']?\s*+[:=]\s*+[\"']?(?:(?:{_SCHEMES})\s++|(?=[\w.-]++=)))"
    rf"(?:{_HIDDEN})",
    re.IGNORECASE,
)


def redact(text: str) -> str:
    """``text`` with every JSON Web Token and Authorization value made unreadable."""
    return _CREDENTIALS.sub(r"\g<name><hidden>", _TOKEN.sub(r"\1<hidden token>", text))
