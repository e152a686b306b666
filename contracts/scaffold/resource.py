"""The blueprint of a new resource: its group, its types, its errors and who may call it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from contracts.format import formatted
from contracts.model import Access, Contract, ResourceType
from contracts.scaffold.context import ResourceContext, context_of
from contracts.scaffold.named_types import named_types
from contracts.scaffold.shared import shared_types
from contracts.scaffold.wanted import Wanted, WantedAttribute, titled

MEDIA_TYPE: Final = "application/vnd.api+json"
_UNKNOWN: Final = (
    f"+ Request With an unknown id\n    + Headers\n\n            Accept: {MEDIA_TYPE}",
    f"+ Response 404 ({MEDIA_TYPE})\n    + Attributes (Not Found)",
)


def resource_group(contract: Contract, wanted: Wanted, known: Collection[str] = ()) -> str:
    """The text of a file with everything about the resource. Raises CannotScaffold.

    Shared types are added unless the contract has them, or they are among ``known``.
    """
    place = context_of(contract, wanted)
    parts = [_group(wanted, place)]
    own = f"# Data Structures\n\n{named_types(wanted, place)}"
    needed = shared_types("\n".join([*parts, own]), {*contract.schemas, *known})
    return formatted("\n".join([*parts, own, needed]))


def _group(wanted: Wanted, place: ResourceContext) -> str:
    sections = [
        f"# Group {titled(wanted.plural)}\n{_about(wanted)}",
        f"## {titled(wanted.plural)} [{place.prefix}/{wanted.plural}]",
        _create(wanted, place),
    ]
    if place.parent is None:
        sections.append(_list(wanted, place, f"{place.prefix}/{wanted.plural}"))
    single = f"{place.prefix}/{wanted.plural}/{{id}}"
    sections += [
        f"## {wanted.title} [{single}]\n\n+ Parameters\n"
        f"    + id: `1` (string, required) - Id of the {_words(wanted.name)}.",
        _detail(wanted, place),
        _update(wanted, place),
        _delete(wanted, place),
    ]
    if place.parent is not None:
        sections += [*_below_parent(wanted, place, place.parent)]
    return "\n\n".join(sections) + "\n"


def _about(wanted: Wanted) -> str:
    parent = f" of {_article(wanted.parent)}" if wanted.parent else ""
    return f"The {_words(wanted.plural)}{parent}."


def _create(wanted: Wanted, place: ResourceContext) -> str:
    draft = f"    + Attributes ({wanted.title} Draft Document)"
    parent = f" to {_article(wanted.parent)}" if wanted.parent else ""
    action = [
        f"### Create {wanted.title} [POST]\nAdds {_article(wanted.name)}{parent}.",
        *_access(place, place.access),
        _request(_caller(place), place, draft),
        f"+ Response 201 ({MEDIA_TYPE})\n    + Headers\n\n"
        f"            Location: {place.prefix}/{wanted.plural}/1\n\n"
        f"    + Attributes ({wanted.title} Document)",
        *_refusals(place, draft, True),
    ]
    required = next((each for each in wanted.attributes if each.required), None)
    if required is not None:
        action += [
            _request(f"Without {_article(required.name)}", place, _incomplete(wanted, required)),
            f"+ Response 422 ({MEDIA_TYPE})\n    + Attributes (Unprocessable Entity)",
        ]
    return "\n\n".join(action)


def _incomplete(wanted: Wanted, missing: WantedAttribute) -> str:
    """A body without a required attribute."""
    members = ", ".join(
        f'"{each.name}": "{each.example}"' if each.is_text else f'"{each.name}": {each.example}'
        for each in wanted.attributes
        if each is not missing
    )
    linkage = ""
    if wanted.parent:
        identifier = f'{{"type": "{wanted.parent}", "id": "1"}}'
        relationships = f'{{"{wanted.parent}": {{"data": {identifier}}}}}'
        linkage = f',\n                      "relationships": {relationships}'
    return (
        f'    + Body\n\n            {{"data": {{"type": "{wanted.name}",\n'
        f'                      "attributes": {{{members}}}{linkage}}}}}'
    )


def _detail(wanted: Wanted, place: ResourceContext) -> str:
    return "\n\n".join(
        (
            f"### Get {wanted.title} [GET]\nShows one {_words(wanted.name)}.",
            *_access(place, Access.PUBLIC),
            f"+ Response 200 ({MEDIA_TYPE})\n    + Attributes ({wanted.title} Document)",
            *_UNKNOWN,
        )
    )


def _update(wanted: Wanted, place: ResourceContext) -> str:
    changes = f"    + Attributes ({wanted.title} Changes Document)"
    return "\n\n".join(
        (
            f"### Update {wanted.title} [PATCH]\nChanges the attributes that are sent.",
            *_access(place, place.access),
            _request(_caller(place), place, changes),
            f"+ Response 200 ({MEDIA_TYPE})\n    + Attributes ({wanted.title} Document)",
            *_refusals(place, changes, True),
        )
    )


def _delete(wanted: Wanted, place: ResourceContext) -> str:
    return "\n\n".join(
        (
            f"### Delete {wanted.title} [DELETE]\nDeletes {_article(wanted.name)}, softly.",
            *_access(place, place.access),
            _request(_caller(place), place, "", body=False),
            f"+ Response 200 ({MEDIA_TYPE})\n    + Attributes (Deleted)",
            *_refusals(place, "", False),
        )
    )


def _list(wanted: Wanted, place: ResourceContext, path: str) -> str:
    title = titled(wanted.plural)
    return "\n\n".join(
        (
            f"### List {title} [GET]\nLists the {_words(wanted.plural)}.",
            *_access(place, Access.PUBLIC),
            f"+ Response 200 ({MEDIA_TYPE})\n{_list_document(wanted, path)}",
        )
    )


def _list_document(wanted: Wanted, path: str) -> str:
    links = "\n".join(
        f"            + {name}: `{path}` (string, required)" for name in ("self", "first", "last")
    )
    return (
        f"    + Attributes\n        + data (array[{wanted.title}], required, fixed-type)\n"
        f"        + links (List Links, required)\n{links}\n"
        "        + meta (List Meta, required)\n        + jsonapi (JSON API, required)"
    )


def _below_parent(wanted: Wanted, place: ResourceContext, parent: ResourceType) -> Iterator[str]:
    title, plural = titled(parent.name), titled(wanted.plural)
    path = f"{parent.path}/{wanted.plural}"
    example = path.replace("{id}", "1")
    variable = f"    + id: `1` (string, required) - Id of the {_words(parent.name)}."
    yield f"## {title} {plural} [{path}]\n\n+ Parameters\n{variable}"
    yield "\n\n".join(
        (
            f"### List {title} {plural} [GET]\n"
            f"Lists the {_words(wanted.plural)} of one {_words(parent.name)}.",
            *_access(place, Access.PUBLIC),
            f"+ Response 200 ({MEDIA_TYPE})\n{_list_document(wanted, example)}",
            *_UNKNOWN,
        )
    )
    if place.document:
        own = f"    + id: `1` (string, required) - Id of the {_words(wanted.name)}."
        uri = f"{place.prefix}/{wanted.plural}/{{id}}/{parent.name}"
        yield f"## {wanted.title} {title} [{uri}]\n\n+ Parameters\n{own}"
        yield "\n\n".join(
            (
                f"### Get {wanted.title} {title} [GET]\n"
                f"Shows the {_words(parent.name)} that the {_words(wanted.name)} belongs to.",
                *_access(place, Access.PUBLIC),
                f"+ Response 200 ({MEDIA_TYPE})\n    + Attributes ({place.document})",
                *_UNKNOWN,
            )
        )


def _access(place: ResourceContext, level: Access) -> tuple[str, ...]:
    return (f"**Access:** {place.conventions.word(level)}",)


def _caller(place: ResourceContext) -> str:
    if place.access is Access.ORGANIZER and place.parent is not None:
        return f"By the {place.conventions.owner} of the {_words(place.parent.name)}"
    return "By an administrator" if place.access is Access.ADMIN else "By anybody"


def _request(name: str, place: ResourceContext, content: str, *, body: bool = True) -> str:
    media = f" ({MEDIA_TYPE})" if body else ""
    header = "Authorization: JWT <access_token>"
    if place.access is Access.PUBLIC:
        header = f"Accept: {MEDIA_TYPE}"
    headers = f"    + Headers\n\n            {header}"
    return "\n\n".join(filter(None, (f"+ Request {name}{media}\n{headers}", content)))


def _refusals(place: ResourceContext, content: str, body: bool) -> tuple[str, ...]:
    """The requests without a token and with another user's, as far as access asks for one."""
    if place.access is Access.PUBLIC:
        return ()
    media = f" ({MEDIA_TYPE})" if body else ""
    accept = f"    + Headers\n\n            Accept: {MEDIA_TYPE}"
    return (
        f"+ Request Without a token{media}\n{content or accept}",
        f"+ Response 401 ({MEDIA_TYPE})\n    + Attributes (Unauthorized)",
        _request("By somebody else", place, content, body=body),
        f"+ Response 403 ({MEDIA_TYPE})\n    + Attributes (Forbidden)",
    )


def _words(name: str) -> str:
    return name.replace("-", " ")


def _article(name: str) -> str:
    words = _words(name)
    return f"an {words}" if words[0] in "aeio" else f"a {words}"
