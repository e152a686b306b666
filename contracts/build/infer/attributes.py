"""The attributes of a type: what MSON states, and what other sources make likely.

An attribute that MSON describes anywhere is as MSON has it. Of any other, each thing that
is known (type, nullable, required, who writes it) is weighed by itself:

=============  ===============================================================
JSON Schema    states the type, and what a creation requires
table          states what is required, and the type where examples do not
               contradict it
examples       show the type (the union over all of them), null, and who writes
name           ``-at``, ``-on``, ``-url``, ``is-…`` where only null is ever shown
=============  ===============================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from contracts.build.infer import conflicts
from contracts.build.infer.evidence import Sighting, place
from contracts.build.infer.examples import format_shown, kinds_shown, samples
from contracts.build.infer.table_gaps import table_gaps
from contracts.build.infer.tables import TableClaim
from contracts.codes import DiagnosticCode
from contracts.model import (
    MISSING,
    Access,
    Attribute,
    Confidence,
    Conventions,
    Diagnostic,
    Fact,
    Kind,
    Location,
    Member,
    Missing,
    Schema,
    SourceKind,
)

CERTAIN, LIKELY, GUESSED = Confidence.CERTAIN, Confidence.LIKELY, Confidence.GUESSED

_RESERVED: Final = re.compile(r"\(writable by: ([^()\s]+)\)")
#: The levels that an attribute can be reserved for.
RESERVING: Final = (Access.SELF, Access.ORGANIZER, Access.ADMIN)
_SECRET: Final = re.compile(r"(^|[-_])(password|passwd|secret|passphrase)s?$", re.IGNORECASE)
#: The type by the name, for a value of which only null is shown.
NAMES: Final[tuple[tuple[re.Pattern[str], Kind, str], ...]] = (
    (re.compile(r".*[-_](at|time|timestamp)$"), "string", "date-time"),
    (re.compile(r".*[-_](on|date)$"), "string", "date"),
    (re.compile(r"(.*[-_])?(url|uri|link|href)$"), "string", "uri"),
    (re.compile(r"(.*[-_])?e-?mail$"), "string", "email"),
    (re.compile(r"(is|has|can|should|was)[-_].*"), "boolean", ""),
    (re.compile(r"(.*[-_])?(count|quantity|position|total|number)$"), "integer", ""),
)


@dataclass(slots=True)
class Attributes:
    """All attributes of one type; ``diagnostics`` are the contradictions met.

    ``elsewhere`` are the names that other types have: one table may describe several types.
    """

    type: str
    sightings: Sequence[Sighting]
    claimed: Mapping[str, TableClaim]
    conventions: Conventions
    elsewhere: frozenset[str] = frozenset()
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def all(self) -> tuple[Attribute, ...]:
        """The attributes, in the order they are first shown; those of tables alone come last."""
        shown: dict[str, list[tuple[Member, Sighting]]] = {}
        for sighting in self.sightings:
            for member in filter(_is_named, members(sighting, "attributes")):
                shown.setdefault(member.name, []).append((member, sighting))
        attributes = [self._one(name, claims) for name, claims in shown.items()]
        self.diagnostics += table_gaps(self.type, self.claimed, tuple(shown), self.elsewhere)
        only_claimed = (t for name, t in self.claimed.items() if name not in shown)
        return (*attributes, *filter(None, map(self._only_claimed, only_claimed)))

    def _one(self, name: str, claims: list[tuple[Member, Sighting]]) -> Attribute:
        stated = [claim for claim in claims if claim[1].source is SourceKind.MSON]
        if stated:
            return _stated(name, stated, claims, self.sightings, self.conventions)
        weighed = _Weighed(self.type, name, claims, self.claimed.get(name), self.sightings)
        attribute = weighed.attribute()
        self.diagnostics += weighed.diagnostics
        return attribute

    def _only_claimed(self, claimed: TableClaim) -> Attribute | None:
        """An attribute that only a table has; a type of no known word is no attribute."""
        kind = claimed.row.type
        if kind is None:
            return None
        fact = Fact("type", SourceKind.TABLE, LIKELY, claimed.location)
        nullable = Fact("nullable", SourceKind.TABLE, GUESSED, claimed.location)
        schema = Schema(kind.kind, format=kind.format, nullable=True, default=claimed.row.default)
        return Attribute(
            claimed.row.name,
            schema,
            read_only=bool(claimed.row.read_only),
            description=claimed.row.description,
            location=claimed.location,
            facts=(fact, nullable),
        )


def _is_named(member: Member) -> bool:
    """Whether it can be an attribute (JSON:API 1.0, "Member Names": at least one character)."""
    return bool(member.name)


def members(sighting: Sighting, part: str) -> tuple[Member, ...]:
    """The members of ``attributes`` or ``relationships`` in a sighting."""
    node = sighting.object.member(part)
    return node.members if node else ()


def required_by_all(sightings: Iterable[Sighting], part: str, name: str) -> bool:
    """Whether every creation must send the member ``name`` of ``part``, as MSON states."""
    creations = [s for s in sightings if s.creates and s.source is SourceKind.MSON]
    return bool(creations) and all(
        any(m.name == name and m.required for m in members(s, part)) for s in creations
    )


def stated(member: Member, *subjects: str) -> tuple[Fact, ...]:
    """That MSON states all of these, at the member's location."""
    return tuple(Fact(about, SourceKind.MSON, CERTAIN, member.location) for about in subjects)


def _stated(
    name: str,
    shown: list[tuple[Member, Sighting]],
    claims: list[tuple[Member, Sighting]],
    sightings: Sequence[Sighting],
    conventions: Conventions,
) -> Attribute:
    member = shown[0][0]
    # An example may send what MSON shows in answers alone, and the other way round.
    sent = any(s.sent for _, s in claims)
    answered = any(not s.sent for _, s in claims)
    writable_by = _writable_by((m for m, _ in shown), conventions)
    # Nobody sets when something was deleted; who may, removes it.
    restored = name == conventions.deleted_at and writable_by is not None
    return Attribute(
        name=name,
        schema=member.schema,
        required=required_by_all(sightings, "attributes", name),
        read_only=not sent or restored,
        write_only=not answered,
        writable_by=writable_by,
        description=member.own_description,
        location=member.location,
        facts=stated(member, "type", "nullable", "required"),
    )


def _writable_by(shown: Iterable[Member], conventions: Conventions) -> Access | None:
    """The level that a description reserves the attribute for: ``(writable by: admin)``."""
    for member in shown:
        match = _RESERVED.search(member.description)
        level = conventions.level(match[1]) if match else None
        if level in RESERVING:
            return level
    return None


@dataclass(slots=True)
class _Weighed:
    """One attribute without MSON: what is claimed of it, and what is decided."""

    type: str
    name: str
    claims: list[tuple[Member, Sighting]]
    claimed: TableClaim | None
    sightings: Sequence[Sighting]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def attribute(self) -> Attribute:
        """The attribute, its facts in the order type, nullable, required."""
        schema = self._schema()
        required = self._required()
        schema = self._with_null(schema, required)
        row = self.claimed.row if self.claimed else None
        sent = any(s.sent for _, s in self.claims)
        answered = any(not s.sent for _, s in self.claims)
        description = row.description if row else self.claims[0][0].description
        return Attribute(
            self.name,
            schema,
            required=required,
            read_only=bool(row and row.read_only) or not (sent or row),
            write_only=not answered and bool(_SECRET.search(self.name)),
            description=description,
            location=self._at(),
            facts=tuple(self.facts),
        )

    def _examples(self) -> list[Schema]:
        return [m.schema for m, s in self.claims if s.source is SourceKind.EXAMPLE]

    def _at(self) -> Location:
        return place(self.claims[0][1].document, "attributes", self.name)

    def _fact(self, about: str, source: SourceKind, confidence: Confidence) -> None:
        from_table = source is SourceKind.TABLE and self.claimed is not None
        at = self.claimed.location if from_table and self.claimed else self._at()
        self.facts.append(Fact(about, source, confidence, at))

    def _schema(self) -> Schema:
        examples = self._examples()
        kinds = kinds_shown(examples)
        written = [m.schema for m, s in self.claims if s.source is SourceKind.SCHEMA]
        known = next((s for s in written if s.kind != "any"), None)
        values = samples(examples)
        sample = values[0] if values else MISSING
        if len(kinds) > 1 or (known and not all(_fits(k, known.kind) for k in kinds)):
            shown = sorted(kinds | ({known.kind} if known else set()))
            self._report(conflicts.ATTRIBUTE_TYPE_VARIES, f"is {' and '.join(shown)}")
            self._fact("type", SourceKind.EXAMPLE, GUESSED)
            return Schema("any", sample=sample)
        if known:
            self._fact("type", SourceKind.SCHEMA, CERTAIN)
            shown_format = format_shown(values) if values else known.format
            kept = known.format if known.format == shown_format else ""
            return replace(known, format=kept, fixed=False, nullable=False)
        if kinds:
            return self._shown(examples, next(iter(kinds)))
        return self._unseen()

    def _shown(self, examples: Sequence[Schema], kind: Kind) -> Schema:
        """The type that all examples have, perhaps made wider or confirmed by a table."""
        values = samples(examples)
        shown = next(s for s in examples if s.kind != "any")
        format_ = format_shown(values)
        if (
            self.claimed is not None
            and self.claimed.row.type is None
            and self.claimed.row.type_text
        ):
            text = self.claimed.row.type_text
            if text.strip("- "):
                self._report(
                    conflicts.TABLE_TYPE_UNKNOWN, f"has the unknown type {text!r} in the table"
                )
        row = self.claimed.row.type if self.claimed else None
        if row is not None and row.kind == "number" and kind == "integer":
            kind = "number"
        if row is not None and not _fits(kind, row.kind):
            message = f"is {row.kind} in the table and {kind} in the examples"
            self._report(conflicts.TABLE_DISAGREES, message)
            row = None
        if row is not None:
            self._fact("type", SourceKind.TABLE, CERTAIN)
        else:
            self._fact("type", SourceKind.EXAMPLE, LIKELY)
        default = self.claimed.row.default if self.claimed and row is not None else MISSING
        return replace(
            shown, kind=kind, format=format_ if kind == "string" else "", default=default
        )

    def _unseen(self) -> Schema:
        """The type of an attribute of which no value is shown."""
        row = self.claimed.row.type if self.claimed else None
        if row is not None and self.claimed is not None:
            self._fact("type", SourceKind.TABLE, LIKELY)
            return Schema(row.kind, format=row.format, default=self.claimed.row.default)
        kind, format_ = by_name(self.name)
        self._fact("type", SourceKind.NAME, GUESSED)
        return Schema(kind, format=format_)

    def _required(self) -> bool:
        creations = [s for s in self.sightings if s.creates]
        written = [s for s in creations if s.source is SourceKind.SCHEMA]
        shown = [s for s in creations if s.source is SourceKind.EXAMPLE]
        sent_by_all = all(self._in(s) is not None for s in shown)
        if written:
            wanted = all((m := self._in(s)) is not None and m.required for s in written)
            self._fact("required", SourceKind.SCHEMA, CERTAIN)
            return wanted and sent_by_all
        if self.claimed is None or self.claimed.row.required is None:
            self._fact("required", SourceKind.EXAMPLE, GUESSED)
            return False
        self._fact("required", SourceKind.TABLE, CERTAIN)
        if not self.claimed.row.required or not shown:
            return False
        if not sent_by_all:
            self._report(conflicts.REQUIRED_NOT_SENT, "is required in the table, and not sent")
        return sent_by_all

    def _in(self, sighting: Sighting) -> Member | None:
        return next((m for m in members(sighting, "attributes") if m.name == self.name), None)

    def _with_null(self, schema: Schema, required: bool) -> Schema:
        """Null where it is shown or stated, and where an optional attribute has no default."""
        if any(m.schema.nullable for m, s in self.claims if s.source is SourceKind.SCHEMA):
            self._fact("nullable", SourceKind.SCHEMA, CERTAIN)
            return replace(schema, nullable=True)
        if any(m.schema.nullable for m, _ in self.claims):
            self._fact("nullable", SourceKind.EXAMPLE, CERTAIN)
            return replace(schema, nullable=True)
        if self.claimed and self.claimed.row.nullable:
            self._fact("nullable", SourceKind.TABLE, CERTAIN)
            return replace(schema, nullable=True)
        self._fact("nullable", SourceKind.EXAMPLE, GUESSED)
        has_default = not isinstance(schema.default, Missing)
        return replace(schema, nullable=not required and not has_default)

    def _report(self, code: DiagnosticCode, message: str) -> None:
        about_table = code is not conflicts.ATTRIBUTE_TYPE_VARIES
        at = self.claimed.location if about_table and self.claimed else self._at()
        self.diagnostics.append(code.at(at, f"{self.name!r} of {self.type!r} {message}"))


def by_name(name: str) -> tuple[Kind, str]:
    """The type that an attribute's name suggests; a text where it suggests none."""
    spelled = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
    for pattern, kind, format_ in NAMES:
        if pattern.fullmatch(spelled):
            return kind, format_
    return "string", ""


def _fits(kind: Kind, wanted: Kind) -> bool:
    """Whether a value of ``kind`` is one of ``wanted``."""
    return kind == wanted or wanted == "any" or (kind, wanted) == ("integer", "number")
