"""RFC 9110's rules of conditional (13) and range (14) requests, one table with section numbers.

Rows ask a JSON:API resource (a FAQ), which has no parts, and an image, which has. In headers,
``{tag}`` is the entity tag of what is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.images import image_store
from tests.server import pictures
from tests.server.conftest import JsonApiClient, World, resource

IMAGE: Final = pictures.png()
LENGTH: Final = len(IMAGE)
CHANGE: Final = resource("faq", {"answer": "Changed."}, id_="1")
LONG_AGO, LATER = "Mon, 01 Jan 1990 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"


@dataclass(frozen=True)
class Rule:
    """A rule, a request it is about, and the answer: a status and bytes of the image, if any."""

    section: str
    says: str
    request: str
    sent: dict[str, str]
    status: int
    part: tuple[int, int] | None = None
    headers: dict[str, str] = field(default_factory=dict)


def precondition(section: str, says: str, request: str, status: int, **sent: str) -> Rule:
    """A row about fields of preconditions (``If_Match`` is ``If-Match``)."""
    return Rule(section, says, request, _fields(sent), status)


def ranged(
    section: str,
    says: str,
    range_: str,
    status: int,
    part: tuple[int, int] | None = None,
    request: str = "GET image",
    headers: dict[str, str] | None = None,
    **sent: str,
) -> Rule:
    """A row about ``Range``."""
    return Rule(
        section, says, request, {"Range": range_, **_fields(sent)}, status, part, headers or {}
    )


def _fields(sent: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in sent.items()}


WHOLE: Final = (0, LENGTH)
RULES: Final = (
    precondition("13.1.1", "* is true for what exists", "PATCH faq", 200, If_Match="*"),
    precondition("13.1.1", "a tag of the list is true", "PATCH faq", 200, If_Match='"x", {tag}'),
    precondition("13.1.1", "no tag of the list is false", "PATCH faq", 412, If_Match='"x", "y"'),
    precondition("13.1.1", "comparison is strong", "PATCH faq", 412, If_Match="W/{tag}"),
    precondition("13.1.1", "it may be used with GET", "GET image", 412, If_Match='"x"'),
    precondition("13.1.2", "* is false for what exists", "GET faq", 304, If_None_Match="*"),
    precondition(
        "13.1.2", "a tag of the list is false", "GET faq", 304, If_None_Match='"x", {tag}'
    ),
    precondition("13.1.2", "comparison is weak", "GET faq", 304, If_None_Match="W/{tag}"),
    precondition("13.1.2", "HEAD is 304 as well", "HEAD faq", 304, If_None_Match="{tag}"),
    precondition("13.1.2", "other methods are 412", "PATCH faq", 412, If_None_Match="*"),
    precondition("13.1.2", "with them as well", "PATCH faq", 412, If_None_Match="W/{tag}"),
    precondition("13.1.2", "no tag of the list is true", "PATCH faq", 200, If_None_Match='"x"'),
    precondition("13.1.2", "no tag of the list is true", "GET faq", 200, If_None_Match='"x"'),
    precondition("13.1.2", "of an image", "GET image", 304, If_None_Match="{tag}"),
    precondition(
        "13.1.3",
        "ignored beside If-None-Match",
        *("GET faq", 200),
        If_None_Match='"x"',
        If_Modified_Since=LATER,
    ),
    precondition(
        "13.1.3", "ignored without a date of change", "GET faq", 200, If_Modified_Since=LATER
    ),
    precondition("13.1.3", "ignored where no date", "GET image", 200, If_Modified_Since="x"),
    precondition("13.1.3", "ignored with other methods", "PATCH faq", 200, If_Modified_Since=LATER),
    precondition(
        "13.1.4",
        "ignored beside If-Match",
        *("PATCH faq", 200),
        If_Match="{tag}",
        If_Unmodified_Since=LONG_AGO,
    ),
    precondition(
        "13.1.4", "ignored without a date of change", "PATCH faq", 200, If_Unmodified_Since=LONG_AGO
    ),
    precondition("13.1.4", "ignored where no date", "PATCH faq", 200, If_Unmodified_Since="x"),
    ranged("13.1.5", "the same tag: the part", "bytes=0-3", 206, (0, 4), If_Range="{tag}"),
    ranged("13.1.5", "another tag: everything", "bytes=0-3", 200, WHOLE, If_Range='"x"'),
    ranged("13.1.5", "comparison is strong", "bytes=0-3", 200, WHOLE, If_Range="W/{tag}"),
    ranged("13.1.5", "a date that is none's: everything", "bytes=0-3", 200, WHOLE, If_Range=LATER),
    Rule("13.1.5", "ignored without Range", "GET image", {"If-Range": '"x"'}, 200, WHOLE),
    precondition("13.2.1", "ignored where 404 comes first", "GET missing", 404, If_Match='"x"'),
    precondition("13.2.1", "ignored where 404 comes first", "PATCH missing", 404, If_Match='"x"'),
    precondition(
        "13.2.1", "ignored where 401 comes first", "PATCH faq unsigned", 401, If_Match='"x"'
    ),
    precondition("13.2.1", "ignored with OPTIONS", "OPTIONS faq", 200, If_Match='"x"'),
    precondition(
        "13.2.2",
        "If-Match goes before If-None-Match",
        *("GET image", 412),
        If_Match='"x"',
        If_None_Match="*",
    ),
    precondition(
        "13.2.2",
        "If-None-Match is looked at when If-Match is true",
        *("GET image", 304),
        If_Match="{tag}",
        If_None_Match="{tag}",
    ),
    ranged("13.2.2", "304 goes before Range", "bytes=0-3", 304, None, If_None_Match="{tag}"),
    ranged("13.2.2", "412 goes before Range", "bytes=0-3", 412, None, If_Match='"x"'),
    ranged("14.1", "an unknown unit is ignored", "lines=0-3", 200, WHOLE),
    ranged("14.1.1", "a last position before the first is invalid", "bytes=9-3", 200, WHOLE),
    ranged("14.1.2", "positions count from 0, both included", "bytes=0-0", 206, (0, 1)),
    ranged("14.1.2", "no last position: to the end", "bytes=10-", 206, (10, LENGTH)),
    ranged("14.1.2", "a last position behind the end: to it", "bytes=4-99999", 206, (4, LENGTH)),
    ranged("14.1.2", "a suffix: from the end", "bytes=-7", 206, (LENGTH - 7, LENGTH)),
    ranged("14.1.2", "a suffix longer than everything: all", "bytes=-99999", 206, WHOLE),
    ranged("14.1.2", "a suffix of nothing cannot be satisfied", "bytes=-0", 416),
    ranged("14.1.2", "the first position behind the end cannot either", f"bytes={LENGTH}-", 416),
    ranged("14.2", "GET alone has parts", "bytes=0-3", 200, None, "HEAD image"),
    ranged("14.2", "a resource without parts ignores it", "bytes=0-3", 200, None, "GET faq"),
    ranged("14.2", "ignored with PATCH", "bytes=0-3", 200, None, "PATCH faq"),
    ranged("14.2", "what is no Range is ignored", "bytes=a-b", 200, WHOLE),
    Rule("14.3", "what has parts says so", "GET image", {}, 200, WHOLE, {"Accept-Ranges": "bytes"}),
    ranged(
        "14.4",
        "a part says which it is, and of how much",
        *("bytes=2-5", 206, (2, 6)),
        headers={"Content-Range": f"bytes 2-5/{LENGTH}", "Content-Length": "4"},
    ),
    ranged(
        "14.4",
        "what cannot be satisfied says the length",
        *("bytes=99999-", 416),
        headers={"Content-Range": f"bytes */{LENGTH}"},
    ),
    ranged("14.6", "several parts may be answered as a whole", "bytes=0-3,6-9", 200, WHOLE),
)
#: Sections of 13 and 14 without a row, and why.
NOT_TESTED: Final = {
    "13.1": "introduces 13.1.1 to 13.1.5",
    "13.2": "introduces 13.2.1 and 13.2.2",
    "14.5": "PUT with Content-Range: no operation is a PUT (405), and PATCH has JSON:API alone",
}
SECTIONS: Final = (
    *("13.1", "13.1.1", "13.1.2", "13.1.3", "13.1.4", "13.1.5", "13.2", "13.2.1", "13.2.2"),
    *("14.1", "14.1.1", "14.1.2", "14.2", "14.3", "14.4", "14.5", "14.6"),
)


@pytest.fixture
def paths(app: Flask) -> dict[str, str]:
    """The addresses that rows ask, by their names."""
    with app.app_context():
        image = f"/v1/images/{image_store().put(IMAGE, 'png')}"
    return {"faq": "/v1/faqs/1", "missing": "/v1/faqs/99", "image": image}


def ask(client: JsonApiClient, world: World, paths: dict[str, str], rule: Rule) -> TestResponse:
    """The answer to a row's request."""
    method, target, *unsigned = rule.request.split()
    path = paths[target]
    tag = client.open(path).headers.get("ETag", "")
    sent = {name: value.format(tag=tag) for name, value in rule.sent.items()}
    document = CHANGE if method == "PATCH" else None
    if target == "image":
        return client.open(path, method=method, headers=sent)
    token = None if unsigned else world.owner
    return client.call(method, path, document, token=token, headers=sent)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.section} {rule.says}")
def test_the_server_does_as_rfc_9110_says(
    client: JsonApiClient, world: World, paths: dict[str, str], rule: Rule
) -> None:
    answer = ask(client, world, paths, rule)
    assert answer.status_code == rule.status
    if rule.part is not None:
        assert answer.data == IMAGE[slice(*rule.part)]
    for name, value in rule.headers.items():
        assert answer.headers[name] == value
    if rule.status in (200, 304, 412) and "Range" in rule.sent:
        assert "Content-Range" not in answer.headers


def test_a_condition_that_is_false_changes_nothing(
    client: JsonApiClient, world: World, paths: dict[str, str]
) -> None:
    before = client.call("GET", paths["faq"]).data
    refused = [r for r in RULES if r.request.startswith("PATCH") and r.status >= 400]
    assert len(refused) > 4
    for rule in refused:
        ask(client, world, paths, rule)
        assert client.call("GET", paths["faq"]).data == before, rule


def test_every_section_of_13_and_14_has_a_row_or_a_reason() -> None:
    assert {rule.section for rule in RULES} | set(NOT_TESTED) == set(SECTIONS)
    assert not {rule.section for rule in RULES} & set(NOT_TESTED)
