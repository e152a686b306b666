"""Resources of every shape, and a server for them: many-to-many documented from both sides, the
only resource of its type, a relationship to several types, natural keys, ids of the client's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from contracts.exchange import Answer, Sent

JSON_API = "application/vnd.api+json"
#: Types by collection; the relationships of each type with their inverses where they have one.
TYPES = {"authors": "author", "books": "book", "notes": "note", "countries": "country"}
LINKS: dict[str, dict[str, str]] = {
    "author": {"books": "authors"},
    "book": {"authors": "books"},
    "note": {"subject": ""},
    "country": {},
    "settings": {},
}
MANY = {"books", "authors"}
KEYS = {"country": "code"}


def _document(data: str) -> str:
    return f"+ Response 200 ({JSON_API})\n\n        {data}\n\n"


def _section(heading: str, *actions: tuple[str, str, str, str]) -> str:
    """A resource; each action is name, method, request body and response."""
    text = f"## {heading}\n\n"
    if "{id}" in heading:
        text += "+ Parameters\n    + id: `1` (string, required)\n\n"
    if "{code}" in heading:
        text += "+ Parameters\n    + code: `NL` (string, required)\n\n"
    if "{?include}" in heading:
        text = text.rstrip("\n") + "\n    + include (string, optional) - Also `subject`.\n\n"
    for name, method, sends, answers in actions:
        text += f"### {name} [{method}]\n\n"
        if sends:
            text += f"+ Request ({JSON_API})\n\n        {sends}\n\n"
        text += answers
    return text


def _data(value: str) -> str:
    return f'{{"data": {value}}}'


NOTHING = "+ Response 204\n\n"
AUTHOR = (
    '{"type": "author", "id": "1", "attributes": {"name": "Ann"},'
    ' "relationships": {"books": {"data": [{"type": "book", "id": "1"}]}}}'
)
BOOK = (
    '{"type": "book", "id": "1", "attributes": {"title": "One"},'
    ' "relationships": {"authors": {"data": [{"type": "author", "id": "1"}]}}}'
)
NOTE = (
    '{"type": "note", "id": "1", "attributes": {"text": "Hi"},'
    ' "relationships": {"subject": {"data": {"type": "book", "id": "1"},'
    ' "links": {"related": "/notes/1/subject"}}}}'
)
OTHER = (
    NOTE.replace("/notes/1/", "/notes/2/")
    .replace('"id": "1", "attributes"', '"id": "2", "attributes"')
    .replace("book", "author")
)
COUNTRY = '{"type": "country", "id": "1", "attributes": {"name": "Low", "code": "NL"}}'
SETTINGS = '{"type": "settings", "id": "1", "attributes": {"colour": "red", "limit": 5}}'
NEW = '{"type": "author", "id": "7", "attributes": {"name": "Ann"}}'
MADE = NEW.replace('"Ann"}}', '"Ann"}, "relationships": {"books": {"data": []}}}')


def _linkage(owner: str, name: str, target: str) -> str:
    one = _data(f'[{{"type": "{target}", "id": "1"}}]')
    path = f"{owner}s/{{id}}/relationships/{name}"
    return _section(
        f"{name.title()} of {owner} [/{path}]",
        (f"Get {name} of {owner}", "GET", "", _document(one)),
        (f"Replace {name} of {owner}", "PATCH", one, NOTHING),
        (f"Add {name} to {owner}", "POST", one, NOTHING),
        (f"Remove {name} of {owner}", "DELETE", one, NOTHING),
    )


BLUEPRINT = (
    "FORMAT: 1A\n\n# Shapes\n\n# Group All\n\n"
    + _section(
        "Authors [/authors]",
        ("List Authors", "GET", "", _document(_data(f"[{AUTHOR}]"))),
        (
            "Create Author",
            "POST",
            _data(NEW),
            _document(_data(MADE)).replace("200", "201"),
        ),
    )
    + _section(
        "Author [/authors/{id}]",
        ("Get Author", "GET", "", _document(_data(AUTHOR))),
        ("Delete Author", "DELETE", "", NOTHING),
    )
    + _section(
        "Books of Author [/authors/{id}/books]",
        ("List Books of Author", "GET", "", _document(_data(f"[{BOOK}]"))),
    )
    + _section(
        "Authors of Book [/books/{id}/authors]",
        ("List Authors of Book", "GET", "", _document(_data(f"[{AUTHOR}]"))),
    )
    + _linkage("author", "books", "book")
    + _linkage("book", "authors", "author")
    + _section(
        "Book [/books/{id}]",
        ("Get Book", "GET", "", _document(_data(BOOK))),
        ("Delete Book", "DELETE", "", NOTHING),
    )
    + _section("Notes [/notes]", ("List Notes", "GET", "", _document(_data(f"[{NOTE}, {OTHER}]"))))
    + _section(
        "Note [/notes/{id}{?include}]",
        ("Get Note", "GET", "", _document(_data(NOTE))),
        ("Update Note", "PATCH", _data(NOTE), _document(_data(NOTE))),
    )
    + _section(
        "Subject of Note [/notes/{id}/subject]",
        ("Get Subject of Note", "GET", "", _document(_data(BOOK))),
    )
    + _section(
        "Country [/countries/{code}]",
        ("Get Country", "GET", "", _document(_data(COUNTRY))),
        (
            "Update Country",
            "PATCH",
            _data(COUNTRY.replace("Low", "Lower").replace(', "code": "NL"', "")),
            _document(_data(COUNTRY.replace("Low", "Lower"))),
        ),
        ("Delete Country", "DELETE", "", NOTHING),
    )
    + _section(
        "Settings [/settings]",
        ("Get Settings", "GET", "", _document(_data(SETTINGS))),
        ("Update Settings", "PATCH", _data(SETTINGS), _document(_data(SETTINGS))),
    )
)


class Shapes:
    """The server and its state handler; ``bugs`` are what it does wrong."""

    def __init__(self, *bugs: str) -> None:
        self.bugs = bugs
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.links: dict[tuple[str, str, str], list[tuple[str, str]]] = {}

    def reset(self) -> None:
        self.rows, self.links = {}, {}

    def create(
        self, type: str, id: str, attributes: Mapping[str, Any], relationships: Mapping[str, Any]
    ) -> None:
        self.rows[type, id] = dict(attributes)
        for name, data in relationships.items():
            items = data if isinstance(data, list) else [data] if data else []
            assert isinstance(data, list) == (name in MANY), f"{name} is to-{'many' * 0}one"
            self.link(type, id, name, [(item["type"], item["id"]) for item in items])

    def link(self, type: str, id: str, name: str, targets: list[tuple[str, str]]) -> None:
        """Replace a linkage, on both sides where there are two."""
        inverse = LINKS[type][name]
        for key in [k for k in self.links if inverse and k[2] == inverse]:
            self.links[key] = [item for item in self.links[key] if item != (type, id)]
        self.links[type, id, name] = targets
        if inverse and "other side is forgotten" not in self.bugs:
            for kind, key in targets:
                self.links.setdefault((kind, key, inverse), []).append((type, id))

    def token(self, user: str, kind: str) -> str:
        return f"{kind}-{user}"

    def fail(self, checkers: Iterable[str]) -> None:
        """There are no checkers."""

    def close(self) -> None:
        """There is nothing to close."""

    def send(self, sent: Sent) -> Answer:
        parts = sent.uri.partition("?")[0].strip("/").split("/")
        body = json.loads(sent.body)["data"] if sent.body else None
        if parts == ["settings"]:
            ids = [id for kind, id in self.rows if kind == "settings"]
            return self.one(sent, "settings", ids[0] if ids else "", body)
        type = TYPES[parts[0]]
        if len(parts) == 1:
            return self.post(type, body) if sent.method == "POST" else self.list(type)
        id = parts[1]
        if key := KEYS.get(type):
            id = next((i for (t, i), row in self.rows.items() if t == type and row[key] == id), "")
        if (type, id) not in self.rows:
            return self.error(404)
        if len(parts) == 4:
            return self.linkage(sent, type, id, parts[3], body)
        if len(parts) == 3:
            found = [self.shown(*key) for key in self.links.get((type, id, parts[2]), [])]
            if parts[2] in MANY:
                return self.answer(200, found)
            is_hidden = found and found[0]["type"] != "book" and "related books only" in self.bugs
            return self.answer(200, found[0] if found and not is_hidden else None)
        return self.one(sent, type, id, body)

    def one(self, sent: Sent, type: str, id: str, body: Any) -> Answer:
        if (type, id) not in self.rows:
            return self.error(404)
        if sent.method == "DELETE":
            if f"delete of {type} is ignored" not in self.bugs:
                del self.rows[type, id]
                for key, items in self.links.items():
                    self.links[key] = [item for item in items if item != (type, id)]
            return Answer(204)
        if sent.method == "PATCH" and self.links_nothing(body):
            if "refused patches change attributes" in self.bugs:
                self.rows[type, id].update(body.get("attributes", {}))
            return self.error(404)
        if sent.method == "PATCH" and f"patch of {type} is ignored" not in self.bugs:
            self.rows[type, id].update(body.get("attributes", {}))
            for name, value in body.get("relationships", {}).items():
                target = value["data"]
                if target and target["type"] != "book" and "only books" in self.bugs:
                    continue
                if target is None and "null is not linked" in self.bugs:
                    continue
                items = [(target["type"], target["id"])] if target else []
                self.link(type, id, name, items)
        if "include=subject" in sent.uri:
            return self.document(
                200,
                {
                    "data": self.shown(type, id),
                    "included": [
                        self.shown(*key)
                        for key in self.links.get((type, id, "subject"), [])
                        if key[0] == "book" or "included books only" not in self.bugs
                    ],
                },
            )
        return self.answer(200, self.shown(type, id))

    def links_nothing(self, body: Any) -> bool:
        """Whether a PATCH links a resource that does not exist."""
        targets = [value["data"] for value in body.get("relationships", {}).values()]
        return any((t["type"], t["id"]) not in self.rows for t in targets if t)

    def post(self, type: str, body: Any) -> Answer:
        id = str(body.get("id") or max([int(i) for t, i in self.rows if t == type] + [0]) + 1)
        if "client ids are ignored" in self.bugs:
            id = "55"
        if (type, id) in self.rows and "client ids overwrite" not in self.bugs:
            return self.error(409)
        self.create(type, id, body["attributes"], {})
        return self.answer(201, self.shown(type, id))

    def linkage(self, sent: Sent, type: str, id: str, name: str, body: Any) -> Answer:
        now = self.links.get((type, id, name), [])
        if sent.method == "GET":
            return self.answer(200, [{"type": t, "id": i} for t, i in now])
        given = [(item["type"], item["id"]) for item in body]
        found = {
            "PATCH": given,
            "POST": now + [item for item in given if item not in now],
            "DELETE": [item for item in now if item not in given],
        }[sent.method]
        if f"linkage {sent.method} is ignored" not in self.bugs:
            self.link(type, id, name, found)
        return Answer(204)

    def list(self, type: str) -> Answer:
        return self.answer(200, [self.shown(t, i) for t, i in self.rows if t == type])

    def shown(self, type: str, id: str) -> dict[str, Any]:
        value: dict[str, Any] = {"type": type, "id": id, "attributes": self.rows[type, id]}
        for name in LINKS[type]:
            items = [{"type": t, "id": i} for t, i in self.links.get((type, id, name), [])]
            data = items if name in MANY else (items or [None])[0]
            value.setdefault("relationships", {})[name] = {"data": data}
        if type == "note":
            last = "book" if "related links lead elsewhere" in self.bugs else "subject"
            value["relationships"]["subject"]["links"] = {"related": f"/notes/{id}/{last}"}
        return value

    def error(self, status: int) -> Answer:
        return self.document(status, {"errors": [{"status": str(status), "title": "No"}]})

    def answer(self, status: int, data: Any) -> Answer:
        return self.document(status, {"data": data})

    def document(self, status: int, document: Any) -> Answer:
        return Answer(status, (("Content-Type", JSON_API),), json.dumps(document).encode())
