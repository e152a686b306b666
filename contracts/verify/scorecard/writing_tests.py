"""Tests of statements about writes of resources (JSON:API 1.0, "Creating Resources",
"Updating Resources" and "Deleting Resources").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from contracts.model import header
from contracts.text.documents import as_object
from contracts.text.json_values import same_address
from contracts.verify.scorecard.conditions import (
    CREATE,
    DELETE,
    LINKAGE,
    LOOKED_AT,
    UPDATE,
    ScoreTest,
    any_of,
    is_operation,
    meta_alone,
    not_meta_alone,
    refused,
    status_is,
    wrong,
)
from contracts.verify.scorecard.observed import EARLY, ObservedExchange
from contracts.verify.strict.resources import (
    href,
)


def _sends_id(seen: ObservedExchange) -> bool:
    return "id" in as_object(seen.sent_data)


def _created(seen: ObservedExchange) -> bool:
    return is_operation(seen, [CREATE], "POST") and seen.succeeded


def _created_status(seen: ObservedExchange) -> str | None:
    if not _created(seen) or _sends_id(seen) or seen.status == 202:
        return None
    return wrong(seen.status != 201, f"the status is {seen.status}")


def _created_with_id(seen: ObservedExchange) -> str | None:
    if not _created(seen) or not _sends_id(seen) or seen.status == 202:
        return None
    return wrong(seen.status not in (201, 204), f"the status is {seen.status}")


def _location(seen: ObservedExchange) -> str | None:
    if not _created(seen) or seen.status != 201:
        return None
    return wrong(not header(seen.answer.headers, "Location"), "201 without Location")


def _created_document(seen: ObservedExchange) -> str | None:
    if not _created(seen) or seen.status != 201:
        return None
    sent = as_object(seen.sent_data).get("type")
    good = as_object(seen.top.get("data")).get("type", "") == sent
    return wrong(not good, "201 without the new resource")


def _created_self(seen: ObservedExchange) -> str | None:
    location = header(seen.answer.headers, "Location")
    own = href(as_object(as_object(seen.top.get("data")).get("links")).get("self"))
    if not _created(seen) or seen.status != 201 or not location or not own:
        return None
    return wrong(not same_address(location, own), f"Location is {location}, links.self is {own}")


def _id_refused(seen: ObservedExchange) -> str | None:
    """A refusal that is about the id of a creation is 403, or 409 for one that exists."""
    if not is_operation(seen, [CREATE], "POST") or not _sends_id(seen) or not seen.answer.is_error:
        return None
    if not seen.points_at("/data/id"):
        return None
    return wrong(seen.status not in (403, 409), f"the status is {seen.status} for a client's id")


def _wrong_type(seen: ObservedExchange) -> str | None:
    """A type that the endpoint does not have is 409."""
    endpoint = seen.action.endpoint if seen.action else None
    type_ = as_object(seen.sent_data).get("type")
    if not is_operation(seen, [CREATE], "POST") or endpoint is None or not isinstance(type_, str):
        return None
    if type_ == endpoint.type or not (seen.succeeded or seen.status in LOOKED_AT):
        return None
    return wrong(seen.status != 409, f"the status is {seen.status} for the type {type_!r}")


def _no_match(seen: ObservedExchange) -> str | None:
    """A PATCH of another type or id than the address names is 409."""
    endpoint = seen.action.endpoint if seen.action else None
    data = as_object(seen.sent_data)
    if (
        not is_operation(seen, [UPDATE], "PATCH")
        or endpoint is None
        or not {"type", "id"} <= data.keys()
    ):
        return None
    assert seen.action is not None
    last = seen.sent.uri.partition("?")[0].rsplit("/", 1)[-1]
    owner = seen.contract.resource_type(endpoint.type)
    own = bool(owner and owner.path == seen.action.path)
    differs = data["type"] != endpoint.type or (
        own and isinstance(data["id"], str) and last != data["id"]
    )
    if not differs or not (seen.succeeded or seen.status in LOOKED_AT):
        return None
    return wrong(seen.status != 409, f"the status is {seen.status} for another type or id")


def _conflict_details(seen: ObservedExchange) -> str | None:
    if seen.status != 409 or not seen.has_document:
        return None
    good = any(error.get("detail") or error.get("source") for error in seen.errors)
    return wrong(not good, "409 without details")


def _replacement_refused(seen: ObservedExchange) -> str | None:
    """A refused replacement of a to-many relationship is 403."""
    links = as_object(as_object(seen.sent_data).get("relationships"))
    many = [name for name, v in links.items() if isinstance(as_object(v).get("data"), list)]
    if not is_operation(seen, [UPDATE], "PATCH") or not many or not seen.answer.is_error:
        return None
    if seen.probe is not None:
        # Its members exist, and without them the update succeeded.
        is_other = seen.status in EARLY - {403}
        return None if is_other else wrong(seen.status != 403, f"the status is {seen.status}")
    if not any(seen.points_at(f"/data/relationships/{name}") for name in many):
        return None
    good = seen.status in (403, 404)  # 404 where what is linked does not exist
    return wrong(not good, f"the status is {seen.status}")


def _replaced(seen: ObservedExchange) -> str | None:
    """An update with all members of a to-many relationship succeeds."""
    links = as_object(as_object(seen.sent_data).get("relationships"))
    many = any(isinstance(as_object(v).get("data"), list) for v in links.values())
    return "" if is_operation(seen, [UPDATE], "PATCH") and many and seen.succeeded else None


def _shows_update(seen: ObservedExchange) -> str | None:
    if not is_operation(seen, [UPDATE], "PATCH") or seen.status != 200 or "data" not in seen.top:
        return None
    sent, shown = as_object(seen.sent_data), as_object(seen.top["data"])
    good = (shown.get("type"), shown.get("id")) == (sent.get("type"), sent.get("id"))
    return wrong(not good, "200 shows another resource than the updated one")


def _unknown_member_ignored(seen: ObservedExchange) -> str | None:
    """The probe with an unknown member is not refused."""
    if seen.probe is None or not is_operation(seen, [UPDATE]) or seen.status in EARLY:
        return None
    return wrong(not seen.succeeded, f"the status is {seen.status} for an unknown member")


def _deleted_empty(seen: ObservedExchange) -> str | None:
    if not (is_operation(seen, [DELETE], "DELETE") and seen.succeeded) or seen.answer.body:
        return None
    return wrong(seen.status not in (202, 204), f"the status is {seen.status} without a body")


def _linking(seen: ObservedExchange) -> bool:
    return bool(as_object(as_object(seen.sent_data).get("relationships")))


def _sends(part: str) -> ScoreTest:
    def test(seen: ObservedExchange) -> str | None:
        sent = as_object(as_object(seen.sent_data).get(part))
        return "" if is_operation(seen, [UPDATE]) and sent and seen.succeeded else None

    return test


WRITING_TESTS: Final[Mapping[str, ScoreTest]] = {
    "creates": any_of(CREATE, method="POST"),
    "updates": any_of(UPDATE, method="PATCH"),
    "created-status": _created_status,
    "created-with-id": _created_with_id,
    "created-location": _location,
    "created-document": _created_document,
    "created-self": _created_self,
    "client-id-refused": _id_refused,
    "create-forbidden": any_of(CREATE, method="POST", statuses={403}),
    "create-link-not-found": refused([CREATE], 404, _linking),
    "create-wrong-type": _wrong_type,
    "conflict-details": _conflict_details,
    "create-errors": any_of(CREATE, method="POST", statuses={400, 401, 404, 422}),
    "sends-attributes": _sends("attributes"),
    "sends-relationships": _sends("relationships"),
    "update-status": status_is([UPDATE], {200, 202, 204}, "PATCH"),
    "update-shown": _shows_update,
    "update-meta": meta_alone(UPDATE, ["PATCH"]),
    "update-not-meta": not_meta_alone(UPDATE, ["PATCH"]),
    "update-forbidden": refused([UPDATE, LINKAGE], 403, lambda seen: seen.sent.method != "GET"),
    "update-not-found": refused([UPDATE], 404, lambda seen: not _linking(seen)),
    "update-link-not-found": refused([UPDATE], 404, _linking),
    "update-conflict": any_of(UPDATE, method="PATCH", statuses={409}),
    "update-no-match": _no_match,
    "update-errors": any_of(UPDATE, method="PATCH", statuses={400, 401, 422}),
    "replacement-refused": _replacement_refused,
    "replaced": _replaced,
    "unknown-member-ignored": _unknown_member_ignored,
    "deleted-empty": _deleted_empty,
    "deleted-meta": meta_alone(DELETE, ["DELETE"]),
    "delete-not-found": refused([DELETE], 404),
    "delete-errors": any_of(DELETE, method="DELETE", statuses={400, 401, 403, 409}),
}
