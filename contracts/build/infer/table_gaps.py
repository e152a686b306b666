"""What a table and the examples of a type do not have in common."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from contracts.build.infer import conflicts
from contracts.build.infer.tables import TableClaim
from contracts.model import Diagnostic
from contracts.text.spelling import folded

ALIKE: Final = 0.85
"""How alike a misspelled name is to the one that is meant (difflib's ratio)."""
SHOWN: Final = 5
"""Names that a message has."""


def table_gaps(
    type_name: str,
    claimed: Mapping[str, TableClaim],
    shown: Sequence[str],
    elsewhere: Collection[str] = (),
) -> Iterator[Diagnostic]:
    """Names that a table lacks, that only it has, or that it spells otherwise than examples do.

    Those ``elsewhere`` are shown by other types, which the table may describe as well.
    """
    known = {name: claim for name, claim in claimed.items() if claim.row.type is not None}
    if not known or not shown:
        return
    unseen = [name for name in known if name not in shown and name not in elsewhere]
    missing = [name for name in shown if name not in claimed and name != "id"]
    for name in list(unseen):
        meant = _meant(name, missing)
        if meant:
            unseen.remove(name)
            missing.remove(meant)
            message = f"{name!r} of {type_name!r} is called {meant!r} in the examples"
            yield conflicts.TABLE_MISSPELLED.at(known[name].location, message)
    if missing:
        message = f"the table of {type_name!r} has no {_listed(missing)}, which examples show"
        yield conflicts.TABLE_INCOMPLETE.at(next(iter(known.values())).location, message)
    if unseen:
        message = f"no example of {type_name!r} shows {_listed(unseen)}, which the table has"
        yield conflicts.TABLE_UNSHOWN.at(known[unseen[0]].location, message)


def _meant(name: str, others: Sequence[str]) -> str:
    """The one of some names that is spelled like this one, or nearly."""
    same = [each for each in others if folded(each) == folded(name)]
    letters = [each for each in others if _digits(each) == _digits(name)]
    return next(iter(same or difflib.get_close_matches(name, letters, 1, ALIKE)), "")


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(repr, names[:SHOWN]))
    return shown + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
