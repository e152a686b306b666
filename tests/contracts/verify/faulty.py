"""The reference server, broken on purpose between it and its client.

A fault gets the way to the server and a request, and gives an answer; it may ask something
else, answer something else, or not ask at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote

from contracts.exchange import Answer, Client, Sent

Send = Callable[[Sent], Answer]
Fault = Callable[[Send, Sent], Answer]

SINGLE = re.compile(r"/v1/[a-z-]+/[^/]+")
LINKAGE = re.compile(r"/v1/[a-z-]+/[^/]+/relationships/[a-z-]+")
RELATED = re.compile(r"/v1/[a-z-]+/[^/]+/[a-z-]+")
COLLECTION = re.compile(r"/v1/[a-z-]+")


@dataclass(frozen=True, slots=True)
class Faulty:
    """A client of a server with a fault."""

    client: Client
    fault: Fault

    def send(self, sent: Sent) -> Answer:
        """What the fault makes of it."""
        return self.fault(self.client.send, sent)

    def close(self) -> None:
        """There is nothing to give back."""


def path(sent: Sent) -> str:
    return sent.uri.partition("?")[0]


def is_reading(sent: Sent, *patterns: re.Pattern[str]) -> bool:
    return sent.method == "GET" and any(p.fullmatch(path(sent)) for p in patterns)


def edited(answer: Answer, edit: Callable[[Any], None]) -> Answer:
    """The answer with its document changed by ``edit``."""
    if answer.status >= 400:
        return answer
    document = json.loads(answer.body)
    edit(document)
    return replace(answer, body=json.dumps(document).encode())


def asked(sent: Sent, **changes: Callable[[str], str | None]) -> Sent:
    """The request with query parameters changed; None leaves one out."""
    pairs = []
    for name, value in parse_qsl(sent.uri.partition("?")[2], keep_blank_values=True):
        family = name.partition("[")[0]
        change = changes.get(name.replace("[", "_").rstrip("]")) or changes.get(family)
        new = change(value) if change else value
        if new is not None:
            pairs.append(f"{quote(name, safe='')}={quote(new, safe='')}")
    query = f"?{'&'.join(pairs)}" if pairs else ""
    return replace(sent, uri=path(sent) + query)


def data(sent: Sent) -> Any:
    return json.loads(sent.body)["data"] if sent.body else None


def with_data(sent: Sent, value: Any) -> Sent:
    return replace(sent, body=json.dumps({"data": value}))


def is_list(answer: Answer) -> bool:
    return answer.status < 400 and isinstance(json.loads(answer.body).get("data"), list)


def deletes_nothing(send: Send, sent: Sent) -> Answer:
    if sent.method == "DELETE" and SINGLE.fullmatch(path(sent)):
        shown = send(replace(sent, method="GET"))
        return shown if shown.status >= 400 else _deleted(shown)
    return send(sent)


def _deleted(answer: Answer) -> Answer:
    document = {"meta": {"message": "Object successfully deleted"}, "jsonapi": {"version": "1.0"}}
    return replace(answer, body=json.dumps(document).encode())


def deletes_the_next_as_well(send: Send, sent: Sent) -> Answer:
    if sent.method == "DELETE" and SINGLE.fullmatch(path(sent)):
        head, _, id = path(sent).rpartition("/")
        send(replace(sent, uri=f"{head}/{int(id) + 1}"))
    return send(sent)


def shows_what_was_deleted_in_lists() -> Fault:
    """Lists answer what they answered before the first deletion."""
    before: dict[str, Answer] = {}
    deleted: list[str] = []

    def fault(send: Send, sent: Sent) -> Answer:
        answer = send(sent)
        if sent.method == "DELETE":
            deleted.append(sent.uri)
        if sent.method == "GET" and is_list(answer):
            if not deleted:
                before[sent.uri] = answer
            return before.get(sent.uri, answer)
        return answer

    return fault


def counts_what_was_deleted() -> Fault:
    """``meta.count`` never falls."""
    most: dict[str, int] = {}

    def fault(send: Send, sent: Sent) -> Answer:
        answer = send(sent)
        if sent.method != "GET" or not is_list(answer):
            return answer

        def edit(document: Any) -> None:
            if "meta" in document:
                most[path(sent)] = max(most.get(path(sent), 0), document["meta"]["count"])
                document["meta"]["count"] = most[path(sent)]

        return edited(answer, edit)

    return fault


def _rubbish(attributes: dict[str, Any]) -> None:
    name = next(name for name, value in attributes.items() if isinstance(value, str))
    attributes[name] = "rubbish@example.com"


def reads_other_values(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if is_reading(sent, SINGLE) and not is_list(answer):
        return edited(answer, lambda d: _rubbish(d["data"]["attributes"]))
    return answer


def lists_other_values(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if sent.method == "GET" and is_list(answer):
        return edited(answer, lambda d: [_rubbish(r["attributes"]) for r in d["data"]])
    return answer


def hides_the_newest(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if sent.method == "GET" and "relationships" not in sent.uri and is_list(answer):
        return edited(answer, _without_last)
    return answer


def _without_last(document: Any) -> None:
    newest = max(document["data"], key=lambda r: int(r["id"]), default=None)
    document["data"] = [r for r in document["data"] if r is not newest]


def lists_what_belongs_elsewhere(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if sent.method == "GET" and RELATED.fullmatch(path(sent)) and is_list(answer):
        other = send(replace(sent, uri=sent.uri.replace("/1/", "/2/")))
        if other.status >= 400:
            # Another user's list is not shown to this one; the list of all is.
            other = send(replace(sent, uri=f"/v1/{path(sent).rpartition('/')[2]}"))
        return edited(answer, lambda d: _add_missing(d["data"], json.loads(other.body)["data"]))
    return answer


def _add_missing(shown: list[Any], others: list[Any]) -> None:
    known = {each["id"] for each in shown}
    shown.extend(each for each in others if each["id"] not in known)


def stores_no_change(send: Send, sent: Sent) -> Answer:
    """PATCH of a resource answers what was sent, and keeps what was."""
    if sent.method != "PATCH" or not SINGLE.fullmatch(path(sent)):
        return send(sent)
    shown = send(replace(sent, method="GET", body=""))

    def edit(document: Any) -> None:
        known = document["data"]["attributes"]
        new = data(sent).get("attributes", {})
        known.update({name: value for name, value in new.items() if name in known})

    return edited(shown, edit)


def changes_more_than_is_sent(send: Send, sent: Sent) -> Answer:
    if sent.method == "PATCH" and SINGLE.fullmatch(path(sent)):
        value = data(sent)
        other = {"user": "details", "event": "name", "faq": "answer", "faq-type": "name"}
        name = other[value["type"]]
        if name in value["attributes"]:
            name = {"details": "contact", "answer": "question"}.get(name, "starts-at")
        new = "2099-12-01T00:00:00Z" if name == "starts-at" else "more"
        value["attributes"] = {name: new, **value["attributes"]}
        return send(with_data(sent, value))
    return send(sent)


def changes_others_as_well(send: Send, sent: Sent) -> Answer:
    """The resource with the next id is changed too, by as much as is allowed."""
    if sent.method == "PATCH" and SINGLE.fullmatch(path(sent)):
        head, _, id = path(sent).rpartition("/")
        value = {**data(sent), "id": str(int(id) + 1)}
        send(replace(with_data(sent, value), uri=f"{head}/{int(id) + 1}"))
    return send(sent)


def keeps_links_of_resources(send: Send, sent: Sent) -> Answer:
    if sent.method == "PATCH" and SINGLE.fullmatch(path(sent)):
        value = data(sent)
        value.pop("relationships", None)
        return send(with_data(sent, value))
    return send(sent)


def changes_what_it_refuses(send: Send, sent: Sent) -> Answer:
    """Attributes are changed before the links that are sent with them are looked at."""
    answer = send(sent)
    if sent.method == "PATCH" and SINGLE.fullmatch(path(sent)) and answer.status >= 400:
        value = data(sent)
        value.pop("relationships", None)
        send(with_data(sent, value))
    return answer


def keeps_linkage(send: Send, sent: Sent) -> Answer:
    """Changes of a relationship are answered, and not made."""
    if sent.method == "GET" or not LINKAGE.fullmatch(path(sent)):
        return send(sent)
    shown = send(replace(sent, method="GET", body=""))
    return edited(shown, lambda d: d.update(data=data(sent)))


def adds_by_replacing(send: Send, sent: Sent) -> Answer:
    if sent.method == "POST" and LINKAGE.fullmatch(path(sent)):
        return send(replace(sent, method="PATCH"))
    return send(sent)


def adds_what_is_there() -> Fault:
    """A POST to a relationship adds what was linked before: it is shown twice."""
    added: dict[str, Any] = {}

    def fault(send: Send, sent: Sent) -> Answer:
        answer = send(sent)
        if not LINKAGE.fullmatch(path(sent)) or answer.status >= 400:
            return answer
        if sent.method == "GET" and path(sent) in added:
            return edited(answer, lambda d: d["data"].extend(added[path(sent)]))
        if sent.method == "POST":
            added[path(sent)] = data(sent)
        return answer

    return fault


def removes_all(send: Send, sent: Sent) -> Answer:
    if sent.method == "DELETE" and LINKAGE.fullmatch(path(sent)):
        return send(replace(with_data(sent, []), method="PATCH"))
    return send(sent)


def shows_another_related(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if is_reading(sent, RELATED) and answer.status < 400 and not is_list(answer):
        return edited(answer, lambda d: d["data"] and d["data"].update(id="77"))
    return answer


def ignores(parameter: str) -> Fault:
    """The server knows nothing of a parameter, and links as if it did."""

    def fault(send: Send, sent: Sent) -> Answer:
        other = asked(sent, **{parameter: lambda _: None})
        return send(sent) if other.uri == sent.uri else _linked_as(send, sent, other)

    return fault


def _linked_as(send: Send, sent: Sent, other: Sent) -> Answer:
    """The answer to ``other`` with the document's links of the answer to ``sent``."""
    right = send(sent)
    links = json.loads(right.body).get("links") if right.status < 400 else None
    return edited(send(other), lambda d: d.update(links=links) if links else None)


def sorts_one_way(send: Send, sent: Sent) -> Answer:
    return _linked_as(send, sent, asked(sent, sort=lambda value: value.lstrip("-")))


def filters_by_not_equal(send: Send, sent: Sent) -> Answer:
    return _linked_as(send, sent, asked(sent, filter=lambda value: value.replace('"eq"', '"ne"')))


def filters_by_equal(send: Send, sent: Sent) -> Answer:
    return _linked_as(send, sent, asked(sent, filter=lambda value: value.replace('"ne"', '"eq"')))


def pages_off_by_one(send: Send, sent: Sent) -> Answer:
    return send(asked(sent, page_number=lambda value: str(max(1, int(value) - 1))))


def counts_one_too_few(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if sent.method == "GET" and is_list(answer) and b'"meta"' in answer.body:
        return edited(answer, lambda d: d["meta"].update(count=d["meta"]["count"] - 1))
    return answer


def has_no_next(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if sent.method == "GET" and is_list(answer):
        return edited(answer, lambda d: d["links"].pop("next", None))
    return answer


def next_is_the_same_page(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if sent.method == "GET" and is_list(answer) and b'"next"' in answer.body:
        return edited(answer, lambda d: d["links"].update(next=d["links"]["self"]))
    return answer


def shows_no_fields(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if "fields" in sent.uri and answer.status < 400:
        return edited(answer, _bare)
    return answer


def _bare(document: Any) -> None:
    data, included = document["data"], document.get("included", [])
    for each in [*(data if isinstance(data, list) else [data]), *included]:
        each["attributes"], each["relationships"] = {}, {}


def includes_nothing(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if "include=" in sent.uri and answer.status < 400:
        return edited(answer, lambda d: d.update(included=[]))
    return answer


def includes_less(send: Send, sent: Sent) -> Answer:
    """One of the included resources is missing, and so is the link to it."""
    answer = send(sent)
    if "include=" in sent.uri and answer.status < 400:
        return edited(answer, _unlink_last)
    return answer


def _unlink_last(document: Any) -> None:
    gone = document["included"].pop()
    key = {"type": gone["type"], "id": gone["id"]}
    data = document["data"]
    for each in data if isinstance(data, list) else [data]:
        for relationship in each["relationships"].values():
            if isinstance(relationship.get("data"), list):
                relationship["data"] = [i for i in relationship["data"] if i != key]
            elif relationship.get("data") == key:
                relationship["data"] = None


def includes_twice(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if "include=" in sent.uri and answer.status < 400:
        return edited(answer, lambda d: d["included"].append(d["included"][0]))
    return answer


def links_lead_to_others(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if is_reading(sent, SINGLE) and answer.status < 400 and not is_list(answer):
        return edited(answer, lambda d: d["data"]["links"].update(self="/v1/nowhere/1"))
    return answer


def fails_by_natural_key(send: Send, sent: Sent) -> Answer:
    key = path(sent).split("/")[3:4]
    if sent.method == "GET" and key and not key[0].isdecimal():
        return Answer(404, (("Content-Type", "application/vnd.api+json"),), b'{"errors": []}')
    return send(sent)


def shows_nothing_by_natural_key(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    key = path(sent).split("/")[3:4]
    if sent.method == "GET" and key and not key[0].isdecimal():
        return edited(answer, lambda d: d.update(data=[] if is_list(answer) else None))
    return answer


def gives_bad_tokens(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    if "/auth/" in sent.uri and answer.status < 400:
        return edited(answer, lambda d: d.update(access_token=d["access_token"][:-4] + "AAAA"))
    return answer


def accepts_every_password(send: Send, sent: Sent) -> Answer:
    """Whoever has a known e-mail address is let in."""
    answer = send(sent)
    if sent.uri == "/v1/auth/login" and answer.status == 401:
        return replace(answer, status=200, body=b'{"access_token": "a.b.c"}')
    return answer


def keeps_the_password(send: Send, sent: Sent) -> Answer:
    if sent.method == "PATCH" and SINGLE.fullmatch(path(sent)):
        value = data(sent)
        value["attributes"].pop("password", None)
        return send(with_data(sent, value))
    return send(sent)


def fails(send: Send, sent: Sent) -> Answer:
    return Answer(500, (("Content-Type", "text/plain"),), b"Internal Server Error")


def fails_at_last() -> Fault:
    """Nothing is wrong with the first two answers."""
    sent_so_far: list[Sent] = []

    def fault(send: Send, sent: Sent) -> Answer:
        sent_so_far.append(sent)
        return send(sent) if len(sent_so_far) < 3 else fails(send, sent)

    return fault


def shows_nobody_deleted(send: Send, sent: Sent) -> Answer:
    """What was deleted is shown as if it was not."""
    answer = send(sent)
    if sent.method != "GET" or not is_list(answer):
        return answer
    return edited(answer, _without_moments)


def _without_moments(document: Any) -> None:
    for resource in document["data"]:
        resource["attributes"]["deleted-at"] = None


def differs_harmlessly(send: Send, sent: Sent) -> Answer:
    """Another server that keeps the same contract: other spellings, nothing else.

    Members in another order, moments in another zone, absolute links, and the links that
    lead nowhere said to be null.
    """
    answer = send(sent)
    if answer.status >= 400 or "json" not in answer.content_type or "/v1/" not in sent.uri:
        return answer
    document = _respelled(json.loads(answer.body))
    if isinstance(document.get("data"), list) and "meta" in document:
        document["links"] = {"prev": None, "next": None, **document["links"]}
    return replace(answer, body=json.dumps(document, indent=1).encode())


def _respelled(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _respelled(value[key], key) for key in reversed(value)}
    if isinstance(value, list):
        return [_respelled(item) for item in value]
    if isinstance(value, str) and name in ("self", "related", "first", "last", "prev", "next"):
        return f"https://api.example.com{value}"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value):
        return f"{value[:-1]}+00:00"
    return value
