"""The blueprint of a new resource: its group, its types, its errors and who may call it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from contracts.format import formatted
from contracts.model import Access, Contract
from contracts.scaffold.context import ResourceContext, context_of
from contracts.scaffold.named_types import named_types
from contracts.scaffold.shared import shared_types
from contracts.scaffold.snippets import (
    MEDIA_TYPE,
    NOT_FOUND,
    REFUSALS,
    WITH_TOKEN,
    WITHOUT_TOKEN,
    include_or_text,
)
from contracts.scaffold.wanted import NewAttribute, NewResource, titled
from contracts.text.spelling import spaced


def resource_group(
    contract: Contract,
    wanted: NewResource,
    known: Collection[str] = (),
    files: Mapping[str, str] | None = None,
) -> str:
    """The text of a file with everything about the resource. Raises CannotScaffold.

    Shared types are added unless the contract has them, or they are among ``known``; shared
    requests and responses are included from ``files``, the texts in the project's ``shared/``.
    """
    place = context_of(contract, wanted, files or {})
    group = "\n\n".join(_group(wanted, place)) + "\n"
    own = f"# Data Structures\n\n{named_types(wanted, place)}"
    needed = shared_types("\n".join([group, own]), {*contract.schemas, *known})
    return formatted("\n".join([group, own, needed]))


def _group(wanted: NewResource, place: ResourceContext) -> Iterator[str]:
    parent = f" of {_article(wanted.parent)}" if wanted.parent else ""
    yield f"# Group {titled(wanted.plural)}\nThe {spaced(wanted.plural)}{parent}."
    collection = f"{place.prefix}/{wanted.plural}"
    yield f"## {titled(wanted.plural)} [{collection}]"
    yield from _create(wanted, place)
    yield from _list(wanted, place, collection)
    yield f"## {wanted.title} [{collection}/{{id}}]\n\n{_id_parameter(wanted.name)}"
    yield from _detail(wanted, place)
    yield from _update(wanted, place)
    yield from _delete(wanted, place)
    if place.document:
        yield from _parent(wanted, place)


def _create(wanted: NewResource, place: ResourceContext) -> Iterator[str]:
    parent = f" to {_article(wanted.parent)}" if wanted.parent else ""
    yield f"### Create {wanted.title} [POST]\nAdds {_article(wanted.name)}{parent}."
    yield _access(place, place.access)
    lines = [
        "+ Attributes",
        "    + data (required)",
        f"        + type: `{wanted.name}` (string, required, fixed)",
        f"        + attributes ({wanted.title} Draft, required)",
    ]
    if wanted.parent:
        member = f"`{wanted.parent}`" if "-" in wanted.parent else wanted.parent
        lines += [
            "        + relationships (required)",
            f"            + {member} (required)",
            f"                + data ({place.identifier}, required)",
        ]
    yield "\n".join(lines)
    yield _request(place)
    yield (
        f"+ Response 201 ({MEDIA_TYPE})\n    + Headers\n\n"
        f"            Location: {place.prefix}/{wanted.plural}/1\n\n"
        f"    + Attributes ({wanted.title} Document)"
    )
    yield from _refusals(place)
    missing = next((each for each in wanted.attributes if each.required), None)
    if missing is not None:
        yield f"{_request(place)}\n{_incomplete(wanted, missing)}"
        yield f"+ Response 422 ({MEDIA_TYPE})\n    + Attributes (Unprocessable Entity)"


def _incomplete(wanted: NewResource, missing: NewAttribute) -> str:
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


def _list(wanted: NewResource, place: ResourceContext, collection: str) -> Iterator[str]:
    many = spaced(wanted.plural)
    path, parent = collection, place.parent
    if parent is None:
        yield f"### List {titled(wanted.plural)} [GET]\nLists the {many}."
    else:
        path = f"{parent.path}/{wanted.plural}"
        yield (
            f"### List {titled(parent.name)} {titled(wanted.plural)} [GET {path}]\n"
            f"Lists the {many} of one {spaced(parent.name)}."
        )
    yield _access(place, Access.PUBLIC)
    if parent is not None:
        yield _id_parameter(parent.name)
    yield _list_response(wanted, place, path.replace("{id}", "1"))
    if parent is not None:
        yield include_or_text(NOT_FOUND, place.files, place.scheme)


def _list_response(wanted: NewResource, place: ResourceContext, path: str) -> str:
    base = f" ({place.list_base})" if place.list_base else ""
    lines = [
        f"+ Response 200 ({MEDIA_TYPE})",
        f"    + Attributes{base}",
        f"        + data (array[{wanted.title}], required, fixed-type)",
        "        + links (List Links, required)",
        *(f"            + {rel}: `{path}` (string, required)" for rel in ("self", "first", "last")),
    ]
    if not base:
        lines += [
            "        + meta (List Meta, required)",
            "        + jsonapi (JSON API, required)",
        ]
    return "\n".join(lines)


def _detail(wanted: NewResource, place: ResourceContext) -> Iterator[str]:
    yield f"### Get {wanted.title} [GET]\nShows one {spaced(wanted.name)}."
    yield _access(place, Access.PUBLIC)
    yield f"+ Response 200 ({MEDIA_TYPE})\n    + Attributes ({wanted.title} Document)"
    yield include_or_text(NOT_FOUND, place.files, place.scheme)


def _update(wanted: NewResource, place: ResourceContext) -> Iterator[str]:
    yield f"### Update {wanted.title} [PATCH]\nChanges the attributes that are sent."
    yield _access(place, place.access)
    yield (
        f"+ Attributes\n    + data ({wanted.title} Identifier, required)\n"
        f"        + attributes ({wanted.title} Changes, required)"
    )
    yield _request(place)
    yield f"+ Response 200 ({MEDIA_TYPE})\n    + Attributes ({wanted.title} Document)"
    yield from _refusals(place)


def _delete(wanted: NewResource, place: ResourceContext) -> Iterator[str]:
    yield f"### Delete {wanted.title} [DELETE]\nDeletes {_article(wanted.name)}, softly."
    yield _access(place, place.access)
    yield _request(place)
    yield f"+ Response 200 ({MEDIA_TYPE})\n    + Attributes (Deleted)"
    yield from _refusals(place)


def _parent(wanted: NewResource, place: ResourceContext) -> Iterator[str]:
    parent = spaced(wanted.parent)
    yield (
        f"### Get {wanted.title} {titled(wanted.parent)}"
        f" [GET {place.prefix}/{wanted.plural}/{{id}}/{wanted.parent}]\n"
        f"Shows the {parent} that the {spaced(wanted.name)} belongs to."
    )
    yield _access(place, Access.PUBLIC)
    yield f"+ Response 200 ({MEDIA_TYPE})\n    + Attributes ({place.document})"
    yield include_or_text(NOT_FOUND, place.files, place.scheme)


def _id_parameter(name: str) -> str:
    return f"+ Parameters\n    + id: `1` (string, required) - Id of the {spaced(name)}."


def _access(place: ResourceContext, level: Access) -> str:
    return f"**Access:** {place.conventions.word(level)}"


def _request(place: ResourceContext) -> str:
    if place.access is Access.PUBLIC:
        return WITHOUT_TOKEN
    return include_or_text(WITH_TOKEN, place.files, place.scheme)


def _refusals(place: ResourceContext) -> tuple[str, ...]:
    """The requests without a token and with another user's, where access asks for one."""
    public = place.access is Access.PUBLIC
    return () if public else (include_or_text(REFUSALS, place.files, place.scheme),)


def _article(name: str) -> str:
    words = spaced(name)
    return f"an {words}" if words[0] in "aeio" else f"a {words}"
