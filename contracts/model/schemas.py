"""The type of a JSON value (MSON)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from contracts.model.values import MISSING, Json, Location, Missing

Kind = Literal["object", "array", "string", "number", "integer", "boolean", "any", "ref"]


@dataclass(frozen=True, slots=True)
class Lengths:
    """The fewest and the most characters of a text; ``most`` is 0 where nothing is stated."""

    least: int = 0
    most: int = 0

    def __bool__(self) -> bool:
        """Whether anything is stated."""
        return bool(self.least or self.most)


@dataclass(frozen=True, slots=True)
class Schema:
    """The type of one JSON value (MSON), with named types expanded in place.

    ``name`` is the named type the value was written as, and only then: a named type that
    is extended in place keeps its members and loses the name. ``kind == "ref"`` stands for
    the type ``name`` inside itself (recursion); look it up in :attr:`Contract.schemas`.
    An enum is its scalar kind with ``choices``, and ``any`` where these differ in kind;
    ``choice_descriptions`` are in the order of the choices, or empty. ``types`` (of ``any``
    only) are alternatives: a value is of one of them. ``closed``: no members but these.
    ``fixed``: of a scalar, the sample is the only value; of an array, these items and no
    others, in this order. ``one_of`` has each One Of section's options; their members are among
    ``members`` too, as optional ones. ``lengths`` are those of a string.
    """

    kind: Kind
    name: str = ""
    description: str = ""
    format: str = ""
    nullable: bool = False
    fixed: bool = False
    closed: bool = False
    sample: Json | Missing = MISSING
    default: Json | Missing = MISSING
    choices: tuple[Json, ...] = ()
    choice_descriptions: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    items: tuple[Schema, ...] = ()
    types: tuple[Schema, ...] = ()
    one_of: tuple[OneOf, ...] = ()
    lengths: Lengths = Lengths()

    @property
    def variable(self) -> Member | None:
        """The member that a variable names, whose name may be any; None without one."""
        return next((m for m in self.members if m.variable), None)

    def member(self, *path: str) -> Schema | None:
        """The schema of the nested member at ``path``, or None where there is none."""
        node: Schema = self
        for name in path:
            schema = next((m.schema for m in node.members if m.name == name), None)
            if schema is None:
                return None
            node = schema
        return node


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object: its name, type and whether it must be there.

    ``variable``: the name is an example, and any other may stand for it. ``optional``: the
    author marked it so, and its example goes without it where it has no value.
    """

    name: str
    schema: Schema
    required: bool = False
    description: str = ""
    location: Location | None = None
    variable: bool = False
    optional: bool = False
    implied: bool = False

    @property
    def own_description(self) -> str:
        """What the member is, or else what its type is."""
        return self.description or self.schema.description


#: The options of a One Of section: a value has the members of one of them.
OneOf: TypeAlias = "tuple[tuple[Member, ...], ...]"
