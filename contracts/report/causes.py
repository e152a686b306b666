"""Causes: the problem nearest to the cause in one answer, and equal problems of several.

A wrong answer breaks many rules at once. The rule nearest to the cause speaks, the ones that
only follow from it are silent. What is left is known by its rule, its place without ids and
indexes, and the shape of its sentence without values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from contracts.exchange import Problem, Result
from contracts.verify.laws.addresses import LINKS
from contracts.verify.laws.fieldsets import FIELDS, INCLUDE
from contracts.verify.laws.law import LawKind
from contracts.verify.laws.lifecycle import CREATED, DELETED_LAW, RESTORED
from contracts.verify.laws.lists import PAGING, SORT
from contracts.verify.laws.relationships import RELATIONSHIP
from contracts.verify.laws.safe_methods import AGAIN
from contracts.verify.laws.trash import TRASH
from contracts.verify.laws.updates import UPDATED
from contracts.verify.plan import is_law
from contracts.verify.strict import document, echo, http, links, query, resources, schema, values
from contracts.verify.strict.rule import StrictRule

Key = tuple[str, ...]

#: Rules whose problem makes others of the same answer redundant.
_FOLLOWS: Final[Mapping[StrictRule, tuple[StrictRule, ...]]] = {
    http.CONTENT_TYPE: (document.JSONAPI_MEDIA_TYPE,),
    resources.JSONAPI_IDENTIFICATION: (
        values.DOCUMENTED,
        query.INCLUDE,
        values.ID,
        links.LINK,
        echo.ECHO,
    ),
    document.JSONAPI_TOP_LEVEL: (
        schema.SCHEMA,
        schema.UNDOCUMENTED,
        values.DOCUMENTED,
        document.JSONAPI_ERRORS,
    ),
    values.TYPE: (values.DOCUMENTED, links.LINK, query.INCLUDE),
    schema.NON_EMPTY: (values.DOCUMENTED,),
    values.ID: (values.DOCUMENTED, links.LINK),
    resources.JSONAPI_LINKAGE: (
        schema.UNDOCUMENTED,
        resources.JSONAPI_RESOURCE,
        schema.SCHEMA,
    ),
}
#: The laws that a broken rule on the same operation explains.
_EXPLAINS: Final[Mapping[StrictRule, tuple[LawKind, ...]]] = {
    echo.ECHO: (UPDATED, CREATED, RELATIONSHIP),
    links.PAGING: (PAGING,),
    links.LINK: (LINKS,),
    query.SORT: (SORT,),
    query.FIELDS: (FIELDS,),
    query.INCLUDE: (INCLUDE, FIELDS),
    resources.JSONAPI_RESOURCE: (RELATIONSHIP,),
}
FOLLOWS: Final = {rule.code: {other.code for other in rest} for rule, rest in _FOLLOWS.items()}
EXPLAINS: Final = {rule.code: {law.code for law in laws} for rule, laws in _EXPLAINS.items()}
#: Laws in which everything after the first wrong answer follows from one operation.
ABOUT_A_LIFE: Final = frozenset(law.code for law in (CREATED, DELETED_LAW, RESTORED, TRASH))
#: Rules of which every broken relationship or link has the same cause.
ABOUT_ALL_LINKS: Final = frozenset(
    rule.code
    for rule in (
        links.LINK,
        resources.JSONAPI_LINKS,
        resources.JSONAPI_RELATIONSHIP,
        LINKS,
    )
)

_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
_ADDRESS: Final = re.compile(r"(?:https?://|/)\S+")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_INDEX: Final = re.compile(r"/\d+(?=/|$)")
_FIELD: Final = re.compile(r"(/(?:relationships|links)/)[^/]+")
#: A link of a relationship: whatever its name, one view of the server answers it.
_LINK_OF: Final = re.compile(r"\b(the link \w+ of) \S+")
_LINK: Final = re.compile(r"\bthe link \w+")
_SUBJECT: Final = re.compile(r"^\S+ … has another ")
#: Rules about members of documents; where many members break one in the same way, they are one
#: finding.
ABOUT_MEMBERS: Final = frozenset(
    rule.code
    for rule in (
        schema.UNDOCUMENTED,
        schema.SCHEMA,
        schema.NON_EMPTY,
        values.DOCUMENTED,
        echo.ECHO,
        UPDATED,
    )
)
FEW: Final = 3
_UNFIT: Final = 500
#: The name of an exception, and the place that the state agent names behind its message.
_RAISED: Final = re.compile(r"\b(?:\w*(?:Error|Exception)|gaierror)\b")
_PLACE: Final = re.compile(r"\(([^()]*:\d+)\)$")
#: What logs say of another host that the server needs and this machine does not reach.
UNREACHED: Final = re.compile(
    r"ConnectionError|ConnectTimeout|NewConnectionError|Max retries exceeded|URLError"
    r"|gaierror|ENOTFOUND|EAI_AGAIN|Name or service not known|ConnectionRefused|ECONNREFUSED"
)


def nearest(result: Result) -> tuple[Problem, ...]:
    """The problems of one result that do not follow from others of it.

    What a law finds after its first problem follows from that.
    """
    if is_law(result.transaction):
        return result.problems[:1]
    kept: list[Problem] = []
    silent: set[str] = set()
    for problem in result.problems:
        silent |= FOLLOWS.get(problem.rule, set())
    for problem in result.problems:
        if problem.rule in silent or any(_covers(other, problem) for other in kept):
            continue
        kept.append(problem)
    return tuple(kept) or result.problems


def _covers(nearer: Problem, other: Problem) -> bool:
    """Whether another rule has spoken already about the place, or one that holds it.

    A schema speaks of a place once: ``null`` is no text, and none of the choices either.
    """
    if not nearer.place:
        return False
    if nearer.rule == other.rule:
        return nearer.rule == schema.SCHEMA.code and nearer.place == other.place
    return other.place == nearer.place or other.place.startswith(f"{nearer.place}/")


def pattern(place: str) -> str:
    """A place without indexes, the same in a resource and in a list of them."""
    return _INDEX.sub("", place)


def shape(message: str) -> str:
    """A sentence without its values: quoted texts, addresses and numbers are left out."""
    for pattern in (_QUOTED, _ADDRESS, _NUMBER):
        message = pattern.sub("…", message)
    return message


def key(result: Result, problem: Problem) -> Key:
    """What problems with one cause have in common."""
    refused = isinstance(problem.seen, int) and problem.seen >= 400
    if problem.place == "status" and (refused or not is_law(result.transaction)):
        return _of_status(result, problem)
    if is_law(result.transaction):
        return _of_law(result, problem)
    place = pattern(problem.place)
    if problem.rule == links.PAGING.code:
        return (problem.rule, shape(_LINK.sub("the link …", problem.message)), "")
    if problem.rule == document.JSONAPI_TOP_LEVEL.code:
        return (problem.rule, "", "")  # an answer is no JSON:API document, in all its members
    if problem.rule in ABOUT_ALL_LINKS:
        place = _FIELD.sub(r"\1*", place)
    return (problem.rule, shape(problem.message), place)


def _of_law(result: Result, problem: Problem) -> Key:
    """Laws of one kind break together, those of changes for each type."""
    if problem.rule in ABOUT_A_LIFE:
        return (problem.rule,)
    if problem.rule == PAGING.code and problem.place == "/data":
        return (problem.rule, "pages that do not make up the list", "")
    endpoint = result.action.endpoint
    own = endpoint.type if endpoint and problem.rule == UPDATED.code else ""
    return (problem.rule, _law_shape(result, problem), own)


def _law_shape(result: Result, problem: Problem) -> str:
    """The sentence without the names of type, attribute and operation, which the law's has."""
    message = problem.message
    names = result.transaction.name.replace(":", " ").split()
    message = _LINK_OF.sub(r"\1 …", message)
    for name in sorted(set(names), key=len, reverse=True):
        message = re.sub(rf"\b{re.escape(name)}\b", "…", message)
    return shape(message)


def _of_status(result: Result, problem: Problem) -> Key:
    """The answered status and the server's message; errors of its own one by one."""
    if result.is_unrouted:
        return ("status", str(problem.seen), "no such path", "")
    seen = problem.seen if isinstance(problem.seen, int) else 0
    detail = shape(_detail(problem))
    if seen >= _UNFIT:
        log = result.answer.log if result.answer else ()
        crash = next((line for line in reversed(log) if _RAISED.search(line)), "")
        if UNREACHED.search(crash):
            return ("status", str(seen), "another host was not reached")
        place = shape(crash) if is_law(result.transaction) else _raised(crash)
        return ("status", str(seen), place or _operation(result, problem))
    wanted = "success" if str(problem.expected)[:1] == "2" else str(problem.expected)
    return ("status", str(seen), wanted, detail)


def _raised(line: str) -> str:
    """The exception and its place, without its message, which has values in it."""
    match = _RAISED.search(line)
    place = _PLACE.search(line)
    if match is None:
        return ""
    return f"{match[0]} {place[1]}" if place else f"{match[0]} {shape(line)}"


def _detail(problem: Problem) -> str:
    """The part of the sentence that is the server's own message."""
    _, _, detail = problem.message.partition(" (")
    return detail.rstrip(")")


def _operation(result: Result, problem: Problem) -> str:
    """The operation with the kind of its query, if it has one (six values of ``sort``)."""
    sent = problem.sent or result.sent
    _, _, query = (sent.uri if sent else "").partition("?")
    names = sorted({pair.split("=")[0] for pair in query.split("&") if pair})
    action = problem.operation or result.action.id
    return f"{action}?{'&'.join(names)}" if is_law(result.transaction) and names else action


def explains(broken: Problem, problem: Problem) -> bool:
    """Whether a rule that an operation's transaction breaks is why a law does not hold.

    Without ids nothing can be distinguished, and asking again has the same answer again.
    """
    if problem.place == "status":
        return broken.place == "status" and problem.seen == broken.seen
    if problem.rule == UPDATED.code and problem.expected is None:
        return broken.place == problem.place  # that null is ignored, no sent value shows
    return (
        problem.rule == AGAIN.code
        or pattern(broken.place) in ("/data/id", "/data/type")
        or problem.rule in EXPLAINS.get(broken.rule, ())
    )


def merged(groups: Mapping[Key, list[int]]) -> Iterator[tuple[Key, ...]]:
    """Keys that belong together: one rule and shape in the very same results.

    A resource that lacks five attributes in every answer has one cause.
    """
    together: dict[Key | tuple[Key, tuple[int, ...]], list[Key]] = {}
    for own, members in groups.items():
        rule, message, *rest = (*own, "")
        parent = rest[0].rpartition("/")[0] if rest else ""
        same = ((rule, message, parent, *rest[1:]), tuple(members)) if parent else own
        together.setdefault(same, []).append(own)
    yield from map(tuple, together.values())


def alike(groups: Iterable[tuple[Key, ...]]) -> Iterator[tuple[Key, ...]]:
    """Groups of keys, those about more than a few members joined where they say the same.

    A blueprint that lacks two hundred members of the server's answers has one cause.
    """
    families: dict[Key, list[tuple[Key, ...]]] = {}
    for keys in groups:
        rule, message, *rest = keys[0]
        about_members = rule in ABOUT_MEMBERS
        family = (
            (rule, _SUBJECT.sub("has another ", message), *rest[1:]) if about_members else keys[0]
        )
        families.setdefault(family, []).append(keys)
    for members in families.values():
        if sum(map(len, members)) > FEW:
            yield tuple(key for keys in members for key in keys)
        else:
            yield from members
