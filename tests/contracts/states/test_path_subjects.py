"""Records that the path of a request names, on contracts by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contracts.model import (
    Attribute,
    Endpoint,
    EndpointKind,
    Parameter,
    Relationship,
    ResourceType,
    Schema,
)
from contracts.states import states
from tests.contracts.factories import HERE, action, contract, transaction

SHOP = ResourceType(
    "shop",
    HERE,
    path="/shops/{id}",
    attributes=(Attribute("name", Schema("string")),),
    relationships=(Relationship("carts", "cart", many=True),),
)
CART = ResourceType(
    "cart", HERE, path="/v1/carts/{id}", relationships=(Relationship("shop", "shop"),)
)
TAG = ResourceType("tag", HERE, relationships=(Relationship("shops", "shop", many=True),))
CODED = ResourceType("coupon", HERE, path="/coupons/{id}", text_ids=True)
TYPES = (SHOP, CART, TAG, CODED)

DETAIL = Endpoint(EndpointKind.DETAIL, "shop")
#: Of a JSON:API operation whose path alone tells of records.
UNKNOWN = Endpoint(EndpointKind.LIST, "unknown")


def wanted(
    template: str,
    values: dict[str, str],
    endpoint: Endpoint = UNKNOWN,
    types: tuple[ResourceType, ...] = TYPES,
) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Attributes and linkage of the records for a GET of a path, by type and id."""
    parameters = tuple(Parameter(n, n, "path", example=v) for n, v in values.items())
    one = action(transaction(), template=template, parameters=parameters, endpoint=endpoint)
    (state,) = states(contract(one, resource_types=types)).values()
    return {
        f"{each.type} {each.id}": (dict(each.attributes), dict(each.relationships))
        for each in state.resources
    }


@pytest.mark.parametrize(
    ("template", "values", "endpoint", "records"),
    [
        # By the type's own path, whatever the variable is called and however the id looks.
        ("/shops/{id}", {"id": "5"}, DETAIL, {"shop 5"}),
        ("/shops/{key}", {"key": "5"}, UNKNOWN, {"shop 5"}),
        ("/shops/{key}", {"key": "abc"}, UNKNOWN, {"shop abc"}),
        ("/v1/carts/{id}", {"id": "5"}, UNKNOWN, {"cart 5"}),
        ("/shops/5", {}, UNKNOWN, {"shop 5"}),
        ("/shops/new", {}, UNKNOWN, set()),
        ("/shops/{id}/more", {"id": ""}, UNKNOWN, set()),
        # By what the operation shows at the end of its path.
        ("/clients/{id}", {"id": "5"}, DETAIL, {"shop 5"}),
        ("/clients/{id}", {"id": "abc"}, DETAIL, {"shop abc"}),
        ("/clients/{shop_id}", {"shop_id": "abc"}, DETAIL, {"shop abc"}),
        ("/clients/{uuid}", {"uuid": "abc"}, DETAIL, {"shop abc"}),
        ("/clients/{uid}", {"uid": "abc"}, DETAIL, set()),
        ("/clients/{uuid}", {"uuid": "abc"}, replace(DETAIL, kind=EndpointKind.UPDATE),
         {"shop abc"}),
        ("/clients/{uuid}", {"uuid": "abc"}, replace(DETAIL, kind=EndpointKind.DELETE),
         {"shop abc"}),
        ("/clients/{uuid}", {"uuid": "abc"}, replace(DETAIL, kind=EndpointKind.LIST), set()),
        ("/clients/{uuid}/more", {"uuid": "abc"}, DETAIL, set()),
        ("/clients/{x}", {"x": "abc"}, replace(DETAIL, type="coupon"), {"coupon abc"}),
        ("/clients/{x}", {"x": "abc"}, replace(DETAIL, type="none"), set()),
        # By the name before it.
        ("/my/tags/{x}", {"x": "5"}, UNKNOWN, {"tag 5"}),
        ("/my/Tag/{x}", {"x": "5"}, UNKNOWN, {"tag 5"}),
        ("/my/tags/{x}", {"x": "abc"}, UNKNOWN, set()),
        ("/my/tags/{tag-id}", {"tag-id": "abc"}, UNKNOWN, {"tag abc"}),
        ("/my/tags/5", {}, UNKNOWN, {"tag 5"}),
        ("/my/labels/{x}", {"x": "5"}, UNKNOWN, set()),
        ("/{tags}/{x}", {"tags": "a", "x": "5"}, UNKNOWN, {"tag 5"}),
        # By the parent of what it shows.
        ("/of/{x}/all", {"x": "abc"}, Endpoint(EndpointKind.LIST, "cart", "shop"), {"shop abc"}),
        ("/of/{x}/all", {"x": "abc"}, Endpoint(EndpointKind.LIST, "cart", "none"), set()),
    ],
)  # fmt: skip
def test_a_path_names_records(
    template: str, values: dict[str, str], endpoint: Endpoint, records: set[str]
) -> None:
    assert set(wanted(template, values, endpoint)) == records


@pytest.mark.parametrize("variable", ["name", "shop_name", "shopName"])
def test_a_variable_may_name_an_attribute(variable: str) -> None:
    assert wanted(f"/clients/{{{variable}}}", {variable: "A"}, DETAIL) == {
        "shop 1": ({"name": "A"}, {})
    }
    assert set(wanted(f"/clients/{{{variable}}}", {variable: "7"}, DETAIL)) == {"shop 7"}


def test_a_record_belongs_to_the_one_before_it() -> None:
    shop, tag = {"type": "shop", "id": "3"}, {"type": "tag", "id": "2"}
    assert wanted("/shops/{a}/carts/{id}", {"a": "3", "id": "4"}) == {
        "shop 3": ({}, {}),
        "cart 4": ({}, {"shop": shop}),
    }
    assert wanted("/shops/{a}/tags/{id}", {"a": "3", "id": "2"}) == {
        "shop 3": ({}, {}),
        "tag 2": ({}, {"shops": [shop]}),
    }
    kept = (replace(SHOP, relationships=(Relationship("tags", "tag", many=True),)),
            replace(TAG, relationships=()))  # fmt: skip
    assert wanted("/shops/{a}/tags/{id}", {"a": "3", "id": "2"}, types=kept) == {
        "shop 3": ({}, {"tags": [tag]}),
        "tag 2": ({}, {}),
    }
    single = (replace(SHOP, relationships=(Relationship("label", "tag"),)), kept[1])
    assert wanted("/shops/{a}/tags/{id}", {"a": "3", "id": "2"}, types=single) == {
        "shop 3": ({}, {"label": tag}),
        "tag 2": ({}, {}),
    }


def test_of_two_relationships_none_is_chosen() -> None:
    two = (Relationship("tags", "tag", many=True), Relationship("label", "tag"))
    types = (replace(SHOP, relationships=two), replace(TAG, relationships=()))
    found = wanted("/shops/{a}/tags/{id}", {"a": "3", "id": "2"}, types=types)
    assert found == {"shop 3": ({}, {}), "tag 2": ({}, {})}


@pytest.mark.parametrize("others", [("a", "z"), ("z", "a")])
def test_of_two_relationships_to_its_parent_the_inverse_is_chosen(others: tuple[str, str]) -> None:
    """Others of the parent, to types before and after it by name, make no difference."""
    down = Relationship("carts", "cart", many=True, inverse="shop")
    more = tuple(Relationship(f"to-{name}", name) for name in others)
    up = (Relationship("origin", "shop"), Relationship("shop", "shop", inverse="carts"))
    types = (replace(SHOP, relationships=(*more, down)), replace(CART, relationships=up))
    found = wanted("/shops/{a}/carts/{id}", {"a": "3", "id": "2"}, types=types)
    assert found["cart 2"][1] == {"shop": {"type": "shop", "id": "3"}}
    apart = (replace(SHOP, relationships=more), types[1])
    found = wanted("/shops/{a}/carts/{id}", {"a": "3", "id": "2"}, types=apart)
    assert found == {"shop 3": ({}, {}), "cart 2": ({}, {})}


FORM = ResourceType("tax-form", HERE)
FORMS = ResourceType("event-topics", HERE)
USER = ResourceType("user", HERE, path="/users/{id}")


@pytest.mark.parametrize(
    ("word", "record"),
    [
        ("tax-form", "tax-form 5"),
        ("tax-forms", "tax-form 5"),
        ("tax_forms", "tax-form 5"),
        ("taxForms", "tax-form 5"),
        ("forms", ""),
        ("tax", ""),
        ("taxes-form", ""),
        ("income-tax-forms", ""),
        ("event-topic", "event-topics 5"),
        ("event-topics", "event-topics 5"),
        ("event", ""),
        ("topics", ""),
        ("creator", "user 5"),
        ("creators", "user 5"),
        ("shop-creator", "user 5"),
        ("creator-shop", ""),
        ("-", ""),
    ],
)
def test_a_word_names_a_type_in_any_spelling(word: str, record: str) -> None:
    types = (FORM, FORMS, USER)
    assert set(wanted(f"/my/{word}/{{x}}", {"x": "5"}, types=types)) == (
        {record} if record else set()
    )


@pytest.mark.parametrize(("method", "is_whole"), [("GET", True), ("PUT", True), ("POST", False)])
def test_what_a_creation_is_below_needs_no_relationships_of_its_own(
    method: str, is_whole: bool
) -> None:
    """Another operation shows the shop's owner as a link; only what is read needs one."""
    types = (
        replace(SHOP, relationships=(Relationship("owner", "user", nullable=True),)),
        replace(CART, relationships=(Relationship("shop", "shop", nullable=True),)),
        replace(USER, relationships=(Relationship("friend", "user", nullable=True),)),
    )

    def linked(kind: str, name: str) -> dict[str, Any]:
        links = {name: {"links": {"related": f"/{kind}s/1/{name}"}}}
        return {"data": {"type": kind, "id": "1", "attributes": {}, "relationships": links}}

    id = (Parameter("id", "id", "path", example="1"),)
    readings = [
        action(transaction(answers=linked(kind, name), name=f"read {kind}"), parameters=id,
               template=f"/{kind}s/{{id}}", endpoint=Endpoint(EndpointKind.DETAIL, kind),
               name=f"Read {kind}")
        for kind, name in (("shop", "owner"), ("user", "friend"))
    ]  # fmt: skip
    asked = action(transaction(method=method, name="asked"), parameters=id, method=method,
                   template="/shops/{id}/parts", endpoint=UNKNOWN, name="Asked")  # fmt: skip
    derived = states(contract(*readings, asked, resource_types=types))
    found = next(state for key, state in derived.items() if "asked" in key).resources
    records = {f"{each.type} {each.id}": dict(each.relationships) for each in found}
    owner = {"owner": {"type": "user", "id": "1"}}
    assert records == ({"user 1": {}, "shop 1": owner} if is_whole else {"shop 1": {}})
