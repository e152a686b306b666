"""The blueprint of a new resource: its group, its types, its errors and who may call it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from contracts.build.ownership import owner_path
from contracts.format import formatted
from contracts.model import Access, Contract, Conventions, ResourceType, Schema
from contracts.scaffold.shared import shared_types
from contracts.scaffold.wanted import TYPES, CannotScaffold, Wanted, WantedAttribute, titled
from contracts.text.payloads import fixed_type

MEDIA_TYPE: Final = "application/vnd.api+json"
PREFIX: Final = "/v1"
_UNKNOWN: Final = (
    f"+ Request With an unknown id\n    + Headers\n\n            Accept: {MEDIA_TYPE}",
    f"+ Response 404 ({MEDIA_TYPE})\n    + Attributes (Not Found)",
)


@dataclass(frozen=True, slots=True)
class ResourceContext:
    """Where the new resource belongs: URIs, access, and types there are already."""

    prefix: str
    access: Access
    conventions: Conventions
    parent: ResourceType | None = None
    identifier: str = ""
    document: str = ""


def resource_group(contract: Contract, wanted: Wanted, known: Collection[str] = ()) -> str:
    """The text of a file with everything about the resource. Raises CannotScaffold.

    Shared types are added unless the contract has them, or they are among ``known``.
    """
    place = _place(contract, wanted)
    parts = [_group(wanted, place)]
    own = f"# Data Structures\n\n{_types(wanted, place)}"
    needed = shared_types("\n".join([*parts, own]), {*contract.schemas, *known})
    return formatted("\n".join([*parts, own, needed]))


def _place(contract: Contract, wanted: Wanted) -> ResourceContext:
    if contract.resource_type(wanted.name) is not None:
        raise CannotScaffold(f"there is a resource type {wanted.name} already")
    deleted_at = contract.conventions.deleted_at
    if any(each.name == deleted_at for each in wanted.attributes):
        raise CannotScaffold(f"the attribute {deleted_at} is added by itself: leave it out")
    prefixes = Counter(t.path.rsplit("/", 2)[0] for t in contract.resource_types if t.path)
    prefix = prefixes.most_common(1)[0][0] if prefixes else PREFIX
    paths = {action.path for action in contract.actions()}
    if f"{prefix}/{wanted.plural}" in paths:
        raise CannotScaffold(f"{prefix}/{wanted.plural} is described already: choose --plural")
    if not wanted.parent:
        return ResourceContext(
            prefix,
            Access.ADMIN if contract.resource_types else Access.PUBLIC,
            contract.conventions,
        )
    parent = contract.resource_type(wanted.parent)
    if parent is None or not parent.path:
        served = ", ".join(t.name for t in contract.resource_types if t.path) or "none"
        raise CannotScaffold(f"there is no resource type {wanted.parent}; there are {served}")
    owner = parent.relationship(contract.conventions.owner)
    has_owner = owner is not None or owner_path(contract, parent.name)
    access = Access.ORGANIZER if has_owner else Access.ADMIN
    if not any(action.access for action in contract.actions()):
        access = Access.PUBLIC
    identifier, document = _named(contract, parent.name)
    return ResourceContext(
        prefix,
        access,
        contract.conventions,
        parent,
        identifier or f"{titled(parent.name)} Identifier",
        document,
    )


def _named(contract: Contract, name: str) -> tuple[str, str]:
    """The named types that identify a resource of a type, and that show one alone."""
    identifier = document = ""
    for title, schema in contract.schemas.items():
        members = {member.name for member in schema.members}
        if fixed_type(schema) == name and members == {"type", "id"}:
            identifier = identifier or title
        if _shows(schema, name) and title.endswith("Document"):
            document = document or title
    return identifier, document


def _shows(schema: Schema, name: str) -> bool:
    data = schema.member("data")
    whole = data is not None and data.member("attributes") and data.member("id")
    linked = schema.member("jsonapi") is not None
    return bool(whole and linked and data is not None and fixed_type(data) == name)


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


def _types(wanted: Wanted, place: ResourceContext) -> str:
    title, name = wanted.title, wanted.name
    path = f"{place.prefix}/{wanted.plural}/1"
    found = [_enum(wanted, each) for each in wanted.attributes if each.choices]
    found.append(_members(f"{title} Changes", [_member(wanted, a) for a in wanted.attributes]))
    required = [_member(wanted, a, required=True) for a in wanted.attributes if a.required]
    found.append(_members(f"{title} Draft ({title} Changes)", required))
    found.append(
        _members(
            f"{title} Attributes ({title} Changes)",
            [f"+ `{place.conventions.deleted_at}` (Timestamp, nullable)"],
        )
    )
    resource = [
        f"+ type: `{name}` (string, required, fixed)",
        "+ id: `1` (string, required)",
        f"+ attributes ({title} Attributes, required, fixed-type)",
    ]
    draft = ["+ data (required)", f"    + type: `{name}` (string, required, fixed)"]
    draft.append(f"    + attributes ({title} Draft, required)")
    if place.parent is not None:
        parent = place.parent.name
        shown = f"`{parent}`" if "-" in parent else parent
        found.append(_relationship(wanted, place, shown))
        resource.append(f"+ relationships ({title} Relationships, required)")
        draft += [
            "    + relationships (required)",
            f"        + {shown} (required)",
            f"            + data ({place.identifier}, required)",
        ]
    resource.append(f"+ links ({title} Links, required)")
    found += [
        _members(f"{title} Links", [f"+ self: `{path}` (string, required)"]),
        _members(title, resource),
        _members(
            f"{title} Document",
            [
                f"+ data ({title}, required)",
                f"+ links ({title} Links, required)",
                "+ jsonapi (JSON API, required)",
            ],
        ),
        _members(f"{title} Draft Document", draft),
        _members(
            f"{title} Changes Document",
            [
                "+ data (required)",
                f"    + type: `{name}` (string, required, fixed)",
                "    + id: `1` (string, required)",
                f"    + attributes ({title} Changes, required)",
            ],
        ),
    ]
    return "\n".join(found)


def _relationship(wanted: Wanted, place: ResourceContext, shown: str) -> str:
    lines = [f"+ {shown} (required)"]
    if place.document:
        related = f"{place.prefix}/{wanted.plural}/1/{wanted.parent}"
        lines += ["    + links (required)", f"        + related: `{related}` (string, required)"]
    lines.append(f"    + data ({place.identifier}, required)")
    return _members(f"{wanted.title} Relationships", lines)


def _members(heading: str, lines: list[str]) -> str:
    return "\n".join((f"## {heading}", *lines)) + "\n"


def _enum(wanted: Wanted, attribute: WantedAttribute) -> str:
    choices = [f"+ `{choice}`" for choice in attribute.choices]
    return _members(f"{wanted.title} {titled(attribute.name)} (enum)", choices)


def _member(wanted: Wanted, attribute: WantedAttribute, *, required: bool = False) -> str:
    kind = TYPES[attribute.type][0] if not attribute.choices else ""
    kind = kind or f"{wanted.title} {titled(attribute.name)}"
    traits = [kind] + ["required"] * required + ["nullable"] * attribute.nullable
    name = f"`{attribute.name}`" if "-" in attribute.name else attribute.name
    return f"+ {name}: `{attribute.example}` ({', '.join(traits)})"


def _words(name: str) -> str:
    return name.replace("-", " ")


def _article(name: str) -> str:
    words = _words(name)
    return f"an {words}" if words[0] in "aeio" else f"a {words}"
