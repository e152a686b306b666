"""A server that shares nothing with ours, for ``shops.apib``: dictionaries, and bugs on request."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from contracts.exchange import Answer, Sent
from contracts.model import header
from contracts.text.json_values import query_of

BLUEPRINT = Path(__file__).with_name("shops.apib")
PATHS = {"shop": "/shops", "product": "/products"}
JSON_API = "application/vnd.api+json"


class Shops:
    """The server as a client sees it, and its state handler; ``bugs`` are what it does wrong."""

    def __init__(self, *bugs: str) -> None:
        self.bugs: Collection[str] = bugs
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}

    # The state handler

    def reset(self) -> None:
        self.rows.clear()

    def create(
        self, type: str, id: str, attributes: Mapping[str, Any], relationships: Mapping[str, Any]
    ) -> None:
        if type == "product" and "handler raises" in self.bugs:
            raise LookupError("there is no table for products")
        shop = (relationships.get("shop") or {}).get("id")
        self.rows[type, id] = {**attributes, "shop": shop} if type == "product" else {**attributes}

    def token(self, user: str, kind: str) -> str:
        return f"{kind}-{user}"

    def fail(self, checkers: Iterable[str]) -> None:
        """There are no checkers."""

    # The server

    def close(self) -> None:
        """There is nothing to close."""

    def send(self, sent: Sent) -> Answer:
        if "wants a token" in self.bugs and not header(sent.headers, "Authorization"):
            return self.error(401, "Sign in first")
        path, query = sent.uri.partition("?")[0], query_of(sent.uri)
        parts = path.strip("/").split("/")
        type = {"shops": "shop", "products": "product"}.get(parts[0], "")
        id = parts[1] if len(parts) > 1 else ""
        if sent.method == "POST":
            return self.post(sent.body)
        if id and (type, id) not in self.rows:
            return self.error(404, "Object not found")
        if parts[2:] == ["products"]:
            return self.list("product", path, query, id)
        if len(parts) > 2:
            return self.linked(type, id, parts[2:], path)
        if not id:
            return self.list(type, path, query)
        return self.one(sent, type, id)

    def one(self, sent: Sent, type: str, id: str) -> Answer:
        if sent.method == "DELETE":
            if not (type == "product" and "delete keeps" in self.bugs):
                del self.rows[type, id]
            return Answer(204)
        if sent.method == "PATCH":
            changed = dict(json.loads(sent.body)["data"].get("attributes", {}))
            if "patch ignores floor" in self.bugs:
                changed.pop("floor", None)
            if "patch ignores everything" in self.bugs:
                changed = {}
            self.rows[type, id].update(changed)
        return self.answer(200, self.shown(type, id), f"{PATHS[type]}/{id}")

    def post(self, body: str) -> Answer:
        if "post crashes" in self.bugs:
            return self.error(500, "Internal Server Error")
        try:
            data = json.loads(body)["data"]
        except ValueError:
            return self.error(400, "The body is not JSON")
        if data.get("type") != "product":
            return self.error(409, "The type must be product")
        ids = [int(id) for type, id in self.rows if type == "product"]
        id = str(max(ids, default=0) + 1)
        shop = data.get("relationships", {}).get("shop", {}).get("data", {}).get("id")
        self.rows["product", id] = {**data["attributes"], "shop": shop}
        return self.answer(201, self.shown("product", id), f"/products/{id}")

    def linked(self, type: str, id: str, rest: list[str], path: str) -> Answer:
        """The address of a relationship, or that of the related resource."""
        if type == "shop":
            found = [k for k, row in self.rows.items() if k[0] == "product" and row["shop"] == id]
            data: Any = [{"type": kind, "id": key} for kind, key in found]
            return self.answer(200, data, path, related=f"/shops/{id}/products")
        shop = self.rows["product", id]["shop"]
        whole = rest == ["shop"] or "relationship shows the resource" in self.bugs
        data = self.shown("shop", shop) if whole else {"type": "shop", "id": shop}
        return self.answer(200, data, path, related=f"/products/{id}/shop")

    def list(self, type: str, path: str, query: Mapping[str, str], shop: str = "") -> Answer:
        ids = [
            id
            for (kind, id), row in self.rows.items()
            if kind == type and (not shop or row["shop"] == shop)
        ]
        if name := query.get("sort", "").removeprefix("-"):
            if f"sort by {name} crashes" in self.bugs:
                return self.error(500, "Internal Server Error")
            down = query["sort"].startswith("-")
            if not {"sort is ignored", f"sort by {name} is ignored"} & set(self.bugs):
                ids.sort(key=lambda id: self.rows[type, id].get(name, ""), reverse=down)
        size, number = int(query.get("page[size]", 10)), int(query.get("page[number]", 1))
        page = ids[(number - 1) * size : number * size]
        links = {}
        if len(ids) > number * size:
            lost = "next loses the parent" in self.bugs and shop
            links["next"] = self.page("/products" if lost else path, query, number + 1)
        data = [self.shown(type, id) for id in page]
        own = f"{path}?{urlencode(query)}" if query else path
        return self.answer(200, data, own, count=len(ids), **links)

    def page(self, path: str, query: Mapping[str, str], number: int) -> str:
        pairs = {**query, "page[number]": str(number)}
        return f"{path}?{'&'.join(f'{quote(k)}={quote(v)}' for k, v in pairs.items())}"

    def shown(self, type: str, id: str) -> dict[str, Any]:
        row = dict(self.rows[type, id])
        own = f"{PATHS[type]}/{id}"
        other = "shop" if type == "product" else "products"
        links = {"self": f"{own}/relationships/{other}", "related": f"{own}/{other}"}
        if "links are wrong" in self.bugs:
            links["self"] = f"{own}/{other}"
        relationship: dict[str, Any] = {"links": links}
        if type == "product":
            relationship["data"] = {"type": "shop", "id": row.pop("shop")}
        if "attribute is missing" in self.bugs:
            row.pop("rating", None)
        if "members are undocumented" in self.bugs:
            row |= {"created": 1, "version": 2, "owner": "me"}
        return {
            "type": type,
            "id": int(id) if "ids are numbers" in self.bugs else id,
            "attributes": row,
            "relationships": {other: relationship},
            "links": {"self": own},
        }

    def error(self, status: int, title: str) -> Answer:
        return self.document(status, {"errors": [{"status": str(status), "title": title}]})

    def answer(
        self, status: int, data: Any, own: str, count: int | None = None, **links: str
    ) -> Answer:
        document = {"data": data, "links": {"self": own, **links}}
        if count is not None:
            document["meta"] = {"count": count}
        return self.document(status, document)

    def document(self, status: int, document: Any) -> Answer:
        kind = "application/json" if "media type is wrong" in self.bugs else JSON_API
        return Answer(status, (("Content-Type", kind),), json.dumps(document).encode())


def changed(text: str, pattern: str, replacement: str) -> str:
    """The blueprint with a mistake of its own."""
    found, count = re.subn(pattern, replacement, text, count=1)
    assert count, pattern
    return found
