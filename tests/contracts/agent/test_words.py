"""Names of types and models in any spelling."""

from __future__ import annotations

import pytest

from contracts.agent.columns import Column, MappedClass, Relation
from contracts.agent.names import TypeNames
from contracts.agent.words import singular, stem, words_of


@pytest.mark.parametrize(
    ("plural", "found"),
    [
        ("faqs", "faq"),
        ("categories", "category"),
        ("classes", "class"),
        ("dishes", "dish"),
        ("branches", "branch"),
        ("boxes", "box"),
        ("statuses", "status"),
        ("people", "person"),
        ("series", "series"),
        ("movies", "movie"),
        ("status", "status"),
        ("analysis", "analysis"),
        ("class", "class"),
        ("dies", "die"),
        ("ies", "ie"),
        ("as", "as"),
        ("bus", "bus"),
        ("faq", "faq"),
    ],
)
def test_a_plural_has_a_singular(plural: str, found: str) -> None:
    assert singular(plural) == found


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("FaqType", ("faq", "type")),
        ("faq_types", ("faq", "types")),
        ("faq-types", ("faq", "types")),
        ("HTTPServer2Config", ("http", "server2", "config")),
        ("__", ()),
    ],
)
def test_a_name_has_words(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words
    assert stem(name) == (*words[:-1], singular(words[-1])) if words else stem(name) == ()


def model(name: str, table: str) -> MappedClass:
    key = Column("id", "integer")
    return MappedClass(type(name, (), {}), name, table, key, [key], [])


@pytest.mark.parametrize(
    ("type_", "found"),
    [
        ("faq-type", "FaqType"),
        ("faqTypes", "FaqType"),
        ("faqtype", "FaqType"),
        ("help", "FaqType"),
        ("order", "ShopOrder"),
        ("line-items", "LineItemModel"),
        ("model", "Model"),
        ("big-shop-orders", "ShopOrder"),
        ("note", None),
        ("author", "Account"),
        ("unknown", None),
    ],
)
def test_a_type_is_the_model_of_its_name_its_table_its_end_or_its_role(
    type_: str, found: str | None
) -> None:
    models = [
        model("FaqType", "help"),
        model("ShopOrder", "shop_orders"),
        model("RedNote", "red_notes"),
        model("BlueNote", "blue_notes"),
        model("Account", "accounts"),
        model("LineItemModel", "rows"),
        model("Model", "shapes"),
    ]
    named = TypeNames(models, {}).model(type_)
    assert (named.name if named else None) == found


@pytest.mark.parametrize(
    ("public", "many", "found"),
    [
        ("discount-codes", True, "discount_codes"),
        ("discount-codes", False, "discount_code"),
        ("vouchers", True, "discount_code"),
        ("name", True, "title"),
        ("discount-code-ids", True, "discount_codes"),
        ("speaker_ids", True, "speakers"),
        ("tag-ids", True, ""),
        ("ids", True, ""),
    ],
)
def test_a_list_is_kept_by_a_relation_to_many_whatever_a_schema_names(
    public: str, many: bool, found: str
) -> None:
    columns = [Column("id", "integer"), Column("title", "string")]
    relations = [
        Relation("discount_code", None, False),
        Relation("discount_codes", None, True),
        Relation("speakers", None, True),
    ]
    event = MappedClass(None, "Event", "events", columns[0], columns, relations)
    event.public = {
        "discount-codes": "discount_code",
        "vouchers": "discount_code",
        "name": "title",
    }
    assert event.attribute(public, many) == found
