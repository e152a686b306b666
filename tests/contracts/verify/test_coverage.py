from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from contracts.exchange import Answer, Sent
from contracts.model import (
    Attribute,
    Contract,
    Endpoint,
    EndpointKind,
    Location,
    Parameter,
    Relationship,
    ResourceType,
    Schema,
)
from contracts.report.coverage import as_html, as_json, as_text
from contracts.verify.coverage import Coverage, CoverageShare, Exchange, coverage, targets
from contracts.verify.routes import Route, Router, served
from tests.contracts import factories
from tests.contracts.verify.results import answer

TYPE = ResourceType(
    "thing",
    factories.HERE,
    attributes=(
        Attribute("name", Schema("string")),
        Attribute("made-at", Schema("string"), read_only=True),
        Attribute("secret", Schema("string"), write_only=True),
    ),
    relationships=(Relationship("owner", "user"),),
)


def seeded_resources() -> Contract:
    shown = factories.transaction(uri="/things/1")
    gone = factories.transaction(404, uri="/things/9")
    show = factories.action(
        shown,
        gone,
        name="Show Thing",
        template="/things/{id}{?include}",
        parameters=(Parameter("id", "id", "path"), Parameter("include", "include", "query")),
    )
    create = factories.action(
        factories.transaction(201, method="POST"), method="POST", name="Create Thing"
    )
    link = factories.action(
        factories.transaction(method="PATCH", uri="/things/1/relationships/owner"),
        method="PATCH",
        name="Link Owner",
        template="/things/{id}/relationships/owner",
        endpoint=Endpoint(EndpointKind.RELATIONSHIP, "user", "thing", "owner"),
    )
    return factories.contract(show, create, link, resource_types=(TYPE,))


def resource(**attributes: Any) -> dict[str, Any]:
    return {"data": {"type": "thing", "id": "1", "attributes": attributes}}


def seen(
    method: str, uri: str, status: int = 200, *, sends: Any = None, body: Any = None
) -> Exchange:
    text = "" if sends is None else json.dumps(sends)
    return Exchange(Sent(method, uri, (), text), answer(body or {}, status))


def hits(covered: Coverage, part: CoverageShare) -> set[str]:
    return {str(target) for target in covered.hit if target.part is part}


@pytest.mark.parametrize(
    ("exchange", "part", "wanted"),
    [
        (seen("GET", "/things/1"), CoverageShare.OPERATIONS, {"show-thing"}),
        (seen("GET", "/elsewhere"), CoverageShare.OPERATIONS, set()),
        (seen("PUT", "/things/1"), CoverageShare.OPERATIONS, set()),
        (seen("GET", "/things/9", 404), CoverageShare.STATUSES, {"show-thing 404"}),
        (seen("GET", "/things/1", 500), CoverageShare.STATUSES, set()),
        (
            seen("GET", "/things/1?include=owner"),
            CoverageShare.PARAMETERS,
            {"show-thing id", "show-thing include"},
        ),
        (
            seen("GET", "/things/1", body=resource(name="a")),
            CoverageShare.ATTRIBUTES_READ,
            {"thing name"},
        ),
        (
            seen("GET", "/things/1", 404, body=resource(name="a")),
            CoverageShare.ATTRIBUTES_READ,
            set(),
        ),
        (
            seen("POST", "/things", 201, sends=resource(secret="s", name="n")),
            CoverageShare.ATTRIBUTES_WRITTEN,
            {"thing secret", "thing name"},
        ),
        (
            seen("POST", "/things", 422, sends=resource(name="n")),
            CoverageShare.ATTRIBUTES_WRITTEN,
            set(),
        ),
        (
            seen("PATCH", "/things/1/relationships/owner", sends={"data": None}),
            CoverageShare.RELATIONSHIPS_WRITTEN,
            {"thing owner"},
        ),
    ],
)
def test_an_exchange_exercises_what_it_shows(
    exchange: Exchange, part: CoverageShare, wanted: set[str]
) -> None:
    assert hits(coverage(seeded_resources(), [exchange]), part) == wanted


def test_included_resources_count_as_read() -> None:
    body = {"data": None, "included": [resource(name="a")["data"]]}
    covered = coverage(seeded_resources(), [seen("GET", "/things/1", body=body)])
    assert hits(covered, CoverageShare.ATTRIBUTES_READ) == {"thing name"}


def test_read_only_and_write_only_attributes_count_on_their_side_alone() -> None:
    covered = coverage(seeded_resources(), [])
    assert covered.of(CoverageShare.ATTRIBUTES_READ) == (0, 2)
    assert covered.of(CoverageShare.ATTRIBUTES_WRITTEN) == (0, 2)


def test_routes_without_an_action_cost_percents() -> None:
    everything = [seen("GET", "/things/1")]
    before = coverage(seeded_resources(), everything, [Route("/things/{}", "GET")])
    after = coverage(
        seeded_resources(), everything, [Route("/things/{}", "GET"), Route("/debug", "GET")]
    )
    assert [str(route) for route in after.undocumented] == ["GET /debug"]
    assert after.percent < before.percent


def test_an_empty_contract_is_covered() -> None:
    assert coverage(factories.contract(), []).percent == 100.0


def test_the_routes_of_a_flask_application_have_anonymous_variables() -> None:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/things/<int:id>", "show", lambda id: "", methods=["GET", "DELETE"])
    assert set(served(app)) == {Route("/things/{}", "GET"), Route("/things/{}", "DELETE")}


def test_other_applications_list_no_routes() -> None:
    assert list(served(lambda environ, start: [])) == []


def test_a_fixed_path_goes_before_one_with_a_variable() -> None:
    fixed = factories.action(name="Mine", template="/things/mine")
    any_one = factories.action(name="Any", template="/things/{id}")
    found = Router(factories.contract(any_one, fixed)).action("GET", "/things/mine?x=1")
    assert found is fixed


def test_every_report_names_what_is_missing() -> None:
    covered = coverage(seeded_resources(), [seen("GET", "/things/1")], [Route("/debug", "GET")])
    text, page = as_text(covered), as_html("Things <API>", covered, [])
    machine = json.loads(as_json(covered, []))
    assert "test.apib:1:1: not exercised: operations create-thing" in text
    assert "served but not documented: GET /debug" in text
    assert '<a href="../docs/index.html#create-thing">' in page
    assert "Things &lt;API&gt;" in page
    assert machine["undocumented"] == ["GET /debug"]
    assert machine["parts"]["operations"] == {"hit": 1, "total": 3}


def test_an_answer_that_is_no_document_exercises_its_operation() -> None:
    exchange = Exchange(Sent("GET", "/things/1"), Answer(200, (), b"\xff not json"))
    assert hits(coverage(seeded_resources(), [exchange]), CoverageShare.OPERATIONS) == {
        "show-thing"
    }


def test_what_is_not_exercised_is_shown_at_its_own_place_or_at_that_of_its_operation() -> None:
    own = Location("test.apib", 9, 1)
    parameters = (
        Parameter("a", "a", "query", location=own),
        Parameter("b", "b", "query"),
    )
    attributes = (
        Attribute("c", Schema("string"), location=own),
        Attribute("d", Schema("string")),
    )
    one = factories.action(name="List", parameters=parameters)
    thing = ResourceType("thing", Location("test.apib", 5, 1), attributes=attributes)
    places = {
        target.name: target.location.line
        for target in targets(factories.contract(one, resource_types=(thing,)))
        if target.part in (CoverageShare.PARAMETERS, CoverageShare.ATTRIBUTES_READ)
    }
    assert places == {"a": 9, "b": 1, "c": 9, "d": 5}
