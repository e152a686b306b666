"""Query parameters under their public names (JSON:API 1.0, "Fetching Data").

``fields[faq]=question,deleted-at``, ``sort=-created-at,first-name``,
``include=faq-type,event.owner``, ``page[number]``, ``page[size]``, ``filter[first-name]=…``,
``filter=[…]`` and ``get-trashed=true``. Whatever is unknown, malformed or given twice is a
400 that names the parameter, before any row is looked for. Only the number of a page beyond the
last one has to wait for the rows that are counted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus, urlencode

from flask import current_app
from sqlalchemy import ColumnElement
from werkzeug.datastructures import MultiDict

from contracts.runtime.jsonapi.columns import MAX_ID
from contracts.runtime.jsonapi.compat import QueryStringManager
from contracts.runtime.jsonapi.errors import bad_parameter
from contracts.runtime.jsonapi.linkage import ToOneOf
from contracts.runtime.jsonapi.names import public_name
from contracts.runtime.jsonapi.package import jsonapi, schema_of
from contracts.runtime.jsonapi.parsing import parse_json, unstorable
from contracts.runtime.jsonapi.schema import (
    SchemaClass,
    Write,
    polymorphic,
    readable_attributes,
    relationships,
    writer,
)
from contracts.runtime.jsonapi.storage.filters import conditions

IncludeTree = dict[str, "IncludeTree"]

EVERYTHING = frozenset({"fields", "include", "filter", "sort", "page"})
DOCUMENT = frozenset({"fields", "include"})
PAGES = frozenset({"fields", "page"})
TRASH = frozenset({"trash"})
_BRACKETED = re.compile(r"(fields|filter|page)\[([^\[\]]+)\]")
_SIZE = re.compile("[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Page:
    """The requested page."""

    number: int
    size: int


class QueryString(QueryStringManager):
    """The parameters of a request on resources of the type of ``schema``.

    Args:
        arguments: ``request.args``.
        schema: the type that the document's primary data has.
        supported: the families of parameters the endpoint understands.
        ignores: parameters that mean nothing.
    """

    def __init__(
        self,
        arguments: MultiDict[str, str],
        schema: SchemaClass,
        supported: Collection[str],
        ignores: Collection[str] = (),
    ) -> None:
        super().__init__(arguments, schema)
        self.schema: SchemaClass = schema
        self._members: dict[str, dict[str, str]] = {"fields": {}, "filter": {}, "page": {}}
        self._values: dict[str, str] = {}
        self._trash = schema.opts.trash_parameter or public_name("get_trashed")
        for name, values in arguments.lists():
            if name not in ignores:
                self._take(name, values, supported)
        self._read()
        others = [(k, v) for k, v in arguments.items(multi=True) if k != "page[number]"]
        self._others = f"?{urlencode(others)}" if others else ""
        self._number = arguments.get("page[number]")

    @property
    def depends_on_caller(self) -> bool:
        """Whether the parameters may be refused to some callers: those over relationships are."""
        return bool(self._members["filter"]) or "filter" in self._values

    @cached_property
    def write(self) -> Write:
        """What makes the resource objects of the primary data, if nothing is included."""
        return writer(self.schema, self.fields.get(self.schema.opts_type()))

    def address(self, path: str) -> str:
        """The request's own address, with ``page[number]`` at its end; ``path`` is its path."""
        return self._of_page(path, self._number)

    def _of_page(self, path: str, number: str | int | None) -> str:
        """The address of the page with a number, or without a number."""
        start = path + self._others
        if number is None:
            return start
        return f"{start}{'&' if self._others else '?'}page%5Bnumber%5D={quote_plus(str(number))}"

    def page_links(self, path: str, count: int) -> dict[str, str]:
        """``self``, ``first``, ``last``, and ``prev`` and ``next`` where such pages exist."""
        number, last = self.pagination.number, self._last_page(count)
        shown = {"first": 1, "last": last}
        if number > 1:
            shown["prev"] = number - 1
        if number < last:
            shown["next"] = number + 1
        pages = {name: self._of_page(path, page) for name, page in shown.items()}
        return {"self": self.address(path), **pages}

    def _take(self, name: str, values: list[str], supported: Collection[str]) -> None:
        bracketed = _BRACKETED.fullmatch(name)
        is_trash = name == self._trash
        family = bracketed[1] if bracketed else "trash" if is_trash else name
        if family not in supported or not (
            bracketed or is_trash or name in {"filter", "include", "sort"}
        ):
            raise bad_parameter(name, "This address does not support the parameter.")
        if len(values) > 1:
            raise bad_parameter(name, "The parameter is given more than once.")
        reason = unstorable(values[0])
        if reason:
            raise bad_parameter(name, f"The value must not hold {reason}.")
        if bracketed:
            self._members[family][bracketed[2]] = values[0]
        else:
            self._values[name] = values[0]

    def _read(self) -> None:
        """Read every value now: a wrong one is refused before any row is looked for."""
        _ = (self.fields, self.include, self.trashed, self.sorting, self.pagination)
        _ = self.conditions

    @cached_property
    def fields(self) -> Mapping[str, frozenset[str]]:
        """Sparse fieldsets: Python names by JSON:API type."""
        given = self._members["fields"]
        return {type_: self._fieldset(type_, text) for type_, text in given.items()}

    def _fieldset(self, type_: str, text: str) -> frozenset[str]:
        parameter = f"fields[{type_}]"
        if type_ not in jsonapi().package.schemas:
            raise bad_parameter(parameter, f"There is no type {type_}.")
        schema = schema_of(type_)
        known = readable_attributes(schema) | relationships(schema) | polymorphic(schema)
        return frozenset(
            _known(known, name, parameter, type_)[0] for name in text.split(",") if text
        )

    @cached_property
    def include(self) -> IncludeTree:
        """The included relationship paths as a tree of Python names."""
        tree: IncludeTree = {}
        if not self._values.get("include"):
            return tree
        for path in self._values["include"].split(","):
            names = path.split(".")
            deepest = current_app.config["MAX_INCLUDE_DEPTH"]
            if len(names) > deepest:
                raise bad_parameter("include", f"{path} is deeper than {deepest} relationships.")
            node, schema = tree, self.schema
            for number, name in enumerate(names, start=1):
                known = relationships(schema) | polymorphic(schema)
                python_name, field = _known(
                    known, name, "include", schema.opts_type(), "relationship"
                )
                node = node.setdefault(python_name, {})
                if not isinstance(field, ToOneOf):
                    schema = schema_of(field.type_)
                elif number < len(names):
                    reason = f"{name} leads to several types: nothing below it is included."
                    raise bad_parameter("include", reason)
        return tree

    @cached_property
    def trashed(self) -> bool:
        """Whether the request includes deleted resources (``get-trashed=true``)."""
        text = self._values.get(self._trash, "false")
        if text not in {"true", "false"}:
            raise bad_parameter(self._trash, "must be true or false.")
        return text == "true"

    @property
    def includes(self) -> bool:
        """Whether the request has ``include``, even an empty one."""
        return "include" in self._values

    @cached_property
    def sorting(self) -> list[tuple[str, bool]]:
        """The sort fields: Python name and whether descending."""
        text = self._values.get("sort")
        if text is None:
            return []
        keys: dict[str, bool] = {}
        for part in text.split(","):
            name, descending = self._sort_field(part)
            # Sorting again by the same attribute changes nothing.
            keys.setdefault(name, descending)
        return list(keys.items())

    def _sort_field(self, text: str) -> tuple[str, bool]:
        name = text.removeprefix("-")
        if name == "id":
            return "id", text.startswith("-")
        python_name, field = _known(
            readable_attributes(self.schema), name, "sort", self.schema.opts_type()
        )
        if not field.sortable:
            raise bad_parameter("sort", f"{name} cannot be sorted by.")
        return python_name, text.startswith("-")

    @cached_property
    def pagination(self) -> Page:
        """The requested page; ``PAGE_SIZE`` and ``MAX_PAGE_SIZE`` set default and limit."""
        unknown = sorted(set(self._members["page"]) - {"number", "size"})
        if unknown:
            raise bad_parameter(f"page[{unknown[0]}]", "Pages have page[number] and page[size].")
        config = current_app.config
        number = self._positive("number", 1, MAX_ID)
        return Page(number, self._positive("size", config["PAGE_SIZE"], config["MAX_PAGE_SIZE"]))

    def check_page(self, count: int) -> None:
        """Refuse a page beyond the last one of ``count`` resources with 400."""
        last = self._last_page(count)
        if self.pagination.number > last:
            raise bad_parameter("page[number]", f"The last page is {last}.")

    def _last_page(self, count: int) -> int:
        return max(1, -(-count // self.pagination.size))

    def _positive(self, member: str, default: int, largest: int) -> int:
        text = self._members["page"].get(member)
        if text is None:
            return default
        if not _SIZE.fullmatch(text) or not 1 <= int(text) <= largest:
            limit = f" of at most {largest}" if member == "size" else ""
            raise bad_parameter(f"page[{member}]", f"must be a positive number{limit}.")
        return int(text)

    @cached_property
    def conditions(self) -> list[ColumnElement[bool]]:
        """The SQL conditions of all filters.

        ApiError 401 or 403 for a filter over a relationship that the caller may not read.
        """
        return conditions(self.schema, self._filters())

    def _filters(self) -> list[tuple[str, Any]]:
        """The filter nodes of both spellings, each with the parameter it came from."""
        nodes = [(f"filter[{n}]", self._simple(n, v)) for n, v in self._members["filter"].items()]
        text = self._values.get("filter")
        if text is None:
            return nodes
        try:
            parsed = parse_json(text)
        except ValueError as error:
            raise bad_parameter("filter", f"The value is not JSON: {error}.") from error
        if not isinstance(parsed, list):
            raise bad_parameter("filter", 'The value must be a list of {"name", "op", "val"}.')
        return nodes + [("filter", node) for node in parsed]

    def _simple(self, name: str, text: str) -> dict[str, Any]:
        """``filter[name]=a, b`` as a node: the attribute equals the whole value, comma included."""
        known = readable_attributes(self.schema)
        value = known[name][1].from_text(text) if name in known else text
        return {"name": name, "op": "eq", "val": value}


def _known(
    known: Mapping[str, tuple[str, Any]],
    name: str,
    parameter: str,
    type_: str,
    what: str = "field",
) -> tuple[str, Any]:
    if name not in known:
        raise bad_parameter(parameter, f"{type_} has no {what} {name!r}.")
    return known[name]
