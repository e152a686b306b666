"""Words of a table's type column: ``boolean (default: `false`)``, ``ISO 8601``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from contracts.model import MISSING, Json, Kind, Missing
from contracts.text.json_values import read_json


@dataclass(frozen=True, slots=True)
class TypeWords:
    """A type as written in a table. ``required`` is None where the words do not say."""

    kind: Kind
    format: str = ""
    nullable: bool = False
    required: bool | None = None
    default: Json | Missing = MISSING


#: The words before any bracket, in lower case and without spaces, dashes and underscores.
WORDS: Final[dict[str, tuple[Kind, str]]] = {
    **dict.fromkeys(
        ("string", "str", "text", "char", "varchar", "slug", "token", "html", "markdown", "phone"),
        ("string", ""),
    ),
    **dict.fromkeys(("enum", "choice", "password", "base64", "binary", "file"), ("string", "")),
    **dict.fromkeys(
        ("integer", "int", "long", "short", "bigint", "int32", "int64", "positiveinteger"),
        ("integer", ""),
    ),
    **dict.fromkeys(("unsignedinteger", "wholenumber", "serial"), ("integer", "")),
    **dict.fromkeys(
        ("number", "numeric", "float", "double", "decimal", "real", "money"), ("number", "")
    ),
    **dict.fromkeys(("boolean", "bool", "flag"), ("boolean", "")),
    **dict.fromkeys(
        ("datetime", "timestamp", "iso8601", "rfc3339", "timestamptz", "iso8601datetime", "moment"),
        ("string", "date-time"),
    ),
    **dict.fromkeys(("date", "iso8601date", "day", "fulldate"), ("string", "date")),
    **dict.fromkeys(("time", "iso8601time"), ("string", "time")),
    **dict.fromkeys(("email", "emailaddress"), ("string", "email")),
    **dict.fromkeys(("url", "uri", "link", "href"), ("string", "uri")),
    **dict.fromkeys(("uuid", "guid"), ("string", "uuid")),
    **dict.fromkeys(("array", "list", "set", "collection", "tuple"), ("array", "")),
    **dict.fromkeys(
        ("object", "hash", "dict", "dictionary", "map", "json", "nestedobject", "struct"),
        ("object", ""),
    ),
    **dict.fromkeys(("any", "mixed", "*"), ("any", "")),
}

_BRACKET: Final = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\[([^\[\]]*)\]|<([^<>]*)>")
_DEFAULT: Final = re.compile(r"(?:de?fault|deault)s?\s*(?:[:=]|is|to)?\s*(.+)", re.IGNORECASE)
_SEPARATOR: Final = re.compile(r"\s*(?:[,|;/]|\bor\b)\s*")
_NULL: Final = frozenset({"null", "nil", "none", "nullable", "?"})
_ASIDE: Final = frozenset({"optional", "required", "mandatory", "unique", "readonly", "read only"})


def read_type(text: str) -> TypeWords | None:
    """The type that a table cell names, or None where no word of it is known."""
    plain = re.sub(r"[`*]", "", text).strip()
    outside = _BRACKET.sub(" ", plain)
    inside = [next(filter(None, groups), "") for groups in _BRACKET.findall(plain)]
    words: TypeWords | None = None
    nullable = plain.startswith("?") or plain.endswith("?")
    required: bool | None = None
    outside = re.sub(r"\btrue\s*/\s*false\b", "boolean", outside, flags=re.IGNORECASE)
    for part in _SEPARATOR.split(outside.strip("? ")):
        word = part.strip().lower()
        if word in _NULL:
            nullable = True
        elif word in _ASIDE:
            required = {"optional": False}.get(word, required if "read" in word else True)
        elif words is None:
            words = _word(word, plain)
    if words is None:
        return None
    for part in inside:
        required = _requirement(part, required)
        nullable = nullable or part.strip().lower() in _NULL
        words = _with_default(words, part)
    words = _with_default(words, outside)
    return replace(words, nullable=nullable or words.nullable, required=required)


def _word(word: str, whole: str) -> TypeWords | None:
    """One type word, or one with others around it: ``list of strings``, ``nullable string``."""
    if "[]" in whole or re.match(r"(?:array|list)\b", word):
        return TypeWords("array")
    bare = re.sub(r"[\s_-]", "", word)
    known = WORDS.get(bare) or WORDS.get(bare.removesuffix("s"))
    if known:
        return TypeWords(*known)
    words = re.findall(r"[a-z0-9]+", word)
    if "iso" in words and "8601" in words:
        return TypeWords(
            "string", "date" if "date" in words and "time" not in words else "date-time"
        )
    for single in words:
        if single in WORDS:
            return TypeWords(*WORDS[single], nullable="nullable" in words)
    return None


def _requirement(text: str, before: bool | None) -> bool | None:
    words = {word.strip().lower() for word in re.split(r"[,;]", text)}
    if words & {"required", "mandatory"}:
        return True
    return False if "optional" in words else before


def _with_default(words: TypeWords, text: str) -> TypeWords:
    match = _DEFAULT.search(text)
    if match is None:
        return words
    word = match[1].strip().strip("\"'").strip()
    return replace(words, default=default_value(word, words.kind))


def default_value(word: str, kind: Kind) -> Json | Missing:
    """A default's text as a value of its kind; MISSING where it is none."""
    if kind == "string":
        return MISSING if word.lower() in ("", "null", "none") else word
    try:
        value: Json = read_json(word.lower() if kind == "boolean" else word)
    except ValueError:
        return MISSING
    fits = {
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "boolean": isinstance(value, bool),
    }
    return value if fits.get(kind, True) else MISSING
