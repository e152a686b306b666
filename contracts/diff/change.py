"""The result of a comparison: changes, each with its impact and its places on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from contracts.model import Location

Side: TypeAlias = Literal["request", "response"]


class Impact(StrEnum):
    """What a change does to those who rely on the old contract.

    ``breaking``: a client that kept to the old contract fails. ``risky``: it may, or what
    it gets means something else. ``safe``: it notices nothing.
    """

    BREAKING = "breaking"
    RISKY = "risky"
    SAFE = "safe"


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """A kind of change: ``says`` is the predicate of its subject, ``why`` justifies its impact."""

    code: str
    impact: Impact
    says: str
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two contracts.

    ``subject`` is what changed: an operation, a type's attribute, a member of a payload.
    ``operations`` are those it shows in (``POST /v1/faqs``), empty for the whole API.
    ``old`` and ``new`` are its places on the two sides, None where it is not there.
    """

    kind: ChangeKind
    subject: str
    before: str = ""
    after: str = ""
    operations: tuple[str, ...] = ()
    old: Location | None = None
    new: Location | None = None

    @property
    def code(self) -> str:
        """The kind of change, a key of the table in docs/compatibility.md."""
        return self.kind.code

    @property
    def impact(self) -> Impact:
        """Whether it breaks clients."""
        return self.kind.impact

    @property
    def message(self) -> str:
        """One sentence without a full stop: ``faq.rank has another type: string → integer``."""
        if self.before and self.after:
            return f"{self.subject} {self.kind.says}: {self.before} → {self.after}"
        shown = self.after or self.before
        return f"{self.subject} {self.kind.says}" + (f": {shown}" if shown else "")


@dataclass(frozen=True, slots=True)
class Places:
    """Where both sides of a comparison stand."""

    old: Location | None
    new: Location | None


@dataclass(frozen=True, slots=True)
class ChangeFinding:
    """A difference met at one place; findings of one cause become one :class:`Change`.

    Those with the same kind, subject and values have one cause: a subject that is of one
    ``operation`` alone begins with it.
    """

    kind: ChangeKind
    subject: str
    places: Places
    before: str = ""
    after: str = ""
    operation: str = ""


def counts(changes: Sequence[Change]) -> str:
    """``2 breaking, 1 risky, 4 safe changes``, or ``no changes``."""
    if not changes:
        return "no changes"
    parts = [f"{len(same)} {impact}" for impact, same in by_impact(changes)]
    return ", ".join(parts) + (" change" if len(changes) == 1 else " changes")


def by_impact(changes: Sequence[Change]) -> list[tuple[Impact, list[Change]]]:
    """The changes of each impact that there are any of, breaking ones first."""
    groups = ((impact, [c for c in changes if c.impact is impact]) for impact in Impact)
    return [(impact, same) for impact, same in groups if same]
