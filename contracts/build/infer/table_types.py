"""The resource type that a table in a description is about.

A table below an action speaks of what that action sends; one below a resource or group of
what most of its actions show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.build.infer.evidence import PayloadDocument
from contracts.build.infer.paths import segments
from contracts.build.infer.tables import TableClaim, rows
from contracts.model import Action, Group, Location
from contracts.read.lines import Lines

#: Names in tables beside attributes that are none.
_NO_ATTRIBUTES = ("page[", "filter", "fields[", "include", "authorization", "content-type")


@dataclass(frozen=True, slots=True)
class Tables:
    """Rows by type and name; the first that speaks of a name counts."""

    rows: Mapping[str, Mapping[str, TableClaim]]

    @classmethod
    def of(
        cls,
        groups: Iterable[Group],
        shown: Sequence[PayloadDocument],
        held: Mapping[str, str],
        lines: Lines,
    ) -> Tables:
        """The rows of all tables of the blueprint."""
        by_action: dict[str, Counter[str]] = {}
        for document in shown:
            name = held.get(_home(document.action), "") or document.type
            if name:
                by_action.setdefault(document.action.id, Counter())[name] += 1
        claims: dict[str, dict[str, TableClaim]] = {}
        for description, location, actions in _descriptions(groups):
            if "|" not in description:
                continue
            votes = sum((by_action.get(a.id, Counter()) for a in actions), Counter[str]())
            if not votes:
                continue
            kept = claims.setdefault(votes.most_common(1)[0][0], {})
            texts = description.split("\n")
            for row in rows(description):
                kept.setdefault(row.name, TableClaim(row, lines.below(location, texts[row.line])))
        return cls(claims)

    def of_type(self, name: str, taken: Collection[str]) -> dict[str, TableClaim]:
        """The rows about attributes of a type; ``taken`` are its relationships."""
        return {
            row: claim
            for row, claim in self.rows.get(name, {}).items()
            if row not in taken and row != "id" and not row.lower().startswith(_NO_ATTRIBUTES)
        }


def _descriptions(
    groups: Iterable[Group],
) -> Iterator[tuple[str, Location, Sequence[Action]]]:
    """Every description with the actions below it, the innermost first."""
    for group in groups:
        for resource in group.resources:
            for action in resource.actions:
                yield action.description, action.location, (action,)
            yield resource.description, resource.location, resource.actions
        every = [a for resource in group.resources for a in resource.actions]
        yield group.description, group.location, every


def _home(action: Action) -> str:
    parts = segments(action.path)
    return "/" + "/".join(parts[:-1] if parts[-1] == "{}" else parts)
