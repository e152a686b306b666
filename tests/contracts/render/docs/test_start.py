"""Where a reader begins: a first request that works, and signing in."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from contracts.build.anchors import Addresses
from contracts.build.schemas import schema_of
from contracts.model import Access, Action, Contract, Member, Parameter, Schema
from contracts.render.docs import render
from contracts.render.docs.start import SigningIn, first_request, sign_in
from contracts.render.openapi import document
from tests.contracts.blueprints import contract as written
from tests.contracts.factories import action, contract, transaction


def signing_in(found: Contract) -> SigningIn | None:
    return sign_in(found, Addresses.of(found))


ID = Parameter("id", "id", "path", required=True, example="1")
TOKEN = (("Authorization", "Bearer x"),)


@pytest.mark.parametrize(
    ("actions", "wanted"),
    [
        ((action(transaction(), name="list"),), "list"),
        ((action(transaction(method="POST"), name="make", method="POST"),), None),
        ((action(transaction(headers=TOKEN), name="mine"),), None),
        ((action(transaction(), name="theirs", access=Access.ADMIN),), None),
        ((action(transaction(404), name="none"),), None),
        ((action(transaction(), transaction(403), name="mine"),), None),
        ((action(transaction(), transaction(403), name="all", access=Access.PUBLIC),), "all"),
        ((action(transaction(), name="one", template="/a/{id}"),), None),
        ((action(transaction(), name="one", template="/a/{id}", parameters=(ID,)),), "one"),
        (
            (
                action(transaction(), name="one", template="/a/{id}", parameters=(ID,)),
                action(transaction(headers=TOKEN), transaction(), name="list"),
            ),
            "list",
        ),
    ],
)
def test_the_first_request_needs_nothing(actions: tuple[Action, ...], wanted: str | None) -> None:
    found = first_request(contract(*actions))
    assert (found[0].name if found else None) == wanted


@pytest.mark.parametrize(
    ("sends", "answers", "expected"),
    [
        ({"email": "a", "password": "b"}, {"access_token": "c"}, True),
        ({"data": {"attributes": {"password": "b"}}}, {"data": {"token": "c"}}, True),
        ({"email": "a"}, {"access_token": "c"}, False),
        ({"password": "a"}, {"id": "c"}, False),
    ],
)
def test_signing_in_takes_a_password_and_answers_a_token(
    sends: dict[str, object], answers: dict[str, object], expected: bool
) -> None:
    asked = transaction(200, method="POST", sends=sends, answers=answers)  # type: ignore[arg-type]
    found = signing_in(contract(action(asked, name="enter", method="POST")))
    assert (found is not None) is expected


def test_a_form_signs_in_too() -> None:
    asked = transaction(200, method="POST", sends={}, answers={"token": "t"})
    form = replace(asked.request, body="grant_type=password&username=a&password=b")
    found = action(replace(asked, request=form), name="enter", method="POST")
    sign = signing_in(contract(found))
    assert sign is not None
    assert sign.action == found


@pytest.mark.parametrize(
    ("description", "place"),
    [
        ("# Requests\n\n# Signing in\n\nSend it.", "Signing in"),
        ("## API keys", "API keys"),
        ("## Authentication and errors", "Authentication and errors"),
        ("## OAuth 2.0", "OAuth 2.0"),
        ("## Authors\n\n## Blogging in public", None),
    ],
)
def test_where_signing_in_is_described_is_known_by_its_heading(
    description: str, place: str | None
) -> None:
    found = signing_in(contract(action(transaction()), description=description))
    assert (found.place.title if found and found.place else None) == place


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        (TOKEN, ("Authorization: Bearer …",)),
        ((("Authorization", "<token>"),), ("Authorization: …",)),
        ((("X-Api-Key", "abc"), ("Accept", "text/plain")), ("X-Api-Key: …",)),
        ((("X-A-Key", "a"), ("X-B-Key", "b"), ("X-C-Key", "c"), ("X-D-Key", "d")), None),
        ((("Cookie", "a=b"),), None),
    ],
)
def test_what_requests_send_is_shown_without_the_secret(
    headers: tuple[tuple[str, str], ...], sent: tuple[str, ...] | None
) -> None:
    found = signing_in(contract(action(transaction(headers=headers))))
    assert (found.sent if found else None) == sent


def test_the_page_begins_with_them() -> None:
    made = contract(
        action(transaction(), name="list"), host="https://a.example", metadata=(("VERSION", "2"),)
    )
    html = render(made)["index.html"]
    start = html.split('<dl class="start">')[1].split("</dl>")[0]
    assert "https://a.example</code>" in start
    assert "<dd>2</dd>" in start
    assert 'href="#list"' in start
    assert "curl https://a.example/things" in start


def test_what_is_deprecated_says_so_in_the_page_and_in_openapi() -> None:
    old = Parameter("old", "old", "query", description="Deprecated: use `new`.")
    life = "**Deprecated:** use the other."
    found = contract(
        action(transaction(), name="list", description=life, parameters=(old,)),
        action(
            transaction(uri="/b"), template="/b", name="plan", description="**Not implemented**"
        ),
    )
    html = render(found)["index.html"]
    assert '<p class="life">deprecated</p>' in html
    assert '<span class="note life">deprecated</span>' in html
    assert '<p class="life">not yet implemented</p>' in html
    paths = document(found)["paths"]
    assert paths["/things"]["get"]["deprecated"] is True
    assert paths["/things"]["get"]["parameters"][0]["deprecated"] is True
    assert paths["/b"]["get"]["x-implemented"] is False
    assert "deprecated" not in paths["/b"]["get"]


def test_a_deprecated_member_says_so_in_the_page_and_in_the_schemas() -> None:
    members = (
        Member("old", Schema("string"), description="Deprecated: use `new`."),
        Member("new", Schema("string"), description="Not deprecated: use it."),
    )
    found = contract(action(transaction(answers=Schema("object", members=members)), name="list"))
    assert '<span class="note">deprecated</span>' in render(found)["index.html"]
    properties = schema_of(Schema("object", members=members))["properties"]
    assert properties["old"]["deprecated"] is True
    assert "deprecated" not in properties["new"]
    assert '"deprecated": true' in json.dumps(document(found))


WRITTEN = """FORMAT: 1A

# API

## Pets [/pets]

### Create Pet [POST]
Makes one.

+ Request (application/json)
    + Body

            {"name": "Rex"}

    + Schema

            {"type": "object", "properties": {"name": {"type": "string"}, "owner":
             {"type": "object", "properties": {"tag": {"type": "string", "deprecated": true}}}}}

+ Response 204
"""


def test_what_a_written_schema_deprecates_is_shown_above_it_and_in_openapi() -> None:
    found = written(WRITTEN)
    assert '<p class="life">deprecated: <code>owner.tag</code></p>' in render(found)["index.html"]
    assert '"deprecated": true' in json.dumps(document(found))
    current = written(WRITTEN.replace(', "deprecated": true', ""))
    assert "deprecated: <code>" not in render(current)["index.html"]


def test_attributes_of_a_written_schema_are_deprecated_in_their_type() -> None:
    resource = (
        '{"type": "object", "properties": {"data": {"type": "object", "properties": {"type": '
        '{"const": "pets"}, "id": {"type": "string"}, "attributes": {"type": "object", '
        '"properties": {"tag": {"type": "string", "deprecated": true}}}}}}}'
    )
    text = f"""FORMAT: 1A

# API

## Pet [/pets/{{id}}]

+ Parameters
    + id: `1` (string, required)

### Get Pet [GET]
Reads one.

+ Response 200 (application/vnd.api+json)
    + Body

            {{"data": {{"type": "pets", "id": "1", "attributes": {{"tag": "a"}}}}}}

    + Schema

            {resource}
"""
    html = render(written(text))["index.html"]
    tag = html[html.index('id="resource.pets.tag"') :]
    assert '<span class="note">deprecated</span>' in tag[: tag.index("</li>")]


@pytest.mark.parametrize(
    ("requests", "together"),
    [
        (((("X-A-Key", "a"), ("X-B-Token", "b")),), True),
        (((("X-A-Key", "a"),), (("X-B-Token", "b"),)), False),
    ],
)
def test_credentials_of_one_request_belong_together(
    requests: tuple[tuple[tuple[str, str], ...], ...], together: bool
) -> None:
    found = contract(action(*(transaction(headers=headers) for headers in requests)))
    assert getattr(signing_in(found), "together", None) is together
    assert (
        f"<code>X-A-Key: …</code>{' and ' if together else ' or '}<code>"
        in render(found)["index.html"]
    )


@pytest.mark.parametrize(
    ("template", "is_required", "uri"),
    [
        ("/things{?page,sort}", False, "/things"),
        ("/things{?page,sort}", True, "/things?page=2"),
        ("/things?kind=new{&page}", False, "/things?page=2"),
    ],
)
def test_the_first_request_has_no_query_that_it_can_do_without(
    template: str, is_required: bool, uri: str
) -> None:
    page = Parameter("page", "page", "query", required=is_required, example="2")
    listing = action(transaction(uri="/things?page=2"), template=template, parameters=(page,))
    found = first_request(contract(listing))
    assert found is not None
    assert found[1].request.uri == uri
