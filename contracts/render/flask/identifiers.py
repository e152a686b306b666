"""Names of the blueprint as Python and SQL spell them."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from contracts.model import Contract, Relationship, ResourceType

K = TypeVar("K")

#: Attribute names that a model or schema needs for itself.
RESERVED: Final = frozenset(
    {"id", "type", "metadata", "registry", "session", "query", "opts", "fields", "context"}
    | {"only", "exclude", "many", "load", "dump", "validate", "partial", "unknown", "linked"}
    | {"document_meta", "included_data", "declared_fields", "Meta", "set_class", "handle_error"}
)
#: What the modules of a package have besides its own classes.
TAKEN_CLASSES: Final = frozenset(
    {
        "Any",
        "DeclarativeBase",
        "JSON",
        "BigInteger",
        "Boolean",
        "Column",
        "Date",
        "Digits",
        "Float",
        "Model",
    }
    | {"ForeignKey", "String", "Table", "Text", "Mapped", "Operation", "ResourceDetail"}
    | {"ResourceList", "ResourceRelated", "ResourceRelationship", "Schema", "Secret", "TextId"}
    | {"SoftDeleted", "Record", "Timestamp", "TokenVersion", "RESOURCES", "SCHEMAS", "None"}
    | {"True", "False"}
)
TAKEN_MODULES: Final = frozenset({"models", "__init__", "replays", "db"})


def python_name(name: str) -> str:
    """``first-name`` as ``first_name``; a name that Python or the library needs gets a ``_``."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    snake = re.sub(r"\W", "_", snake, flags=re.ASCII)
    if not snake or snake[0].isdigit() or snake.startswith("_"):
        snake = f"x_{snake.lstrip('_')}"
    return f"{snake}_" if keyword.iskeyword(snake) or snake in RESERVED else snake


def public_key(name: str, spelled: str = "") -> str | None:
    """The name to declare as ``data_key``: None where dasherizing the Python name gives it.

    ``spelled`` is the Python name, where it is another than usual.
    """
    return None if (spelled or python_name(name)).replace("_", "-") == name else name


def class_name(name: str) -> str:
    """``faq-type`` as ``FaqType``."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    joined = "".join(word[0].upper() + word[1:] for word in words)
    return joined if joined and not joined[0].isdigit() else f"X{joined}"


def module_name(name: str) -> str:
    """``faq-type`` as ``faq_type``."""
    spelled = python_name(name)
    return f"{spelled}_" if spelled in TAKEN_MODULES else spelled


def table_name(resource_type: ResourceType) -> str:
    """The collection's name in the path (``faq_types``), else the type's with an s."""
    home, _, last = resource_type.path.rstrip("/").rpartition("/")
    collection = home.rpartition("/")[2] if last.endswith("}") else last
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", collection):
        return re.sub(r"[.-]", "_", collection).lower()
    return f"{module_name(resource_type.name)}s"


def view_name(path: str) -> str:
    """``/v1/events/{id}/faqs`` as ``EventsIdFaqs``; a leading version is left out."""
    below = re.sub(r"^/v\d+(?=/)", "", path).strip("/")
    return class_name(below) if below else "Root"


@dataclass(frozen=True, slots=True)
class Names:
    """What a contract's types and members are called in the generated package.

    Names that differ in the blueprint differ here, too: the second that would be spelled
    like an earlier one gets a number.
    """

    modules: Mapping[str, str]
    classes: Mapping[str, str]
    tables: Mapping[str, str]
    members: Mapping[str, Mapping[str, str]]
    keys: Mapping[str, Mapping[str, str]]
    associations: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, contract: Contract) -> Names:
        """The names of all types of ``contract``."""
        types = contract.resource_types
        tables = distinct({t.name: table_name(t) for t in types})
        members = {t.name: _members(t) for t in types}
        associations = {
            (t.name, r.name): f"{tables[t.name]}_{members[t.name][r.name]}"
            for t in types
            for r in t.relationships
        }
        return cls(
            modules=distinct({t.name: module_name(t.name) for t in types}),
            classes=distinct(_classes(types), TAKEN_CLASSES),
            tables=tables,
            members=members,
            keys={t.name: _keys(t.relationships, members[t.name]) for t in types},
            associations=distinct(associations, set(tables.values())),
        )


def _classes(types: Iterable[ResourceType]) -> dict[str, str]:
    """Class names, whose schema's name must be nobody else's either."""
    classes = {t.name: class_name(t.name) for t in types}
    schemas = {f"{name}Schema" for name in classes.values()}
    return {name: f"{c}_" if c in schemas or c == "Schema" else c for name, c in classes.items()}


def _members(owner: ResourceType) -> dict[str, str]:
    """Attributes and relationships; a relationship gives way to nothing but another."""
    # The column of the mixin SoftDeleted, whatever the blueprint calls it.
    deletion = {owner.deleted_at: "deleted_at"} if owner.deleted_at else {}
    names = [r.name for r in owner.relationships] + [a.name for a in owner.attributes]
    return distinct({**deletion, **{n: python_name(n) for n in names if n not in deletion}})


def _keys(relationships: Iterable[Relationship], members: Mapping[str, str]) -> dict[str, str]:
    """The columns of to-one relationships, beside attributes called ``event-id``."""
    wanted = {r.name: f"{members[r.name]}_id" for r in relationships if not r.many}
    return distinct(wanted, set(members.values()))


def distinct(wanted: Mapping[K, str], taken: Collection[str] = ()) -> dict[K, str]:
    """The wanted names, the later of two equal ones with a number; case makes no difference."""
    used = {name.lower() for name in taken}
    chosen_names = {}
    for key, name in wanted.items():
        chosen, number = name, 2
        while chosen.lower() in used:
            chosen, number = f"{name}_{number}", number + 1
        used.add(chosen.lower())
        chosen_names[key] = chosen
    return chosen_names
