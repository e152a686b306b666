"""The formats of ajv 6 in its "fast" mode, which is what Gavel uses.

They are looser than the formats of JSON Schema: ``2020-19-39`` is a date here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import AddressValueError, IPv6Address
from typing import Final

_DATE: Final = r"\d{4}-[01]\d-[0-3]\d"
_CLOCK: Final = r"(?:[0-2]\d:[0-5]\d:[0-5]\d|23:59:60)(?:\.\d+)?"
_ZONE: Final = r"(?:z|[+-]\d\d(?::?\d\d)?)"
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_BYTE: Final = r"(?:25[0-5]|2[0-4]\d|[01]?\d?\d)"
_SCHEME: Final = r"[a-z][a-z0-9+,\-.]*:"
_VARIABLE: Final = r"(?:[a-z0-9_]|%[0-9a-f]{2})+(?::[1-9]\d{0,3}|\*)?"
_STEP: Final = r"/(?:[^~/]|~0|~1)*"

_PATTERNS: Final[dict[str, str]] = {
    "date": _DATE,
    "time": rf"{_CLOCK}{_ZONE}?",
    "date-time": rf"{_DATE}[t\s]{_CLOCK}{_ZONE}",
    "uri": rf"{_SCHEME}\S*",
    "uri-reference": rf"(?:(?:{_SCHEME})?//?)?(?:[^\\\s#][^\s#]*)?(?:#[^\\\s]*)?",
    "uri-template": (
        rf"(?:[^\x00-\x20\"'<>%\\^`{{|}}]|%[0-9a-f]{{2}}"
        rf"|\{{[+#./;?&=,!@|]?{_VARIABLE}(?:,{_VARIABLE})*\}})*"
    ),
    "email": rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*",
    "hostname": rf"(?=.{{1,253}}\.?$){_LABEL}(?:\.{_LABEL})*\.?",
    "ipv4": rf"(?:{_BYTE}\.){{3}}{_BYTE}",
    "uuid": r"(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
    "json-pointer": rf"(?:{_STEP})*",
    "json-pointer-uri-fragment": r"#(?:/(?:[a-z0-9_\-.!$&'()*+,;:=@]|%[0-9a-f]{2}|~0|~1)*)*",
    "relative-json-pointer": rf"(?:0|[1-9]\d*)(?:#|(?:{_STEP})*)",
    # ajv also refuses addresses of private networks and names without a dot.
    "url": r"(?:https?|ftp)://(?:[^\s@]+@)?[^\s/:@]+\.[^\s/:@]{2,}(?::\d{2,5})?(?:/\S*)?",
}


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.IGNORECASE | re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text.strip().partition("%")[0])
    except AddressValueError:
        return False
    return True


#: What each format admits; ``regex`` is left to the validator's own.
FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    **{name: _matches(pattern) for name, pattern in _PATTERNS.items()},
    "ipv6": _is_ipv6,
}
KNOWN: Final = frozenset((*FORMATS, "regex"))
