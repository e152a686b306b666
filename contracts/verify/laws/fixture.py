"""The fixture for one law: resources that exist, requests, and what was found wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlsplit

from contracts.build.identity.ownership import admin_attributes, identity_type, owner_path
from contracts.build.identity.placeholders import TokenKind
from contracts.exchange import Answer, Client, Problem, Sent, StateHandler
from contracts.model import (
    MISSING,
    Access,
    Action,
    Confidence,
    Contract,
    Json,
    Missing,
    Relationship,
    ResourceType,
)
from contracts.text.documents import CURRENT, as_object, present_secrets
from contracts.text.payloads import json_of
from contracts.verify.laws.certainty import CRASHED, Undecided, guessed, refused_text
from contracts.verify.laws.documented import Operations, deletion_times, is_id, sendable, successes
from contracts.verify.laws.parents import parent_step, parent_steps
from contracts.verify.laws.requests import Reply, build, judged
from contracts.verify.laws.values import schema_for_values, value
from contracts.verify.state import token_of
from contracts.verify.strict.facts import VARIABLE
from contracts.verify.strict.judge import judge

Key = tuple[str, str]
GONE: Final = (404, 410)
#: How a server answers a value that it does not take.
MALFORMED: Final = (400, 422)
#: How a server answers who may not see what others own.
UNENTITLED: Final = (401, 403, 404)
_AT_MOST: Final = 10


@dataclass(frozen=True, slots=True)
class LawWorld:
    """The server under test: its client, and the state handler that creates resources."""

    client: Client
    handler: StateHandler

    def send(self, sent: Sent) -> Answer:
        """The server's answer. Raises ConnectionError when it cannot be reached."""
        return self.client.send(sent)


class Broken(Exception):
    """A law cannot go on after what it found; the problem is noted already."""


@dataclass(slots=True)
class SeededResource:
    """A resource that exists: what it was made with."""

    type: str
    id: str
    attributes: dict[str, Json] = field(default_factory=dict)
    links: dict[str, Any] = field(default_factory=dict)

    @property
    def identifier(self) -> dict[str, Json]:
        """The resource identifier (JSON:API 1.0, "Resource Identifier Objects")."""
        return {"type": self.type, "id": self.id}

    @property
    def key(self) -> Key:
        """Type and id."""
        return self.type, self.id


class Fixture:
    """One run of one law.

    Whatever a resource requires is the one *home* resource of that type, so that all
    belong together (a FAQ's type to the FAQ's event) and to one user, the organizer.
    """

    def __init__(self, contract: Contract, world: LawWorld, rule: str) -> None:
        self.contract = contract
        self.operations = Operations(contract)
        self.types = judge(contract).types
        self.users = identity_type(contract)
        self.world = world
        self.problems: list[Problem] = []
        self.seeded_resources: dict[Key, SeededResource] = {}
        self._rule = rule
        self._shared_parents: dict[str, SeededResource] = {}
        self._admin: SeededResource | None = None
        self._serials: dict[str, int] = {}
        self._with_parents: list[str] = []
        self._making: list[str] = []

    # What exists

    def type(self, name: str) -> ResourceType:
        """The resource type called ``name``, which the contract has."""
        return self.types[name].type

    def targets(self, relationship: Relationship) -> list[str]:
        """The types that a relationship leads to and that have resources."""
        return [name for name in relationship.targets if name in self.types]

    def shared_parent(self, name: str) -> SeededResource:
        """The one resource of this type that others require."""
        if name not in self._shared_parents:
            # Entered before its own requirements, so that circles end.
            self._shared_parents[name] = SeededResource(name, "1")
            self._serials.setdefault(name, 1)
            flags = admin_attributes(self.contract) if name == self.users else ()
            attributes: dict[str, Json] = dict.fromkeys(flags, False)
            self._make(self._shared_parents[name], 0, attributes, {})
        return self._shared_parents[name]

    def seed(
        self,
        name: str,
        links: Mapping[str, Any] | None = None,
        attributes: Mapping[str, Json] | None = None,
        n: int | None = None,
    ) -> SeededResource:
        """A new resource with the ``n``-th values (by default, values nothing else has)."""
        serial = self._serials.get(name, 1)
        self._serials[name] = serial + 1
        seeded = SeededResource(name, str(serial + 1))
        self._make(seeded, serial if n is None else n, attributes or {}, links or {})
        return seeded

    def _make(
        self,
        seeded: SeededResource,
        n: int,
        attributes: Mapping[str, Json],
        links: Mapping[str, Any],
    ) -> None:
        owner = self.type(seeded.type)
        deletions = deletion_times(self.contract, owner)
        seeded.attributes = {
            a.name: value(schema_for_values(a), n)
            for a in owner.attributes
            if a.name not in deletions
        } | dict(attributes)
        steps = parent_steps(self.contract).get(seeded.type, ())
        above = {s.up: self.shared_parent(s.parent).identifier for s in steps if s.up}
        given = {
            name: self.linkage(seeded.type, name, data) for name, data in {**above, **links}.items()
        }
        self._making.append(seeded.type)
        seeded.links = {**self._own_links(seeded, given), **given}
        self._making.pop()
        seeded.links = {**self.required_links(seeded.type), **seeded.links}
        self.seeded_resources[seeded.key] = seeded
        self.world.handler.create(seeded.type, seeded.id, seeded.attributes, seeded.links)
        for step in steps:
            if not step.up and step.parent not in self._with_parents:
                # Only the parent keeps the link, so it is made afterwards.
                self._with_parents.append(seeded.type)
                self.seed(step.parent, {step.down: seeded.identifier})
                self._with_parents.pop()

    def is_made(self, type: str, attribute: str) -> bool:
        """Whether the handler could give an attribute its values, as far as it reports."""
        unmade = getattr(self.world.handler, "unmade", {})
        return type not in unmade or bool(unmade[type] and attribute not in unmade[type])

    def linkage(self, type: str, name: str, data: Any) -> Any:
        """Linkage as a relationship has it: one identifier is a list where it leads to many."""
        relationship = self.type(type).relationship(name)
        many = relationship is not None and relationship.many
        return [data] if many and isinstance(data, dict) else data

    def path_keys(self, action: Action, id: str) -> tuple[str, ...]:
        """The values of an operation's path for a resource and its parents, the outermost first:
        ids, or natural keys."""
        endpoint = action.endpoint
        variables = [each.strip("{}") for each in VARIABLE.findall(action.path)]
        if endpoint is None or not (id and variables):
            return (id,) * len(variables)
        child = (endpoint.parent or endpoint.type, id)
        chain = [child]
        for parent, _ in reversed(endpoint.above):
            child = self._parent_of(child, parent)
            chain.insert(0, child)
        return tuple(self._spelled(*each) for each in zip(variables, chain, strict=False))

    def _parent_of(self, child: Key, parent: str) -> Key:
        """The resource that another belongs to; that of all where none is documented."""
        step = parent_step(self.contract, child[0], parent)
        seeded = self.seeded_resources.get(child)
        if step is not None and step.up:
            found = seeded.links.get(step.up) if seeded else None
            if isinstance(found, dict):
                return parent, str(found["id"])
        elif step is not None:
            for each in self.of_type(parent):
                if leads_to(each.links, step.down, child[1]):
                    return each.key
        return self.shared_parent(parent).key

    def _spelled(self, variable: str, key: Key) -> str:
        """What a variable of a path has for a resource."""
        name, id = key
        seeded = self.seeded_resources.get(key)
        if seeded is None or name not in self.types or is_id(variable, self.type(name)):
            return id
        found = seeded.attributes.get(variable, seeded.attributes.get(variable.replace("_", "-")))
        return id if found is None else str(found)

    def required_links(self, name: str) -> dict[str, Any]:
        """Linkage to the homes of what a type requires, or always shows (an owner)."""
        return {
            r.name: self.shared_parent(r.target).identifier
            for r in self.type(name).relationships
            if not r.many and (r.required or (r.read_only and not r.nullable) or self._shown(r))
            if r.target in self.types
        }

    def _own_links(self, seeded: SeededResource, given: Mapping[str, Any]) -> dict[str, Any]:
        """Linkage to a parent of its own, where one to one leads to one and creations send it.

        The shared parent would belong to the last resource alone.
        """
        create = self.operations.create(seeded.type)
        if create is None or len(self._making) > 1 or seeded in self._shared_parents.values():
            return {}
        sent = sendable(create, "relationships")
        return {
            r.name: self.seed(r.target).identifier
            for r in self.type(seeded.type).relationships
            if r.name in sent and r.name not in given and r.target in self.types
            if self._is_one_to_one(r)
        }

    def _is_one_to_one(self, relationship: Relationship) -> bool:
        back = other_end(self.contract, relationship)
        return back is not None and not relationship.many and not back.many

    def _shown(self, relationship: Relationship) -> bool:
        """Whether only examples tell of a relationship, so that nothing may be without it.

        Not where its other end leads to one alone, which would be everybody's.
        """
        required = next((f for f in relationship.facts if f.about == "required"), None)
        back = self.contract.inverse(relationship)
        return (
            required is not None
            and required.confidence is Confidence.GUESSED
            and back is not None
            and back.many
        )

    def admin(self) -> SeededResource:
        """A user who may do everything."""
        if self._admin is None:
            flags = admin_attributes(self.contract)
            attributes: dict[str, Json] = dict.fromkeys(flags, True)
            self._admin = self.seed(self.users, attributes=attributes) if flags else self._user()
        return self._admin

    def _user(self) -> SeededResource:
        """The organizer; a contract without users leaves it to the handler who that is."""
        known = self.users in self.types
        return self.shared_parent(self.users) if known else SeededResource("", "1")

    def of_type(self, name: str) -> list[SeededResource]:
        """All that exist of a type."""
        return [seeded for seeded in self.seeded_resources.values() if seeded.type == name]

    # What is asked

    def call(
        self,
        action: Action,
        id: str = "",
        *,
        query: Mapping[str, str] | None = None,
        data: Json | Missing = MISSING,
        admin: bool = False,
        want: Iterable[int] = (),
        instead: Mapping[int, str] | None = None,
    ) -> Reply:
        """The answer to an operation; ``id`` fills its path, ``data`` is primary data.

        ``instead`` has ids for positions in the path that are not those of the parents.

        An answer that is no documented success (or none of ``want``) is noted and ends
        the law. What the query asks for must be in a success; its shape is not judged here:
        that of the documented transactions is.
        """
        wanted = tuple(want)
        asked = (action, id, query or {}, data, admin, instead)
        sent = self.request(*asked)
        answer = self.world.send(sent)
        if not wanted and answer.status in UNENTITLED and self._says_nothing_of_who(action):
            own = self.request(*asked, by_owner=True)
            second = self.world.send(own)
            sent, answer = (own, second) if second.is_success else (sent, answer)
        reply = Reply(sent, answer, action.id)
        if wanted:
            if answer.status not in wanted:
                self.stop(reply, f"answers {answer.status}, not {wanted[0]}", wanted[0])
            return reply
        good = {t.response.status for t in action.transactions if not t.response.is_error}
        if answer.status not in good:
            refused = 400 <= answer.status < CRASHED
            made = guessed(self.types, data)
            if answer.status in MALFORMED:
                made = made or refused_text(self.types, data, reply.document)
            if refused and made:
                raise Undecided(f"the server refuses a value made for {made} ({answer.status})")
            detail = f" ({reply.errors})" if reply.errors else ""
            self.stop(reply, f"answers {answer.status}{detail}", min(good))
        self._keep_secrets(action, id, data)
        for problem in judged(self.contract, action, sent, answer):
            self.note(reply, problem.message, problem.place, problem.expected, problem.seen)
        return reply

    def _says_nothing_of_who(self, action: Action) -> bool:
        """Whether any user may be the one who may do this: an administrator, or the owner."""
        return action.access is None and self.users in self.types

    def follow(self, action: Action, link: str) -> Reply:
        """The answer to GET at the address of a link, asked as documented for that address, which
        may be open to fewer than the page with the link; else as ``action`` is."""
        parts = urlsplit(link)
        uri = f"{parts.path}?{parts.query}" if parts.query else parts.path
        action = self.operations.reading(parts.path) or action
        sent = replace(self.request(action, "", {}, MISSING, True), method="GET", uri=uri)
        reply = Reply(sent, self.world.send(sent))
        if reply.answer.status != 200:
            self.stop(reply, f"a link leads here, and answers {reply.answer.status}", 200)
        return reply

    def request(
        self,
        action: Action,
        id: str,
        query: Mapping[str, str],
        data: Json | Missing,
        admin: bool,
        instead: Mapping[int, str] | None = None,
        *,
        by_owner: bool = False,
    ) -> Sent:
        """The request of an operation, signed by a user who may do it, or by the organizer."""

        def token(kind: TokenKind) -> str:
            user = self._user().id if by_owner else self._caller(action, id, admin)
            return token_of(self.world.handler, user, kind)

        meta = None if isinstance(data, Missing) else self._meta(action, id)
        keys = enumerate(self.path_keys(action, id))
        ids = [(instead or {}).get(position, key) for position, key in keys]
        return build(action, ids, query, data, token, meta)

    def _meta(self, action: Action, id: str) -> dict[str, Json]:
        """The documented ``meta`` of a request, with the present secrets of what it changes."""
        document = as_object(json_of(successes(action)[0].request.body))
        meta = dict(as_object(document.get("meta")))
        seeded = self._subject(action, id)
        if seeded is not None:
            for name in present_secrets(document, self.type(seeded.type)):
                meta[CURRENT + name] = seeded.attributes.get(name)
        return meta

    def _subject(self, action: Action, id: str) -> SeededResource | None:
        """The seeded resource that an operation's path names by ``id``."""
        return self.seeded_resources.get((action.endpoint.type if action.endpoint else "", id))

    def _keep_secrets(self, action: Action, id: str, data: Json | Missing) -> None:
        """Remember the secrets that a request has changed: the next one may have to know them."""
        seeded = self._subject(action, id)
        if seeded is not None:
            secrets = {a.name for a in self.type(seeded.type).attributes if a.write_only}
            sent = as_object(as_object(data).get("attributes"))
            seeded.attributes |= {name: sent[name] for name in secrets & sent.keys()}

    def _caller(self, action: Action, id: str, admin: bool) -> str:
        """The id of a user who may do this (docs/blueprint-conventions.md, "Access")."""
        endpoint = action.endpoint
        if action.access is None:
            return self.admin().id
        subject = (endpoint.parent or endpoint.type) if endpoint else ""
        if action.access is Access.SELF and subject == self.users and id and not admin:
            return id
        owned = action.access is Access.ORGANIZER and bool(owner_path(self.contract, subject))
        if (owned or action.access is Access.USER) and not admin and self.users in self.types:
            return (owned and self._owner_of(subject, id)) or self.shared_parent(self.users).id
        return self.admin().id

    def _owner_of(self, type: str, id: str) -> str:
        """The id of the user at the end of a seeded resource's path to its owner, else none."""
        key = type, id
        for name in owner_path(self.contract, type):
            seeded = self.seeded_resources.get(key)
            linked = as_object(seeded.links.get(name)) if seeded else {}
            key = str(linked.get("type")), str(linked.get("id", ""))
        return key[1]

    # What is wrong

    def note(
        self,
        reply: Reply,
        message: str,
        place: str = "",
        expected: Json | Missing = MISSING,
        seen: Json | Missing = MISSING,
    ) -> None:
        """Note a problem with an answer."""
        if len(self.problems) < _AT_MOST:
            self.problems.append(
                Problem(self._rule, message, place, expected, seen, reply.sent, reply.operation)
            )

    def stop(self, reply: Reply, message: str, expected: Json = None) -> None:
        """Note a problem that leaves nothing to go on with; raises Broken."""
        self.note(reply, message, "status", expected, reply.answer.status)
        raise Broken(message)

    def expect(
        self, reply: Reply, good: bool, message: str, place: str, wanted: Any, seen: Any
    ) -> bool:
        """Note a problem unless ``good``; returns ``good``."""
        if not good:
            self.note(reply, message, place, wanted, seen)
        return good


def leads_to(links: Mapping[str, Any], name: str, id: str) -> bool:
    """Whether a link, to one or to many, leads to the resource with this id."""
    data = links.get(name)
    items = data if isinstance(data, list) else [data]
    return id in [as_object(item).get("id") for item in items]
