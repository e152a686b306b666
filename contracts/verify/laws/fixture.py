"""The fixture for one law: requests on resources that exist, and what was found wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from contracts.build.identity.ownership import owner_path
from contracts.build.identity.placeholders import TokenKind
from contracts.exchange import Answer, Problem, Sent
from contracts.model import (
    MISSING,
    Access,
    Action,
    Contract,
    Json,
    Missing,
)
from contracts.text.documents import CURRENT, as_object, present_secrets
from contracts.text.payloads import json_of
from contracts.verify.laws.certainty import CRASHED, Undecided, guessed, has_schema, refused_value
from contracts.verify.laws.documented import successes
from contracts.verify.laws.requests import Reply, build, judged
from contracts.verify.laws.seeding import LawWorld, SeededResource, Seeder
from contracts.verify.state import token_of

GONE: Final = (404, 410)
#: How a server answers a value that it does not take.
MALFORMED: Final = (400, 422)
#: How a server answers who may not see what others own.
UNENTITLED: Final = (401, 403, 404)
_AT_MOST: Final = 10


class LawBroken(Exception):
    """A law cannot go on after what it found; the problem is noted already."""


class Fixture(Seeder):
    """One run of one law: what exists, what is asked, and what is wrong with the answers."""

    def __init__(self, contract: Contract, world: LawWorld, rule: str) -> None:
        super().__init__(contract, world)
        self.problems: list[Problem] = []
        self._rule = rule
        self._seen_resources: set[tuple[str, str]] = set()

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
            if second.status in UNENTITLED and self._is_refused(action, id, answer, second):
                raise Undecided(f"who may {action.name or action.id} is not documented")
            sent, answer = (own, second) if second.is_success else (sent, answer)
        reply = Reply(sent, answer, action.id)
        if wanted:
            if answer.status not in wanted:
                self.stop(reply, f"answers {answer.status}, not {wanted[0]}", wanted[0])
            return reply
        good = {t.response.status for t in action.transactions if not t.response.is_error}
        if answer.status not in good:
            self._require_decided(action, id, data, reply)
            detail = f" ({reply.errors})" if reply.errors else ""
            self.stop(reply, f"answers {answer.status}{detail}", min(good))
        self._keep_secrets(action, id, data)
        self._seen_resources.add(self._named(action, id))
        for problem in judged(self.contract, action, sent, answer):
            self.note(reply, problem.message, problem.place, problem.expected, problem.seen)
        return reply

    def _require_decided(self, action: Action, id: str, data: Json | Missing, reply: Reply) -> None:
        """Raise Undecided where a refusal may be of values that were made up."""
        status = reply.answer.status
        made = guessed(self.types, data)
        if status in MALFORMED:
            made = made or refused_value(self.types, data, reply.document)
        if 400 <= status < CRASHED and made:
            raise Undecided(f"the server refuses a value made for {made} ({status})")
        if status in GONE and self._may_hide(action, id):
            raise Undecided("the server does not find a resource made with inferred values")

    def created(self, resource: SeededResource) -> None:
        """Remember a resource that the server itself has created."""
        self.seeded_resources[resource.key] = resource
        self._seen_resources.add(resource.key)

    def _named(self, action: Action, id: str) -> tuple[str, str]:
        """Type and id of the resource that an operation's path names."""
        endpoint = action.endpoint
        return (endpoint.parent or endpoint.type) if endpoint else "", id

    def _may_hide(self, action: Action, id: str) -> bool:
        """Whether the server may hide what a path names, by conditions of its own: it has not shown
        it yet, and the values that the state handler made it with are only inferred."""
        named = self._named(action, id)
        owner = self.types.get(named[0])
        if named in self._seen_resources or owner is None:
            return False
        return not has_schema(owner.type)

    def _is_refused(self, action: Action, id: str, *answers: Answer) -> bool:
        """Whether the answers refuse whoever asks. A write that does not find what the server has
        shown does; of another 404 that is not known."""
        is_shown = action.method != "GET" and self._named(action, id) in self._seen_resources
        return is_shown or all(answer.status in (401, 403) for answer in answers)

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
            self.stop(
                reply, f"a link leads to this address, which answers {reply.answer.status}", 200
            )
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
            user = self.user().id if by_owner else self._caller(action, id, admin)
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
        raise LawBroken(message)

    def expect(
        self, reply: Reply, good: bool, message: str, place: str, wanted: Any, seen: Any
    ) -> bool:
        """Note a problem unless ``good``; returns ``good``."""
        if not good:
            self.note(reply, message, place, wanted, seen)
        return good
