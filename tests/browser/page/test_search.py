# ruff: noqa: E501
"""What readers type, and the first three places that the search leads to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from contracts.render.docs import render
from tests.blueprint import contract as our_contract
from tests.browser.browser import Visit, from_disk
from tests.contracts.blueprints import contract

OURS = {
    "how do i log in": "login group.authentication.login header-signing-in",
    "login": "login group.authentication.login header-signing-in",
    "upload picture": "upload-image type.image-upload resource.user.original-image-url",
    "upload an avatar": "upload-image type.image-upload resource.user.avatar-url",
    "bearer": "header-signing-in group.authentication group.authentication.token-refresh",
    "token": "group.authentication.token-refresh refresh-token type.access-token.access_token",
    "422": "create-event.5 create-faq-type.7 create-faq.7",
    "409": "create-user.3 update-user.5 create-event.3",
    "404 faq": "get-faq.2 get-event-relationship-of-a-faq.2 get-faq-type-relationship-of-a-faq.2",
    "create faq": "create-faq create-faq-type add-faqs-to-a-faq-type",
    "create a new faq": "create-faq create-faq-type add-faqs-to-a-faq-type",
    "remove a faq": "remove-faqs-from-a-faq-type delete-faq delete-faq-type",
    "edit event": "update-event update-event-relationship-of-a-faq update-event-relationship-of-a-faq-type",
    "list all events": "list-events list-events-of-a-user list-events-on-pages-of-none",
    "sign up": "create-user create-user.1 create-user.2",
    "register user": "create-user group.users create-user.1",
    "first name": "resource.user.first-name type.user-changes.first-name type.user-editable.first-name",
    "errors": "header-errors type.bad-parameter.errors type.range-not-satisfiable.errors",
    "reading lists": "header-reading-lists group.queries header-signing-in",
    "page size": "list-users.parameter.page-size list-events.parameter.page-size list-events-of-a-user.parameter.page-size",
    "filter": "list-users.parameter.filter list-events.parameter.filter list-events-of-a-user.parameter.filter",
    "sort": "list-users.parameter.sort list-events.parameter.sort list-events-of-a-user.parameter.sort",
    "sparse fields": "get-faq.parameter.fields-faq list-faqs-of-an-event.parameter.fields-faq list-faq-types-of-an-event.parameter.fields-faq",
    "health": "group.health type.health-result type.health-report",
    "etag": "get-image header-not-overwriting-each-other",
    "refresh token": "refresh-token group.authentication.token-refresh refresh-token.2",
    "password": "resource.user.password type.credentials.password type.user-editable.password",
    "faq types": "group.faq-types group.faq-types.faq-types resource.event.faq-types",
    "how do i get started": "top. header-requests header-signing-in",
    "get my profile": "get-user get-task list-users.parameter.get-trashed",
    "delete my account": "delete-user resource.user.deleted-at type.user-attributes.deleted-at",
    "who am i": "resource.user group.users.user type.user",
    "image sizes": "get-image.parameter.size group.images get-image",
    "order of faqs": "list-faqs-of-an-event.parameter.sort list-faqs-of-a-faq-type.parameter.sort header-reading-lists",
    "search events": "list-events list-events-of-a-user list-events-on-pages-of-none",
    "error codes": "resource.task.error type.task-attributes.error header-errors",
    "crate faq": "create-faq create-faq-type add-faqs-to-a-faq-type",
}
FOREIGN = {
    "how do i log in": "sign-in group.accounts.sign-in header-authentication",
    "how do i get a key": "sign-in group.accounts.sign-in header-authentication",
    "upload picture": "upload-photo upload-photo.1 group.accounts.photo",
    "bearer": "header-authentication list-parcels send-a-parcel",
    "basic": "track-a-parcel",
    "422": "send-a-parcel.2 send-a-parcel.3",
    "404": "track-a-parcel.2",
    "send parcel": "send-a-parcel send-a-test-parcel type.parcel.sender",
    "track": "track-a-parcel track-a-parcel.parameter.id track-a-parcel.1",
    "cancel parcel": "cancel-a-parcel cancel-a-parcel.parameter.id cancel-a-parcel.1",
    "delete a parcel": "cancel-a-parcel cancel-a-parcel.parameter.id cancel-a-parcel.1",
    "where is my parcel": "group.parcels.parcel type.parcel group.parcels",
    "pagination": "header-pagination list-parcels.parameter.page-size list-parcels.parameter.page-number",
    "paging": "header-pagination list-parcels.parameter.page-size list-parcels.parameter.page-number",
    "rate limit": "header-rate-limit",
    "too many requests": "header-rate-limit",
    "filter operators": "header-filter-operators",
    "print label": "print-a-label print-a-label.parameter.number print-a-label.parameter.api_key",
    "label of a parcel": "group.parcels.label-of-a-parcel print-a-label send-a-parcel",
    "weight": "type.parcel.weight",
    "sender": "type.parcel.sender",
    "api key": "print-a-label.parameter.api_key list-parcels",
    "new parcel": "send-a-parcel send-a-test-parcel list-parcels",
    "list parcels": "list-parcels list-parcels.parameter.page-size list-parcels.parameter.page-number",
    "name taken": "send-a-parcel.3 type.unit.name type.person.name",
    "/v1/parcels/99": "track-a-parcel cancel-a-parcel",
    "POST /v1/parcels": "send-a-parcel send-a-test-parcel list-parcels",
    "photo-url": "type.parcel.photo-url group.accounts.photo upload-photo",
    "sign in": "sign-in group.accounts.sign-in header-authentication",
    "accounts": "group.accounts",
    "trak parcel": "track-a-parcel track-a-parcel.parameter.id track-a-parcel.1",
}


@pytest.fixture(scope="module")
def ours(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """An open page of our whole blueprint."""
    html = render(our_contract())["index.html"]
    with from_disk(browser, html, tmp_path_factory.mktemp("ours")) as visit:
        yield visit


@pytest.fixture(scope="module")
def gerunds(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """An open page whose titles have verbs in other forms than queries."""
    html = render(contract(GERUNDS))["index.html"]
    with from_disk(browser, html, tmp_path_factory.mktemp("gerunds")) as visit:
        yield visit


def search(page: Page, query: str) -> None:
    """Put in the whole query at once: each key of a typed one would be a search of its own."""
    page.keyboard.press("Control+k")
    page.keyboard.insert_text(query)


#: Puts a query in as :func:`search` does, without a call of the driver for each step.
FIRST_RESULTS = """query => {
  const input = document.getElementById('search.');
  const put = (text) => { input.value = text; input.dispatchEvent(new Event('input')); };
  input.focus();
  put(query);
  const results = [...document.querySelectorAll('#results\\\\. li')].slice(0, 3).map((item) =>
    [item.dataset.to, item.querySelector('.result-title').textContent]);
  put('');
  return results;
}"""


def first_results(page: Page, query: str) -> list[tuple[str, str]]:
    """The anchors and titles of the first three results."""
    return [(anchor, title) for anchor, title in page.evaluate(FIRST_RESULTS, query)]


def found(page: Page, query: str) -> list[str]:
    """The anchors of the first three results."""
    return [anchor for anchor, _ in first_results(page, query)]


@pytest.mark.parametrize(("query", "places"), OURS.items(), ids=OURS)
def test_a_query_finds_these_on_our_page(ours: Visit, query: str, places: str) -> None:
    assert found(ours.page, query) == places.split()


@pytest.mark.parametrize(("query", "places"), FOREIGN.items(), ids=FOREIGN)
def test_a_query_finds_these_on_a_foreign_page(foreign: Visit, query: str, places: str) -> None:
    assert found(foreign.page, query) == places.split()


def test_the_more_words_match_the_higher(foreign: Visit) -> None:
    assert found(foreign.page, "nonsense label gibberish print")[0] == "print-a-label"


#: Titles as many APIs have them: verbs in other forms, and a parameter of nearly all actions.
GERUNDS = """FORMAT: 1A

# Surveys

# Group Projects

## Projects [/projects]

### Listing Projects [GET]

+ Response 200

### Creating a Project [POST]

+ Response 201

## Project [/projects/{projectId}]

+ Parameters
    + projectId: 1 (number, required) - A project.

### Deleting a Project [DELETE]

+ Response 204

## Forms [/projects/{projectId}/forms]

+ Parameters
    + projectId: 1 (number, required) - A project.

### List all deleted Forms [GET]

+ Response 200

### Creating a new Form [POST]

+ Response 201

### Exporting Forms to CSV [GET /projects/{projectId}/forms.csv]

+ Response 200

# Group People

## Sessions [/sessions]

### Logging in [POST]

+ Response 200

## Users [/users]

### Creating a new User [POST]

+ Response 201
"""


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("delete project", "deleting-a-project"),
        ("new project", "creating-a-project"),
        ("create user", "creating-a-new-user"),
        ("created form", "creating-a-new-form"),
        ("get a token", "logging-in"),
        ("download forms as csv", "exporting-forms-to-csv"),
    ],
)
def test_a_verb_is_found_in_its_other_forms(gerunds: Visit, query: str, place: str) -> None:
    assert found(gerunds.page, query)[0] == place


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("create faq", "Create FAQ"),
        ("first-name", "first-name"),
        ("health", "Health"),
        ("/v1/auth/login", "Login"),
        ("confirmed", "is-verified"),
        ("patch users", "Update User"),
        ("page[size]", "page[size]"),
        ("first name", "first-name"),
        ("first_name", "first-name"),
        ("firstName", "first-name"),
        ("create fqa", "Create FAQ"),
        ("athentication", "Authentication"),
        ("refersh token", "Refresh Token"),
        ("/v1/faqs/4711", "Get FAQ"),
        ("PATCH /v1/faqs/4711", "Update FAQ"),
        ("http://localhost:5000/v1/faqs/1/event?include=faqs", "Get Event of a FAQ"),
        ("delete event", "Delete Event"),
        ("429", "Create User"),
        ("unprocessable create faq", "Without a question"),
    ],
)
def test_search_ranks_what_is_meant_first(ours: Visit, query: str, title: str) -> None:
    assert first_results(ours.page, query)[0][1] == title


def test_search_finds_the_answers_of_a_status(ours: Visit) -> None:
    page = ours.page
    search(page, "409 faq")
    found = page.locator("#results\\. li")
    expect(found.first.locator(".status")).to_have_text("409")
    expect(found.first.locator(".result-kind")).to_contain_text("FAQ")
    page.keyboard.press("Escape")


def test_search_says_when_it_answers_another_question(ours: Visit) -> None:
    page = ours.page
    search(page, "helath")
    expect(page.locator(".nothing")).to_contain_text("health")
    expect(page.locator("#results\\. mark").first).to_have_text("Health")
    page.keyboard.press("Escape")
