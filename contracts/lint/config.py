"""Settings of lint: which rules run, their severities, and when to fail."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from contracts.codes import DiagnosticCode
from contracts.model import Severity

FAIL_LEVELS: Final = (*Severity, "never")
KEYS: Final = ("select", "ignore", "severity", "fail-level")


SETTINGS_INVALID: Final = DiagnosticCode(
    "settings-invalid",
    Severity.ERROR,
    "The settings in pyproject.toml name what does not exist.",
    "A rule that was to be ignored, or selected, is not; a name is not used.",
    "Fix `[tool.contract]` in pyproject.toml.",
)


class SettingsError(ValueError):
    """Invalid settings; the message names the key and its allowed values."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of ``[tool.contract.lint]``.

    ``select``: only these rules run, optional ones among them; empty: all that are not
    optional. ``ignore``: these do not. ``severity``: other severities, by code.
    ``fail_level``: the least severity that makes the exit code 1; ``never``: none does.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    fail_level: str = Severity.WARNING

    def wants(self, code: str, *, optional: bool = False) -> bool:
        """Whether findings with this code are reported."""
        chosen = covered(code, self.select) if self.select else not optional
        return chosen and not covered(code, self.ignore)

    def with_options(
        self, select: Iterable[str], ignore: Iterable[str], fail_level: str, known: Collection[str]
    ) -> Config:
        """The settings as options of the command line change them. Raises ConfigError."""
        return replace(
            self,
            select=_codes(list(select), "--select", known) or self.select,
            ignore=(*self.ignore, *_codes(list(ignore), "--ignore", known)),
            fail_level=fail_level or self.fail_level,
        )


def config_from(table: Any, known: Collection[str]) -> Config:
    """The settings in ``table``, for the rules ``known`` by code. Raises ConfigError."""
    if not isinstance(table, dict):
        raise SettingsError("[tool.contract.lint] is a table")
    for key in table:
        if key not in KEYS:
            raise SettingsError(f"unknown key {key!r}{near(key, KEYS)}; there are {_list(KEYS)}")
    fail_level = table.get("fail-level", Severity.WARNING)
    if fail_level not in FAIL_LEVELS:
        raise SettingsError(f"fail-level is one of {_list(FAIL_LEVELS)}, not {fail_level!r}")
    return Config(
        select=_codes(table.get("select", []), "select", known),
        ignore=_codes(table.get("ignore", []), "ignore", known),
        severity=_severities(table.get("severity", {}), known),
        fail_level=fail_level,
    )


def fails(severities: Iterable[Severity], level: str) -> bool:
    """Whether any of the severities is at least ``level``."""
    order = [*reversed(Severity)]  # info, warning, error
    if level == "never":
        return False
    return any(order.index(each) >= order.index(Severity(level)) for each in severities)


def _severities(table: Any, known: Collection[str]) -> dict[str, Severity]:
    if not isinstance(table, dict):
        raise SettingsError('severity is a table, such as { CODE = "warning" }')
    for code, level in table.items():
        _codes([code], "severity", known)
        if level not in tuple(Severity):
            raise SettingsError(f"severity of {code} is one of {_list(Severity)}, not {level!r}")
    return {code: Severity(level) for code, level in table.items()}


def _codes(codes: Any, key: str, known: Collection[str]) -> tuple[str, ...]:
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise SettingsError(f'{key} is a list of codes, such as ["jsonapi-*"]')
    for code in codes:
        if not any(covered(each, (code,)) for each in known):
            raise SettingsError(f"{key}: there is no rule {code!r}{near(code, known)}")
    return tuple(codes)


def covered(code: str, patterns: Collection[str]) -> bool:
    """Whether one of the patterns is the code, or its beginning followed by ``*``."""
    return code in patterns or any(
        each.endswith("*") and code.startswith(each[:-1]) for each in patterns
    )


def near(word: str, known: Iterable[str]) -> str:
    """``, did you mean 'this'?`` where one of the known words resembles it, else nothing."""
    matches = difflib.get_close_matches(word, list(known), 1)
    return f", did you mean {matches[0]!r}?" if matches else ""


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
