"""A short text that a regular expression matches.

Of ECMA-262's patterns, which JSON Schema uses ("JSON Schema Core" 2020-12, section 6.4), those
without assertions that look around: of alternatives the first, of repetitions the fewest.
"""

from __future__ import annotations

import re
import warnings
from typing import Final

LONGEST: Final = 1000
DEEPEST: Final = 50
_CANDIDATES: Final = ("a", "0", "A", "-", "_", " ", ".", *map(chr, range(33, 127)), "é", "\t", "\n")
_QUANTIFIER: Final = re.compile(r"(?:([*+?])|\{(\d{1,6})(?:(,)(\d{1,6})?)?\})\??", re.ASCII)
_CLASS: Final = re.compile(r"\[\^?(?:\\.|[^\]\\])*\]", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_LEADS: Final = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a", "b": "", "B": ""}
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}


def matching(pattern: str, *, least: int = 0) -> str | None:
    """A text that ``pattern`` matches, of ``least`` characters where it allows them.

    None where no text was found: the pattern looks around, refers back, or is too large.
    """
    try:
        with warnings.catch_warnings(action="ignore", category=FutureWarning):  # "[[" of a class
            expression = re.compile(pattern)
            texts = [_Pattern(pattern, repeats).read() for repeats in dict.fromkeys((0, least))]
    except (ValueError, RecursionError, OverflowError, re.error):
        return None
    return next((t for t in texts if len(t) >= least and expression.search(t)), None)


class _Pattern:
    """Reads a pattern from left to right; raises ValueError at what it does not know."""

    def __init__(self, pattern: str, repeats: int) -> None:
        self.pattern, self.repeats, self.at, self.depth = pattern, repeats, 0, 0

    def read(self) -> str:
        """The text for the whole pattern."""
        text = self._alternatives()
        if self.at < len(self.pattern):
            raise ValueError(f"unbalanced parenthesis at {self.at}")
        return text

    def _alternatives(self) -> str:
        texts = [self._sequence()]
        while self._skip("|"):
            texts.append(self._sequence())
        return texts[0]

    def _sequence(self) -> str:
        text = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            text += self._repeated(self._one())
            if len(text) > LONGEST:
                raise ValueError(f"longer than {LONGEST} characters")
        return text

    def _repeated(self, text: str) -> str:
        match = _QUANTIFIER.match(self.pattern, self.at)
        if match is None:
            return text
        self.at = match.end()
        sign, fewest, comma, most = match.groups()
        least = int(fewest or (sign == "+"))
        limit = int(most) if most else 1 if sign == "?" else LONGEST if sign or comma else least
        count = max(least, min(limit, self.repeats))
        if count * len(text) > LONGEST:
            raise ValueError(f"longer than {LONGEST} characters")
        return text * count

    def _one(self) -> str:
        if self._skip("("):
            return self._group()
        if match := _CLASS.match(self.pattern, self.at):
            self.at = match.end()
            return next((c for c in _CANDIDATES if re.fullmatch(match[0], c)), "")
        if match := _ESCAPE.match(self.pattern, self.at):
            self.at = match.end()
            return _escaped(match[0][1:])
        character = self.pattern[self.at]
        self.at += 1
        return {"^": "", "$": "", ".": "a"}.get(character, character)

    def _group(self) -> str:
        if self._skip("?") and not self._skip(":"):
            raise ValueError(f"a group of another kind at {self.at}")
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError(f"groups nested deeper than {DEEPEST}")
        text = self._alternatives()
        if not self._skip(")"):
            raise ValueError("a group has no end")
        self.depth -= 1
        return text

    def _skip(self, character: str) -> bool:
        is_next = self.pattern.startswith(character, self.at)
        self.at += is_next
        return is_next


def _escaped(text: str) -> str:
    if text[0] in "ux" and len(text) > 1:
        return chr(int(text[1:], 16))
    if text.isdigit() and text != "0":
        raise ValueError(f"a reference to group {text}")
    return _LEADS.get(text, _CONTROLS.get(text, text))
