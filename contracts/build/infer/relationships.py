"""The relationships of a type: target and cardinality from linkage, paths, links and names.

Specification: JSON:API 1.0, "Relationships" and the recommended URLs
(``/v1/events/{id}/faqs``, ``/v1/faqs/{id}/relationships/event``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from contracts.build.identity.ownership import user_type
from contracts.build.infer import conflicts
from contracts.build.infer.attributes import members, required_by_all, stated
from contracts.build.infer.evidence import PayloadDocument, Sighting, place
from contracts.build.infer.paths import VARIABLE, key, parent_of, segments, singular, words_of
from contracts.model import (
    Confidence,
    Conventions,
    Diagnostic,
    Fact,
    Member,
    Relationship,
    ResourceType,
    Schema,
    SourceKind,
)
from contracts.text.payloads import fixed_type

#: What a relationship is to: the target type, and whether to many.
End = tuple[str, bool]
Claim = tuple[Member, Sighting]


@dataclass(frozen=True, slots=True)
class Paths:
    """What the blueprint's paths say of relationships.

    ``below`` is what ``GET /v1/events/{id}/faqs`` shows, by collection and last segment;
    ``held`` the type of each collection; ``types`` the known types, ``conventions`` the names of
    users and of what they do.
    """

    below: Mapping[tuple[str, str], tuple[End, PayloadDocument]]
    held: Mapping[str, str]
    types: frozenset[str]
    conventions: Conventions

    def homes(self, name: str) -> Iterable[str]:
        """The collections that hold the type ``name``."""
        return (path for path, held in self.held.items() if held == name)


def below_parents(
    documents: Iterable[PayloadDocument],
) -> dict[tuple[str, str], tuple[End, PayloadDocument]]:
    """What each path below one resource shows: ``{("/v1/events", "faqs"): (("faq", True), …)}``.

    One of several is shown by ``/v1/events/{id}/faqs/{id}``.
    """
    below: dict[tuple[str, str], tuple[End, PayloadDocument]] = {}
    single: dict[tuple[str, str], tuple[End, PayloadDocument]] = {}
    for document in documents:
        if document.action.method != "GET" or not document.type:
            continue
        collection, last = parent_of(document.action)
        if collection:
            below.setdefault((collection, last), ((document.type, document.many), document))
        parts = segments(document.action.path)
        if len(parts) > 3 and parts[-1] == parts[-3] == VARIABLE and not document.many:
            single.setdefault((key(parts[:-3]), parts[-2]), ((document.type, True), document))
    return {**single, **below}


@dataclass(slots=True)
class Relationships:
    """All relationships of one type; ``diagnostics`` are the contradictions met."""

    type: str
    sightings: Sequence[Sighting]
    paths: Paths
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def all(self) -> tuple[Relationship, ...]:
        """The relationships in the order they are first shown."""
        shown: dict[str, list[Claim]] = {}
        for sighting in self.sightings:
            for member in members(sighting, "relationships"):
                shown.setdefault(member.name, []).append((member, sighting))
        relationships = (self._one(name, claims) for name, claims in shown.items())
        return tuple(filter(None, relationships))

    def _one(self, name: str, claims: list[Claim]) -> Relationship | None:
        described = [c for c in claims if c[1].source is SourceKind.MSON]
        linked = [c for c in described if c[0].schema.member("data") is not None]
        if linked:
            relationship = replace(
                _stated(name, linked, self.sightings),
                read_only=not any(sighting.sent for _, sighting in claims),
                self_link=_link(claims, "self"),
                related_link=_link(claims, "related"),
            )
            if relationship.others:
                ends = ", ".join(relationship.targets)
                message = f"{name!r} of {self.type!r} leads to several types: {ends}"
                at = relationship.location or place(linked[0][1].document)
                self.diagnostics.append(conflicts.RELATIONSHIP_POLYMORPHIC.at(at, message))
            return relationship
        only_links = [c for c in described if c[0].schema.member("links") is not None]
        return self._weighed(name, claims) if only_links or len(described) < len(claims) else None

    def _weighed(self, name: str, claims: list[Claim]) -> Relationship | None:
        end, source, confidence = self._end(name, claims)
        first, sighting = claims[0]
        at = first.location or place(sighting.document, "relationships", name)
        linkages = [m.schema.member("data") for m, s in claims if s.creates]
        required = (
            bool(linkages)
            and all(s is not None and s.kind == "object" for s in linkages)
            and self._in_all_creations(name)
        )
        facts = (
            Fact("target", source, confidence, at),
            Fact("many", source, confidence, at),
            Fact("required", SourceKind.EXAMPLE, Confidence.GUESSED, at),
        )
        # That every example sends it does not make it required; that a schema states it does.
        stated_ = required and any(
            m.required for m, s in claims if s.creates and s.source is SourceKind.SCHEMA
        )
        return Relationship(
            name=name,
            target=end[0],
            others=self._others(end, _votes(claims)) if source is SourceKind.EXAMPLE else (),
            many=end[1],
            required=stated_,
            nullable=not stated_,
            read_only=not any(s.sent for _, s in claims),
            description=first.description,
            location=at,
            linkage_shown=end[1] and _shows_linkage(claims),
            self_link=_link(claims, "self"),
            related_link=_link(claims, "related"),
            facts=facts,
        )

    def _in_all_creations(self, name: str) -> bool:
        return all(
            any(m.name == name for m in members(s, "relationships"))
            for s in self.sightings
            if s.creates
        )

    def _end(self, name: str, claims: list[Claim]) -> tuple[End, SourceKind, Confidence]:
        linkage = self._by_linkage(name, claims)
        below = self._by_path(name, claims)
        if linkage is not None and linkage[0]:
            return linkage, SourceKind.EXAMPLE, Confidence.CERTAIN
        if below is not None:
            return below, SourceKind.URI, Confidence.LIKELY
        many = linkage[1] if linkage is not None else None
        target = self._by_link(claims)
        if target is not None:
            shown = target if many is None else (target[0], many)
            return shown, SourceKind.LINK, Confidence.LIKELY
        guessed, is_many = self._by_name(name)
        return (guessed, is_many if many is None else many), SourceKind.NAME, Confidence.GUESSED

    def _by_linkage(self, name: str, claims: list[Claim]) -> End | None:
        """What ``data`` shows; the type is empty where it is null or an empty list."""
        votes = _votes(claims)
        if not votes:
            shown = (m.schema.member("data") for m, _ in claims)
            return next((("", d.kind == "array") for d in shown if d is not None), None)
        ((end, _),) = votes.most_common(1)
        others = self._others(end, votes)
        if len(votes) > 1:
            ends = " and ".join(sorted(f"{'many ' if m else ''}{t}" for t, m in votes))
            at = place(claims[0][1].document, "relationships", name)
            message = f"{name!r} of {self.type!r} leads to {ends}"
            is_polymorphic = len(others) + 1 == len(votes)
            code = (
                conflicts.RELATIONSHIP_POLYMORPHIC
                if is_polymorphic
                else conflicts.RELATIONSHIP_VARIES
            )
            self.diagnostics.append(code.at(at, message))
        return end

    def _others(self, end: End, votes: Mapping[End, int]) -> tuple[str, ...]:
        """The types beside that of ``end`` that are no mistake: resources of them are shown."""
        if end[0] not in self.paths.types:
            return ()
        return tuple(
            t for t, many in votes if (t, many) != end and many == end[1] and t in self.paths.types
        )

    def _by_path(self, name: str, claims: list[Claim]) -> End | None:
        """What the GET below a resource of this type shows, found by name or related link."""
        for home in self.paths.homes(self.type):
            for last in (name, _last(_link(claims, "related"))):
                end = self.paths.below.get((home, last)) if last else None
                if end is not None:
                    return end[0]
        return None

    def _by_link(self, claims: list[Claim]) -> End | None:
        """A related link's last segment that is the name of a collection or a type."""
        last = _last(_link(claims, "related"))
        return self._named(last) if last else None

    def _by_name(self, name: str) -> End:
        """A known type by the relationship's name; a user by a role; else a type of that name."""
        many = singular(name) != name
        role = singular(words_of(name)[-1]) if words_of(name) else ""
        users = user_type(self.paths.types, self.paths.conventions)
        if role in self.paths.conventions.user_roles and users:
            return self._named(name) or (users, many)
        return self._named(name) or (singular(name), many)

    def _named(self, word: str) -> End | None:
        if word in self.paths.types:
            return word, False
        for path, held in self.paths.held.items():
            if path.rsplit("/", 1)[-1] == word:
                return held, True
        one = singular(word)
        return (one, True) if one != word and one in self.paths.types else None


def _stated(name: str, shown: list[Claim], sightings: Sequence[Sighting]) -> Relationship:
    member = shown[0][0]
    linkage = member.schema.member("data") or Schema("any")
    targets = tuple(dict.fromkeys(t for m, _ in shown for t in _targets(m.schema.member("data"))))
    return Relationship(
        name=name,
        target=targets[0] if targets else "",
        others=targets[1:],
        many=linkage.kind == "array",
        required=required_by_all(sightings, "relationships", name),
        nullable=any((m.schema.member("data") or linkage).nullable for m, _ in shown),
        description=member.description,
        location=member.location,
        facts=stated(member, "target", "many", "required"),
    )


def _votes(claims: Iterable[Claim]) -> Counter[End]:
    """How often linkage leads to which type, to one or to many."""
    votes: Counter[End] = Counter()
    for member, _ in claims:
        data = member.schema.member("data")
        if data is not None:
            votes.update((target, data.kind == "array") for target in dict.fromkeys(_targets(data)))
    return votes


def _targets(linkage: Schema | None) -> Iterator[str]:
    """The types that linkage names: fixed, of an enum, or of alternatives."""
    if linkage is None:
        return
    for item in linkage.items or (linkage,):
        for identifier in item.types or (item,):
            kind = identifier.member("type")
            if kind is not None and kind.choices:
                shown = [kind.sample] if kind.sample in kind.choices else []
                yield from (c for c in (*shown, *kind.choices) if isinstance(c, str))
            elif fixed_type(identifier):
                yield fixed_type(identifier)


def _shows_linkage(claims: Iterable[Claim]) -> bool:
    """Whether a response has the linkage of a to-many without having been asked to include it."""
    return any(
        not s.sent
        and m.schema.member("data") is not None
        and s.document.schema.member("included") is None
        for m, s in claims
    )


def _link(claims: Iterable[Claim], kind: str) -> str:
    """The first example of a relationship's ``self`` or ``related`` link."""
    for member, _ in claims:
        link = member.schema.member("links", kind)
        href = link.member("href") if link is not None and link.kind == "object" else link
        if href is not None and isinstance(href.sample, str):
            return href.sample
    return ""


def _last(link: str) -> str:
    parts = segments(link.split("?", 1)[0]) if link else ()
    return parts[-1] if parts and parts[-1] != "{}" else ""


def with_implied(
    owner: ResourceType, types: Mapping[str, ResourceType], paths: Paths
) -> ResourceType:
    """``owner`` with the relationships that only paths below it show.

    ``/v1/events/{id}/faqs`` needs none where a FAQ has a single event anyway.
    """
    added: list[Relationship] = []
    homes = set(paths.homes(owner.name))
    for (collection, segment), ((target, many), document) in paths.below.items():
        if collection not in homes or target not in types:
            continue
        known = [r for r in owner.relationships if r.target == target and r.many == many]
        back = [r for r in types[target].relationships if r.target == owner.name and not r.many]
        if any(r.name == segment or _last(r.related_link) == segment for r in owner.relationships):
            continue
        if len(known) == 1 or (many and len(back) == 1):
            continue
        if any(a.name == segment for a in owner.attributes):
            continue
        at = document.action.location
        facts = tuple(
            Fact(about, SourceKind.URI, Confidence.LIKELY, at) for about in ("target", "many")
        )
        added.append(
            Relationship(
                segment,
                target,
                many,
                nullable=True,
                read_only=True,
                hidden=True,
                location=at,
                facts=facts,
            )
        )
    return replace(owner, relationships=(*owner.relationships, *added)) if added else owner
