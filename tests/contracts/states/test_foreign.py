"""What blueprints of others need to exist, in the many ways they say it."""

from __future__ import annotations

import json
import re
from textwrap import indent
from typing import Any

import pytest

from contracts.states import ResourceState, State, states
from contracts.states.pages import before
from tests.contracts.blueprints import contract

JSON_API = "application/vnd.api+json"


def resource(path: str, *actions: str) -> str:
    parameters = ""
    for name in [p.split("}")[0] for p in path.split("{")[1:]]:
        for each in name.removeprefix("?").split(","):
            key, _, value = each.partition("=")
            parameters += f"    + `{key}`: `{value or 1}`\n"
    template = path
    for name in [p.split("}")[0] for p in path.split("{")[1:]]:
        template = template.replace(name, ",".join(n.split("=")[0] for n in name.split(",")))
    heading = f"## Resource {path.translate(str.maketrans('{}=?,', '     '))} [{template}]\n"
    return f"{heading}\n+ Parameters\n{parameters}\n" if parameters else f"{heading}\n"


def transaction(
    method: str,
    body: Any = None,
    *,
    status: int = 200,
    sent: Any = None,
    token: str = "",
    media: str = JSON_API,
) -> str:
    text = f"### {method} it [{method}]\n\n"
    if sent is not None or token:
        text += f"+ Request ({media})\n"
        text += f"    + Headers\n\n            Authorization: {token}\n\n" if token else ""
        text += f"    + Body\n\n{indent(json.dumps(sent), ' ' * 12)}\n\n" if sent else ""
    text += f"+ Response {status}" + (f" ({media})" if body is not None else "") + "\n\n"
    return text + (f"{indent(json.dumps(body), ' ' * 8)}\n\n" if body is not None else "")


def derived(*parts: str) -> dict[str, State]:
    return states(contract("FORMAT: 1A\n\n# API\n\n" + "".join(parts)))


def only(*parts: str) -> State:
    """The state of the last transaction."""
    return list(derived(*parts).values())[-1]


def found(state: State, kind: str, id: str = "1") -> ResourceState:
    return next(r for r in state.resources if (r.type, r.id) == (kind, id))


def keys(state: State) -> list[str]:
    return [f"{r.type} {r.id}" for r in state.resources]


def data(kind: str, id: str = "1", **members: Any) -> dict[str, Any]:
    return {"type": kind, "id": id, "attributes": {"name": f"{kind} {id}"}, **members}


def document(item: Any) -> dict[str, Any]:
    return {"data": item}


TAXES = resource("/v1/taxes/{id=4}") + transaction("GET", document(data("tax", "4")))
EVENTS = resource("/v1/events/{id=1}") + transaction("GET", document(data("event")))


def test_a_collection_has_another_spelling_than_its_path() -> None:
    state = only(TAXES, resource("/tax/{id=9}"), transaction("DELETE", status=204))
    assert keys(state) == ["tax 9"]


def test_each_of_several_variables_names_a_resource() -> None:
    link = {"event": {"data": {"type": "event", "id": "1"}}}
    sessions = resource("/v1/sessions/{id=2}")
    sessions += transaction("GET", document(data("session", "2", relationships=link)))
    state = only(
        EVENTS,
        sessions,
        resource("/v1/events/{event_id=7}/sessions/{session_id=3}"),
        transaction("GET", document(data("session", "3"))),
    )
    assert keys(state) == ["event 7", "session 3"]
    assert found(state, "session", "3").relationships == {"event": {"type": "event", "id": "7"}}


def test_to_many_linkage_that_is_shown_exists() -> None:
    tags = {"tags": {"data": [{"type": "tag", "id": "5"}, {"type": "tag", "id": "6"}]}}
    tag = resource("/v1/tags/{id=5}") + transaction("GET", document(data("tag", "5")))
    state = only(
        tag,
        resource("/v1/events/{id=1}"),
        transaction("GET", document(data("event", relationships=tags))),
    )
    assert keys(state) == ["tag 5", "tag 6", "event 1"]
    assert found(state, "event").relationships["tags"] == tags["tags"]["data"]


@pytest.mark.parametrize(("related", "id"), [("/v1/sessions/1/event", "1"), ("/v1/events/8", "8")])
def test_a_relationship_that_shows_links_only_leads_somewhere(related: str, id: str) -> None:
    links = {"event": {"links": {"related": related}}}
    state = only(
        EVENTS,
        resource("/v1/sessions/{id=1}"),
        transaction("GET", document(data("session", relationships=links))),
    )
    assert found(state, "session").relationships == {"event": {"type": "event", "id": id}}
    assert f"event {id}" in keys(state)


def test_a_relationship_that_is_null_stays_null() -> None:
    null = {"event": {"data": None}}
    state = only(
        EVENTS,
        resource("/v1/sessions/{id=1}"),
        transaction("GET", document(data("session", relationships=null))),
    )
    assert found(state, "session").relationships == {"event": None}


def test_an_example_with_another_id_than_the_path_is_about_the_path() -> None:
    update = transaction("PATCH", document(data("tax", "77")), sent=document(data("tax", "4")))
    state = only(TAXES, resource("/v1/taxes/{id=4}"), update)
    assert keys(state) == ["tax 4"]
    # What is sent is different before: as the GET shows it.
    assert found(state, "tax", "4").attributes == {"name": "tax 4"}


@pytest.mark.parametrize("role", ["owner", "creator", "marketer", "event-author"])
def test_roles_are_users(role: str) -> None:
    users = resource("/v1/users/{id=1}") + transaction("GET", document(data("user")))
    links = {role: {"links": {"related": f"/v1/events/1/{role}"}}}
    event = resource("/v1/events/{id=1}")
    event += transaction("GET", document(data("event", relationships=links)))
    read = contract("FORMAT: 1A\n\n# API\n\n" + users + event)
    assert [t.name for t in read.resource_types] == ["user", "event"]
    state = list(states(read).values())[-1]
    assert found(state, "event").relationships == {role: {"type": "user", "id": "1"}}


@pytest.mark.parametrize(("ids", "named"), [("6", ["event 6"]), ("6,7", ["event 6", "event 7"])])
def test_a_list_of_ids_in_the_query_names_resources(ids: str, named: list[str]) -> None:
    listing = f"## Taxes [/v1/taxes?event_ids={ids}]\n\n"
    listing += transaction("GET", document([data("tax", "4")]))
    assert [key for key in keys(only(EVENTS, TAXES, listing)) if "event" in key] == named


def test_what_a_request_repeats_of_a_linked_resource_holds() -> None:
    sent = {
        "type": "tax",
        "attributes": {"name": "vat", "event-name": "Fair"},
        "relationships": {"event": {"data": {"type": "event", "id": "1"}}},
    }
    post = resource("/v1/taxes") + transaction(
        "POST", document(data("tax", "4")), status=201, sent=document(sent)
    )
    assert found(only(EVENTS, TAXES, post), "event").attributes == {"name": "Fair"}


@pytest.mark.parametrize("query", ["event_id", "event-id", "eventId", "filter[event_id]"])
def test_ids_in_the_query_name_resources(query: str) -> None:
    encoded = query.replace("[", "%5B").replace("]", "%5D")
    listing = f"## Taxes [/v1/taxes?{encoded}=6]\n\n" + transaction(
        "GET", document([data("tax", "4")])
    )
    assert "event 6" in keys(only(EVENTS, TAXES, listing))


BODIES = [
    {"poll_id": 3, "text": "no"},
    {"pollId": "3"},
    {"poll": 3},
    {"poll_ids": [3]},
    {"polls": [{"id": 3, "weight": 2}]},
    {"poll": {"id": 3}},
    {"poll": "3"},
    {"data": {"poll_id": 3}},
]


@pytest.mark.parametrize("sent", BODIES)
def test_ids_in_plain_bodies_name_records(sent: dict[str, Any]) -> None:
    plain = "application/json"
    polls = resource("/polls/{id=1}") + transaction("GET", {"id": 1, "text": "?"}, media=plain)
    votes = resource("/votes") + transaction("POST", {"id": 1}, status=201, sent=sent, media=plain)
    assert keys(only(polls, votes)) == ["poll 3"]


PLAIN = [
    ("/polls/{id=3}", {"id": 3, "text": "?"}, [("poll", "3", {"text": "?"})]),
    ("/polls/{poll_id=3}", {"poll": {"id": 3, "a": 1}}, [("poll", "3", {"a": 1})]),
    ("/polls", [{"id": 3, "a": 1}, {"id": 4}], [("poll", "3", {"a": 1}), ("poll", "4", {})]),
    ("/polls", {"polls": [{"id": 3}], "total": 1}, [("poll", "3", {})]),
    ("/api/v1/polls", {"items": [{"url": "/polls/9"}]}, [("poll", "9", {})]),
    ("/polls/1/choices", [{"id": 5}], [("poll", "1", {}), ("choice", "5", {})]),
    ("/users/{username=ada}", {"id": 7}, [("user", "7", {"username": "ada"})]),
    ("/health", {"status": "up"}, []),
    ("/status", {"results": [{"name": "db", "passed": True}]}, []),
]


@pytest.mark.parametrize(("path", "body", "records"), PLAIN, ids=[p[0] for p in PLAIN])
def test_plain_json_shows_records(path: str, body: Any, records: list[Any]) -> None:
    state = only(resource(path), transaction("GET", body, media="application/json"))
    assert [(r.type, r.id, dict(r.attributes)) for r in state.resources] == records


def test_what_a_plain_update_sends_is_different_before() -> None:
    poll = resource("/polls/{id=3}")
    poll += transaction("GET", {"id": 3, "text": "old", "open": True}, media="application/json")
    poll += transaction(
        "PUT",
        {"id": 3, "text": "new", "open": True},
        sent={"text": "new"},
        media="application/json",
    )
    assert found(only(poll), "poll", "3").attributes == {"text": "old", "open": True}


def user(id: str, **attributes: Any) -> dict[str, Any]:
    return {"type": "user", "id": id, "attributes": {"name": "x", **attributes}}


ADMINS = [user("1", **{"is-admin": False}), user("2", **{"is-admin": True})]


def test_a_list_that_needs_an_administrator_gets_the_documented_one() -> None:
    state = only(resource("/v1/users"), transaction("GET", document(ADMINS), token="JWT <Key>"))
    assert state.token is not None
    assert (state.token.user, state.token.role) == ("2", "admin")


def test_who_is_shown_by_a_path_of_ones_own_asks() -> None:
    people = resource("/v1/users") + transaction("GET", document(ADMINS))
    own = resource("/v1/users/me") + transaction("GET", document(ADMINS[0]), token="JWT <Key>")
    state = only(people, own)
    assert state.token is not None
    assert state.token.user == "1"


def test_who_is_deleted_does_not_sign_in() -> None:
    gone = user("1", **{"is-admin": False, "deleted-at": "2020-01-01T00:00:00Z"})
    state = only(
        resource("/v1/users/{id=1}"), transaction("GET", document(gone), token="JWT <Key>")
    )
    assert state.token is not None
    assert state.token.user != "1"
    assert found(state, "user", state.token.user).attributes == {"is-admin": True}


PAGES = [
    ("", ["7", "8", "9"], ["tax 9", "tax 9", "tax 9"]),
    ("&sort=name", ["10", "11", "9"], ["0199 tax 9", "0200 tax 9", "tax 9"]),
    ("&sort=-name", ["10", "11", "9"], ["zz002 tax 9", "zz001 tax 9", "tax 9"]),
]


@pytest.mark.parametrize(("sort", "ids", "names"), PAGES)
def test_earlier_pages_come_before_what_is_documented(
    sort: str, ids: list[str], names: list[str]
) -> None:
    """By id where nothing sorts, by what sorts where something does."""
    listing = f"## Taxes [/v1/taxes?page%5Bnumber%5D=2&page%5Bsize%5D=2{sort}]\n\n"
    state = only(TAXES, listing, transaction("GET", document([data("tax", "9")])))
    in_order = sorted(state.resources, key=lambda r: ids.index(r.id))
    assert [r.id for r in in_order] == ids
    assert [r.attributes["name"] for r in in_order] == names


FORMS = [
    ("ada@example.org", r"[^ @]+@example\.org"),
    ("https://example.org/a", r"https://[^ ]+example\.org/a"),
    ("a-slug", r"[\w-]+"),
]


@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize(("value", "form"), FORMS)
def test_values_before_another_keep_its_form(value: str, form: str, is_descending: bool) -> None:
    assert re.fullmatch(form, before(value, 1, is_descending))


BEFORE = [
    ("Berlin", False),
    ("ada@example.org", False),
    ("https://example.org/a", True),
    ("Berlin", True),
    (5, False),
    (5.5, True),
    ("2020-01-31T10:00:00Z", False),
    ("2020-01-31", True),
]


@pytest.mark.parametrize(("value", "is_descending"), BEFORE)
def test_values_before_another_are_in_order_and_differ(value: Any, is_descending: bool) -> None:
    values = [before(value, steps, is_descending) for steps in (3, 2, 1)]
    assert sorted([*values, value], reverse=is_descending) == [*values, value]
    assert len({*values, value}) == 4


PEOPLE = resource("/v1/users/{id=2}") + transaction(
    "GET", document(user("2", email="ada@example.org", **{"is-verified": False}))
)


@pytest.mark.parametrize("envelope", [lambda sent: sent, lambda sent: {"data": sent}])
def test_an_address_in_a_plain_body_names_the_user_who_has_it(envelope: Any) -> None:
    sent = envelope({"email": "ada@example.org"})
    reset = resource("/v1/auth/reset") + transaction(
        "POST", {"message": "sent"}, sent=sent, media="application/json"
    )
    assert found(only(PEOPLE, reset), "user", "2").attributes["email"] == "ada@example.org"


@pytest.mark.parametrize("names", [("password", "email"), ("email", "password")])
def test_the_password_that_is_changed_is_that_of_who_signed_in(names: tuple[str, ...]) -> None:
    made = {"type": "user", "attributes": dict.fromkeys(names, "x")}
    creation = resource("/v1/users") + transaction(
        "POST", document(user("2")), status=201, sent=document(made)
    )
    change = resource("/v1/auth/change-password") + transaction(
        "POST",
        {"message": "changed"},
        sent={"old-password": "then", "new-password": "now"},
        token="JWT <Key>",
        media="application/json",
    )
    state = only(creation, change)
    assert state.token is not None
    wanted = found(state, "user", state.token.user).attributes
    assert (wanted["password"], wanted.get("email")) == ("then", None)


def test_who_proves_the_present_password_has_it() -> None:
    changed = {**document(user("1", password="new")), "meta": {"current-password": "old"}}
    shown = resource("/v1/users/{id=1}") + transaction("GET", document(user("1", email="e")))
    state = only(
        shown, resource("/v1/users/{id=1}"), transaction("PATCH", document(user("1")), sent=changed)
    )
    assert found(state, "user").attributes["password"] == "old"


def test_the_present_password_is_the_attribute_that_login_sends_in_another_spelling() -> None:
    login = resource("/v1/login") + transaction(
        "POST",
        {"token": "ey"},
        sent={"email": "e", "Password": "old"},
        media="application/json",
    )
    shown = resource("/v1/users/{id=1}") + transaction("GET", document(user("1", email="e")))
    made = {"type": "user", "attributes": {"email": "e", "password": "old"}}
    creation = resource("/v1/users") + transaction(
        "POST", document(user("1", email="e")), status=201, sent=document(made)
    )
    sent = {"old-password": "then", "new-password": "now"}
    change = resource("/v1/auth/change") + transaction(
        "POST", {"message": "ok"}, sent=sent, token="JWT <Key>", media="application/json"
    )
    state = only(login, creation, shown, change)
    assert state.token is not None
    assert found(state, "user", state.token.user).attributes["password"] == "then"


def test_who_signs_in_in_plain_json_is_the_user_with_the_address_that_is_sent() -> None:
    people = [{"id": 1, "email": "ada@example.org"}, {"id": 2, "email": "bob@example.org"}]
    users = resource("/users") + transaction("GET", people, media="application/json")
    sent = {"email": "bob@example.org", "password": "x"}
    login = resource("/login") + transaction(
        "POST", {"token": "ey"}, sent=sent, media="application/json"
    )
    state = only(users, login)
    assert [(r.type, r.id, r.attributes["password"]) for r in state.resources] == [
        ("user", "2", "x")
    ]


def test_two_resources_keep_natural_keys_that_differ() -> None:
    shown = [
        {"type": "country", "id": str(number), "attributes": {"code": code, "name": "x"}}
        for number, code in enumerate(("DE", "NL", "NL"), 1)
    ]
    reads = resource("/countries/{code=DE}") + transaction("GET", document(shown[0]))
    lists = resource("/countries") + transaction("GET", document(shown))
    codes = {r.id: r.attributes.get("code") for r in only(reads, lists).resources}
    assert codes == {"1": "DE", "2": "NL", "3": None}


def test_whoever_signs_in_may() -> None:
    state = only(PEOPLE, resource("/v1/ping") + transaction("GET", {}, token="JWT <Key>"))
    assert state.token is not None
    assert found(state, "user", state.token.user).attributes["is-verified"] is True


def test_two_that_show_links_to_one_type_belong_together() -> None:
    event = {"event": {"links": {"related": "/v1/x/1/event"}}}
    shown = [
        resource(f"/v1/{kind}s/{{id=1}}")
        + transaction("GET", document(data(kind, relationships=event)))
        for kind in ("session", "attendee")
    ]
    sent = {"session": {"data": {"type": "session", "id": "1"}}}
    sent |= {"attendee": {"data": {"type": "attendee", "id": "1"}}}
    check_in = {"type": "check-in", "relationships": sent}
    state = only(
        EVENTS,
        *shown,
        resource("/v1/check-ins"),
        transaction("POST", document({**check_in, "id": "1"}), status=201, sent=document(check_in)),
    )
    assert found(state, "session").relationships == {"event": {"type": "event", "id": "1"}}
    assert found(state, "attendee").relationships == {"event": {"type": "event", "id": "1"}}


def test_an_attribute_that_ends_in_id_names_no_resource() -> None:
    sent = {"type": "tax", "attributes": {"tax-id": "123", "name": "x"}}
    create = transaction("POST", document(data("tax", "4")), status=201, sent=document(sent))
    assert keys(only(TAXES, resource("/v1/taxes"), create)) == []


def test_what_fills_earlier_pages_may_be_left_out() -> None:
    listing = "## Taxes [/v1/taxes?page%5Bnumber%5D=2&page%5Bsize%5D=2]\n\n"
    state = only(TAXES, listing, transaction("GET", document([data("tax", "9")])))
    assert {r.id: r.guessed for r in state.resources} == {"7": True, "8": True, "9": False}


def test_of_two_that_are_one_to_one_the_shown_one_is_linked() -> None:
    """An event shows a link to tax 2, and its tax is documented to be tax 1."""
    link = {"tax": {"links": {"related": "/v1/taxes/2"}}}
    back = {"event": {"data": {"type": "event", "id": "1"}}}
    tax = transaction("GET", document(data("tax", relationships=back)))
    event = transaction("GET", document(data("event", relationships=link)))
    state = only(
        resource("/v1/events/{id=1}") + event,
        resource("/v1/taxes/{id=1}") + tax,
        resource("/v1/events/{id=1}/tax") + tax,
    )
    assert found(state, "event").relationships == {"tax": {"type": "tax", "id": "1"}}
    others = [r for r in state.resources if r.type == "tax" and r.id != "1"]
    assert [r.relationships for r in others if r.relationships] == []


DATES = {
    "starts-at": "2016-12-13T23:59:59+00:00",
    "ends-at": "2016-12-14",
    "valid-from": "2098-06-18T18:30:00Z",
    "validUntil": "2098-06-24 18:30",
    "created-at": "2017-06-26T15:22:37+00:00",
    "sales-text": "until 2016",
    "is-active": False,
    "is-sponsors-enabled": False,
    "is-hidden": False,
    "name": "x",
}
FAIRS = resource("/v1/fairs/{id=1}") + transaction(
    "GET", document({"type": "fair", "id": "1", "attributes": DATES})
)
TO_FAIR = {"fair": {"data": {"type": "fair", "id": "1"}}}
STAND = {"type": "stand", "attributes": {"name": "a"}, "relationships": TO_FAIR}


def stand_created(status: int = 201, included: Any = None) -> str:
    shown = {"data": {**STAND, "id": "1"}, **({"included": included} if included else {})}
    body = shown if status < 400 else {"errors": []}
    sent = {"data": STAND}
    return resource("/v1/stands") + transaction("POST", body, status=status, sent=sent)


def test_what_a_request_requires_and_no_response_shows_is_open_and_enabled() -> None:
    assert found(only(FAIRS, stand_created()), "fair").attributes == DATES | {
        "ends-at": "2099-12-31",
        "valid-from": "2001-01-01T18:30:00Z",
        "validUntil": "2099-12-31 18:30",
        "is-active": True,
        "is-sponsors-enabled": True,
    }


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(FAIRS, id="shown"),
        pytest.param(stand_created(included=[data("fair")]), id="of a type that is shown"),
        pytest.param(stand_created(409), id="a refusal"),
        pytest.param(
            resource("/v1/fairs/{id=1}") + transaction("DELETE", {"meta": {}}), id="deleted"
        ),
    ],
)
def test_what_is_shown_or_refused_keeps_its_documented_dates(last: str) -> None:
    attributes = found(only(*([FAIRS] if last != FAIRS else []), last), "fair").attributes
    assert attributes["ends-at"] == "2016-12-14"
    assert attributes["is-active"] is False


def test_a_date_that_the_query_asks_for_stays() -> None:
    query = "?ends-at=2016-12-14&fair_id=1"
    state = only(FAIRS, f"## Stands [/v1/fair-stands{query}]\n\n", transaction("GET", {"a": 1}))
    assert found(state, "fair").attributes["ends-at"] == "2016-12-14"


def test_what_a_plain_request_names_together_is_linked_where_many_are_to_many() -> None:
    codes = {"codes": {"data": [{"type": "code", "id": "7"}]}}
    tickets = {"tickets": {"data": [{"type": "ticket", "id": "8"}]}}
    shown = (
        resource("/v1/codes/{id=7}")
        + transaction("GET", document(data("code", "7", relationships=tickets)))
        + resource("/v1/tickets/{id=8}")
        + transaction("GET", document(data("ticket", "8", relationships=codes)))
    )
    sent = {"code_id": "1", "tickets": [{"id": 2, "quantity": 1}, {"id": 3}]}
    media = "application/json"
    order = resource("/v1/order") + transaction("POST", {"total": 1}, sent=sent, media=media)
    state = only(shown, order)
    links = [found(state, "code").relationships.get("tickets")]
    links += [found(state, "ticket", id).relationships.get("codes") for id in ("2", "3")]
    code = [{"type": "code", "id": "1"}]
    both = [{"type": "ticket", "id": "2"}, {"type": "ticket", "id": "3"}]
    assert links in ([both, None, None], [None, code, code]), links
