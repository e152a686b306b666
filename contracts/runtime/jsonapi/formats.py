"""The formats of texts that JSON Schema names: which texts are of them, and no others.

Clients learn of these formats from the blueprint's JSON Schemas, so a server that refuses what they
have, or takes more, contradicts its own documentation. The grammars are those that JSON Schema
Validation 2020-12 refers to (section 7.3), written in regular expressions of linear time.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address

_UNRESERVED = r"A-Za-z0-9._~\-"
_DELIMITERS = r"!$&'()*+,;="
_ENCODED = "%[0-9A-Fa-f]{2}"
_NAME = rf"(?:[{_UNRESERVED}{_DELIMITERS}]|{_ENCODED})"
_USER = rf"(?:[{_UNRESERVED}{_DELIMITERS}:]|{_ENCODED})"
_CHARACTER = rf"(?:[{_UNRESERVED}{_DELIMITERS}:@/?]|{_ENCODED})"
#: RFC 3986, appendix A, with path and query as one.
_URI = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*):"
    rf"(?://(?:{_USER}*@)?(?:\[(?P<literal>[^\[\]]*)\]|(?P<host>{_NAME}*))(?::[0-9]*)?"
    rf"(?:[/?]{_CHARACTER}*)?|(?!//){_CHARACTER}*)"
    rf"(?:#{_CHARACTER}*)?"
)
_FUTURE = re.compile(rf"[vV][0-9A-Fa-f]+\.[{_UNRESERVED}{_DELIMITERS}:]+")

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
#: RFC 5321, section 4.1.2, "Mailbox"; lengths as in section 4.5.3.1 and as DNS names have them.
_EMAIL = re.compile(
    rf"(?P<local>{_ATOM}(?:\.{_ATOM})*|\"(?:[ !#-\[\]-~]|\\[ -~])*\")"
    rf"@(?:(?P<domain>{_LABEL}(?:\.{_LABEL})*)|\[(?P<literal>[^\[\]]*)\])"
)
LONGEST_LOCAL_PART = 64
LONGEST_DOMAIN = 253


def is_email(text: str) -> bool:
    """Whether ``text`` is of the format ``email``."""
    match = _EMAIL.fullmatch(text)
    if match is None or len(match["local"]) > LONGEST_LOCAL_PART:
        return False
    if match["domain"] is not None:
        return len(match["domain"]) <= LONGEST_DOMAIN
    literal = match["literal"]
    return _is_ipv6(literal[5:]) if literal[:5].lower() == "ipv6:" else _is_ipv4(literal)


def is_uri(text: str) -> bool:
    """Whether ``text`` is of the format ``uri``: a URI of any scheme (RFC 3986)."""
    match = _URI.fullmatch(text)
    if match is None:
        return False
    literal = match["literal"]
    return literal is None or _is_ipv6(literal) or bool(_FUTURE.fullmatch(literal))


def is_url(text: str) -> bool:
    """Whether ``text`` is an http or https URL (RFC 9110, section 4.2): one with a host."""
    match = _URI.fullmatch(text)
    if match is None or match["scheme"].lower() not in ("http", "https"):
        return False
    return bool(match["host"]) or _is_ipv6(match["literal"] or "")


def _is_ipv4(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True


def _is_ipv6(text: str) -> bool:
    try:
        return IPv6Address(text).scope_id is None
    except AddressValueError:
        return False
