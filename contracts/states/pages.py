"""Records that fill the pages before the requested one.

Those records come before the documented ones in the order that is asked for (by id where none
is), and have no natural key, address or code twice; so that the documented ones land on the
documented page.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from contracts.build.infer.paths import words_of
from contracts.model import Transaction
from contracts.states.documented_resources import ResourceState
from contracts.states.world import World
from contracts.text.json_values import query_of

#: How many resources are made up for earlier pages at most.
MOST_EARLIER: Final = 200
DEFAULT_SIZE: Final = "20"
#: Attributes that usually tell resources apart; the state handler makes them up.
_TELLING: Final = frozenset(
    {"email", "identifier", "slug", "username", "code", "uuid", "key", "token", "isbn", "sku"}
)


def missing_before(transaction: Transaction) -> int:
    """How many resources the pages before the one asked for hold."""
    asked = query_of(transaction.request.uri)
    number, size = asked.get("page[number]", ""), asked.get("page[size]", DEFAULT_SIZE)
    if number.isdecimal() and size.isdecimal() and len(number + size) < 12:
        return min(max(int(number) - 1, 0) * int(size), MOST_EARLIER)
    offset = asked.get("page[offset]", "")
    return min(int(offset), MOST_EARLIER) if offset.isdecimal() and len(offset) < 9 else 0


def fill_earlier(world: World, transaction: Transaction, like: ResourceState, missing: int) -> None:
    """Want as many resources like one as are missing, each before it in the asked order."""
    key, is_descending = _sort_key(transaction)
    owner = world.contract.resource_type(like.type)
    natural = owner.natural_key if owner else ""
    shared = shared_attributes(like, natural)
    attributes = {name: value for name, value in shared.items() if name != key}
    ids = _ids_before(world, like, missing, is_descending) if key == "id" else ()
    for number in range(missing):
        own = dict(attributes)
        if key in like.attributes:
            own[key] = before(like.attributes[key], missing - number, is_descending)
        id = ids[number] if number < len(ids) else world.free_id(like.type)
        made = world.want(like.type, id, own, like.relationships)
        if made is not None:  # where unique values run out, there are fewer
            world.wanted[like.type, id] = replace(made, guessed=True)


def shared_attributes(like: ResourceState, natural_key: str) -> dict[str, Any]:
    """The attributes of a resource that another one may have as well."""
    return {
        name: value
        for name, value in like.attributes.items()
        if name != natural_key and not _TELLING & set(words_of(name))
    }


def has_earlier(transaction: Transaction, like: ResourceState) -> bool:
    """Whether as many resources as the pages before hold can come before a documented one."""
    key, is_descending = _sort_key(transaction)
    if key == "id":
        missing = missing_before(transaction)
        return is_descending or not like.id.isdecimal() or int(like.id) > missing
    value = like.attributes.get(key)
    return bool(before(value, 1, is_descending) != value)


def _sort_key(transaction: Transaction) -> tuple[str, bool]:
    first = query_of(transaction.request.uri).get("sort", "").split(",")[0].strip()
    return first.lstrip("-+") or "id", first.startswith("-")


def _ids_before(
    world: World, like: ResourceState, missing: int, is_descending: bool
) -> Sequence[str]:
    """Free ids that come before the documented ones; fewer where there are no more."""
    of_type = [id for kind, id in world.wanted if kind == like.type and id.isdecimal()]
    if is_descending or not of_type:
        return ()
    lowest = min(int(id) for id in of_type)
    return [str(number) for number in range(max(1, lowest - missing), lowest)]


def before(value: Any, steps: int, is_descending: bool = False) -> Any:
    """A value that comes some steps before another in order; the same where there is none."""
    sign = 1 if is_descending else -1
    if isinstance(value, bool):
        return is_descending
    if value is None:
        return value
    if isinstance(value, int | float):
        return value + sign * steps
    if not isinstance(value, str):
        return value
    if value.isdecimal() and len(value) < 10:
        return str(int(value) + sign * steps)
    if re.match(r"\d{4}-\d{2}-\d{2}", value):
        return _moment_before(value, sign * steps)
    scheme, separator, rest = value.partition("://") if "://" in value else ("", "", value)
    space = " " if " " in rest else ""  # addresses, slugs and codes stay what they are
    if is_descending:
        return f"{scheme}{separator}zz{steps:03d}{space}{rest}"
    # The further away, the lower; below every letter and most signs.
    number = f"0{MOST_EARLIER + 1 - steps:03d}"
    return f"{scheme}{separator}{number}{space}{rest}" if rest[:1] > "0" else value


def _moment_before(value: str, days: int) -> str:
    """A date, with whatever follows it, some days away."""
    try:
        day = dt.date.fromisoformat(value[:10]) + dt.timedelta(days=days)
    except (ValueError, OverflowError):
        return value
    return day.isoformat() + value[10:]
