"""``[tool.contract.conventions]``: a project's names of users, owners, deletion and access."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from contracts.lint.config import SettingsError, near
from contracts.model import Access, Conventions

TABLE: Final = "[tool.contract.conventions]"


def conventions_from(table: Mapping[str, Any]) -> Conventions:
    """The conventions in ``table``; what it leaves out has its default. Raises SettingsError."""
    given: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _SETTINGS:
            known = ", ".join(_SETTINGS)
            raise SettingsError(
                f"{TABLE}: unknown key {key!r}{near(key, _SETTINGS)}; there are {known}"
            )
        member, read = _SETTINGS[key]
        given[member] = read(key, value)
    return Conventions(**given)


def _name(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise SettingsError(f"{TABLE} {key} must be a name, not {value!r}")
    return value


def _names(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(v and isinstance(v, str) for v in value):
        raise SettingsError(
            f'{TABLE} {key} must be a list of names, such as ["member"], not {value!r}'
        )
    return tuple(value)


def _words(key: str, value: Any) -> tuple[tuple[Access, str], ...]:
    """The words of access levels, no two the same."""
    if not isinstance(value, dict):
        raise SettingsError(f'{TABLE} {key} must be a table, such as {{ organizer = "author" }}')
    levels = [level.value for level in Access]
    for level in value:
        if level not in levels:
            near_by, known = near(level, levels), ", ".join(levels)
            raise SettingsError(f"{TABLE} {key}: no level {level!r}{near_by}; there are {known}")
    words = tuple((Access(k), _name(f"{key}.{k}", word).lower()) for k, word in value.items())
    shown = Conventions(access_words=words).levels
    twice = next((word for word in shown if shown.count(word) > 1), None)
    if twice is not None:
        raise SettingsError(f"{TABLE} {key}: {twice!r} would mean two levels")
    return words


#: The members of :class:`Conventions` by their setting, with what reads the value.
_SETTINGS: Final[Mapping[str, tuple[str, Callable[[str, Any], Any]]]] = {
    "user-types": ("user_types", _names),
    "owner": ("owner", _name),
    "user-roles": ("user_roles", _names),
    "admin-attributes": ("admin_attributes", _names),
    "active-attributes": ("active_attributes", _names),
    "deleted-at": ("deleted_at", _name),
    "last-access": ("last_access", _name),
    "trash-parameter": ("trash_parameter", _name),
    "access-words": ("access_words", _words),
}
