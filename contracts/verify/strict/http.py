"""Rules about the status line, the headers and the presence of a body (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Final

from contracts.build.transactions import expected_status
from contracts.exchange import Problem
from contracts.model import MISSING, EndpointKind, Missing, header
from contracts.text.documents import as_object
from contracts.text.json_values import same_address
from contracts.verify.strict.context import CheckContext, identifiers
from contracts.verify.strict.expectation import PAGES, normal
from contracts.verify.strict.rule import StrictCheck, StrictRule

STATUS: Final = StrictRule("status", "any", "The status is the documented one.")
CONTENT_TYPE: Final = StrictRule(
    "content-type", "any", "The Content-Type is the documented one, parameters included."
)
HEADER: Final = StrictRule(
    "header",
    "any",
    "Documented headers are sent, with their values or values of their kind.",
)
LOCATION: Final = StrictRule(
    "location",
    "any",
    "Location leads to the new resource: the documented address, with the new id.",
)
BODY: Final = StrictRule(
    "body",
    "any",
    "There is a body where one is documented, none with 204, and JSON where JSON is documented.",
)


#: Headers whose documented value is an example: it changes from answer to answer.
VARYING: Final = frozenset(
    {"date", "etag", "last-modified", "expires", "age", "content-length", "set-cookie", "server"}
)
#: Headers that the program which holds the connection makes, not the application behind it
#: (RFC 9110, 6.6.1, 7.6.1 and 10.2.4).
OF_THE_CONNECTION: Final = frozenset(
    ("connection", "date", "keep-alive", "server", "te", "trailer", "transfer-encoding", "upgrade")
)
#: Headers whose value is a list in any order, without regard to case.
LISTS: Final = frozenset({"allow", "vary", "cache-control", "accept-ranges", "connection"})
#: A segment that looks like an id: a number, or a long word with digits in it.
_CHOSEN: Final = re.compile(r"\d+|(?=[\w-]*\d)[\w-]{6,}")
_LINK: Final = re.compile(r"<([^>]*)>(?:[^,<]*?;\s*rel=\"?([^\";,]+)\"?)?")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")


def status(context: CheckContext) -> Iterator[Problem]:
    """The status is the documented one."""
    wanted, seen = expected_status(context.transaction.response), context.answer.status
    if wanted != seen:
        detail = _detail(context)
        message = f"the status is {seen}, documented is {wanted}{detail}"
        yield STATUS.problem(message, "status", wanted, seen)


def _detail(context: CheckContext) -> str:
    """The message of an error document."""
    errors = context.top.get("errors")
    first = as_object(errors[0]) if isinstance(errors, list) and errors else {}
    words = [str(first[name]) for name in ("title", "detail") if first.get(name)]
    return f" ({': '.join(words)})" if words else ""


def content_type(context: CheckContext) -> Iterator[Problem]:
    """The Content-Type is the documented one, parameters included."""
    wanted = context.transaction.response.content_type
    seen = context.answer.content_type
    if wanted and normal(wanted) != normal(seen):
        message = f"the Content-Type is {seen or 'missing'}, documented is {wanted}"
        yield CONTENT_TYPE.problem(message, "header:Content-Type", wanted, seen or MISSING)


def headers(context: CheckContext) -> Iterator[Problem]:
    """Every documented header is there, with its value or a value of its kind."""
    for name, wanted in context.transaction.response.headers:
        if name.lower() in ("content-type", "location"):
            continue
        seen = header(context.answer.headers, name)
        if not seen and not _present(context, name):
            if name.lower() == "link" and _targets(wanted) and _targets(wanted).keys() <= PAGES:
                continue  # one page
            if name.lower() in OF_THE_CONNECTION:
                continue
            message = f"the documented header {name} is missing"
            yield HEADER.problem(message, f"header:{name}", wanted)
        elif name.lower() == "link" and _targets(wanted):
            if not _same_links(context, wanted, seen):
                message = f"the header Link is {seen!r}, documented is {wanted!r}"
                yield HEADER.problem(message, "header:Link", wanted, seen)
        elif not _agrees(name.lower(), wanted, seen):
            message = f"the header {name} is {seen!r}, documented is {wanted!r}"
            yield HEADER.problem(message, f"header:{name}", wanted, seen)


def lengths(context: CheckContext) -> Iterator[Problem]:
    """Content-Length is sent at most once (RFC 9110, 8.6): clients refuse to guess."""
    seen = [value for name, value in context.answer.headers if name.lower() == "content-length"]
    if len(seen) > 1:
        message = f"the answer has {len(seen)} Content-Length headers"
        yield HEADER.problem(message, "header:Content-Length", MISSING, ", ".join(seen))


def _present(context: CheckContext, name: str) -> bool:
    return any(key.lower() == name.lower() for key, _ in context.answer.headers)


def _agrees(name: str, wanted: str, seen: str) -> bool:
    """Whether a header's value is the documented one, or of its kind where values vary."""
    if name in LISTS:
        return _words(wanted) == _words(seen)
    if _NUMBER.fullmatch(wanted):
        return bool(_NUMBER.fullmatch(seen))
    if _is_date(wanted):
        return _is_date(seen)
    return bool(seen) if name in VARYING else wanted == seen


def _words(value: str) -> set[str]:
    return {word.strip().lower() for word in value.split(",")}


def _is_date(value: str) -> bool:
    """Whether ``value`` is an HTTP date (RFC 9110, 5.6.7)."""
    try:
        return parsedate_to_datetime(value) is not None
    except ValueError:
        return False


def location(context: CheckContext) -> Iterator[Problem]:
    """Location leads to the new resource: the documented address, with the new id."""
    wanted = header(context.transaction.response.headers, "Location")
    if not wanted:
        return
    seen = header(context.answer.headers, "Location")
    data = context.top.get("data")
    wanted = _with_new_id(context, wanted, data)
    if not seen:
        message = "the documented header Location is missing"
        yield LOCATION.problem(message, "header:Location", wanted)
    elif not same_address(wanted, seen):
        message = f"Location leads to {seen}, and the resource is at {wanted}"
        yield LOCATION.problem(message, "header:Location", wanted, seen)


def _with_new_id(context: CheckContext, wanted: str, data: object) -> str:
    """The documented Location with the created resource's id in place of the example's."""
    example = context.expected.document
    shown = as_object(example).get("data") if not isinstance(example, Missing) else None
    documented, created = identifiers(shown), identifiers(data)
    if context.kind is EndpointKind.CREATE and len(documented) == len(created) == 1:
        (_, old), (_, new) = *documented, *created
        head, _, last = wanted.rpartition("/")
        return f"{head}/{new}" if last == old else wanted
    return _with_chosen_id(context, wanted)


def _with_chosen_id(context: CheckContext, wanted: str) -> str:
    """The documented address with the last segment that the server chose, in plain JSON.

    That is the id in the answer where the answer has one, else any value.
    """
    if context.sent.method != "POST" or context.expected.is_json_api or not context.succeeded:
        return wanted
    head, _, last = wanted.rpartition("/")
    example, seen = as_object(context.expected.document), context.top
    name = next((n for n, value in example.items() if last and str(value) == last), "")
    if name and isinstance(seen.get(name), str | int):
        return f"{head}/{seen[name]}"
    *_, chosen = header(context.answer.headers, "Location").rpartition("/")
    return f"{head}/{chosen}" if _CHOSEN.fullmatch(last) and chosen else wanted


def _same_links(context: CheckContext, wanted: str, seen: str) -> bool:
    """Whether two Link headers have the same relations and addresses (RFC 8288).

    Scheme and host are not compared; a created resource's address has an id of its own. Which
    pages there are depends on the data.
    """
    wanted_links, seen_links = _targets(wanted), _targets(seen)
    if (wanted_links.keys() ^ seen_links.keys()) - PAGES:
        return False
    return context.sent.method == "POST" or all(
        same_address(wanted_links[rel], seen_links[rel])
        for rel in wanted_links.keys() & seen_links.keys()
    )


def _targets(value: str) -> dict[str, str]:
    """Addresses by relation."""
    return {rel or "": target for target, rel in _LINK.findall(value)}


def body(context: CheckContext) -> Iterator[Problem]:
    """There is a body where one is documented, none with 204, and JSON where that is its type."""
    documented = context.transaction.response
    if documented.status in (204, 304) or context.sent.method == "HEAD":
        if context.answer.body:
            what = (
                "to HEAD" if context.sent.method == "HEAD" else f"with status {documented.status}"
            )
            message = f"a response {what} must not have a body"
            yield BODY.problem(message, "", MISSING, context.answer.text)
        return
    if context.expected.is_json and documented_body(context):
        if isinstance(context.document, Missing):
            message = f"the body is not JSON: {context.fault}"
            yield BODY.problem(message, "", context.expected.document, context.answer.text)
    elif documented.body.strip() and not context.expected.is_json:
        wanted, seen = documented.body.strip(), context.answer.text.strip()
        if wanted != seen:
            yield BODY.problem("the body is not the documented text", "", wanted, seen)


def documented_body(context: CheckContext) -> bool:
    """Whether anything is documented of the body."""
    return context.expected.validator is not None or bool(context.transaction.response.body.strip())


CHECKS: Final = (
    StrictCheck(CONTENT_TYPE, content_type),
    StrictCheck(HEADER, headers),
    StrictCheck(HEADER, lengths),
    StrictCheck(LOCATION, location),
    StrictCheck(BODY, body),
)
