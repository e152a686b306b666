"""Records that a transaction in plain JSON requires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.build.identity.ownership import plain_identity_type
from contracts.build.infer.paths import words_of
from contracts.model import Action, Contract, Transaction
from contracts.states.documented_resources import ResourceState
from contracts.states.order import Key
from contracts.states.plain import (
    Collection,
    ShownRecord,
    collections,
    is_plain,
    is_sign_in,
    records,
    secrets_of,
)
from contracts.states.world import World
from contracts.text.payloads import json_of


def plain_samples(contract: Contract) -> dict[Key, ResourceState]:
    """Every record that a successful GET shows, by type and id; a single one has most members."""
    samples: dict[Key, ResourceState] = {}
    for alone in (True, False):
        for action in contract.actions():
            for transaction in action.transactions:
                reads = action.method == "GET" and not transaction.response.is_error
                is_shown = reads and is_plain(action, transaction)
                along = collections(action, transaction) if is_shown else ()
                if along and bool(along[-1].id) is alone:
                    for shown in records(action, transaction):
                        if shown.id:
                            state = ResourceState(shown.type, shown.id, shown.attributes)
                            samples.setdefault((shown.type, shown.id), state)
    return samples


def seed_plain(world: World, action: Action, transaction: Transaction) -> ResourceState | None:
    """Want the records of the path and of the response; returns the one the path names."""
    status = transaction.response.status
    if is_sign_in(action):
        return _sign_in(world, transaction, status)
    along = collections(action, transaction)
    subject: ResourceState | None = None
    links: dict[str, Any] = {}
    for each in along:
        if each.id:
            subject = _want_named(world, each, links) or subject
            links = {each.type: {"type": each.type, "id": subject.id}} if subject else {}
    creates = action.method == "POST" and bool(along) and not along[-1].id
    if creates:
        if status == 409:
            _twin(world, along[-1], transaction, links)
        return subject
    if not transaction.response.is_error:
        for shown in records(action, transaction):
            _want_shown(world, action, transaction, shown, subject, along[-1], links)
    return subject


def _want_named(world: World, named: Collection, links: Mapping[str, Any]) -> ResourceState | None:
    """The record that the path names: by its id, or by another attribute."""
    if not named.key:
        return world.want(named.type, named.id, None, links)
    wanted = words_of(named.key)
    for sample in world.samples.values():
        shown = {words_of(name): value for name, value in sample.attributes.items()}
        if sample.type == named.type and str(shown.get(wanted)) == named.id:
            return world.want(named.type, sample.id, None, links)
    id = next((i for kind, i in world.wanted if kind == named.type), "1")
    return world.want(named.type, id, {named.key: named.id}, links)


def _want_shown(
    world: World,
    action: Action,
    transaction: Transaction,
    shown: ShownRecord,
    subject: ResourceState | None,
    last: Collection,
    links: Mapping[str, Any],
) -> None:
    """A shown record; what an update sends is different before it, as far as that is known."""
    attributes = dict(shown.attributes)
    if action.method in ("PUT", "PATCH"):
        sent = json_of(transaction.request.body)
        names = sent.keys() if isinstance(sent, dict) else ()
        attributes = {n: value for n, value in attributes.items() if n not in names}
    if last.id and subject is not None:
        world.want(subject.type, subject.id, attributes)
    elif shown.id:
        world.want(shown.type, shown.id, attributes, links)


def _twin(
    world: World, last: Collection, transaction: Transaction, links: Mapping[str, Any]
) -> None:
    """A record equal to the one sent, so that sending it is a conflict."""
    sent = json_of(transaction.request.body)
    if isinstance(sent, dict):
        world.want(last.type, world.free_id(last.type), sent, links)


def _sign_in(world: World, transaction: Transaction, status: int) -> ResourceState | None:
    """The user whose secret is sent; another secret where it is to be refused."""
    sent = json_of(transaction.request.body)
    secrets = secrets_of(sent)
    if not secrets or status not in (200, 201, 202, 204, 401, 403):
        return None
    public = {n: v for n, v in sent.items() if n not in secrets and not isinstance(v, dict | list)}
    kind = plain_identity_type(world.plain, world.contract.conventions)
    known = next((s for s in world.samples.values() if s.type == kind and _agree(s, public)), None)
    if transaction.response.is_error and known is None:
        return None
    hidden = {
        n: sent[n] if not transaction.response.is_error else f"not {sent[n]}" for n in secrets
    }
    return world.want(kind, known.id if known else "1", {**public, **hidden})


def _agree(sample: ResourceState, public: Mapping[str, Any]) -> bool:
    return bool(public) and any(sample.attributes.get(n) == v for n, v in public.items())
