"""What a model is to the agent: columns, relations and names, whichever library mapped it."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

from contracts.agent.words import Words, stem, words_of


class Column:
    """One column of a model.

    ``kind`` is one of :data:`contracts.agent.values.KINDS`. ``target`` is the mapped class that
    a foreign key leads to. ``required``: it must be given, because neither the model nor the
    database has a default. ``is_checked``: the application cannot show a text that is not of
    ``format``.
    """

    def __init__(
        self,
        key: str,
        kind: str,
        *,
        length: Optional[int] = None,
        choices: Sequence[Any] = (),
        required: bool = False,
        nullable: bool = True,
        unique: bool = False,
        target: Any = None,
        aware: bool = False,
        minimum: Optional[float] = None,
        maximum: Optional[float] = None,
        scale: Optional[int] = None,
        shortest: int = 0,
        format: str = "",
        is_checked: bool = False,
    ) -> None:
        self.key = key
        self.kind = kind
        self.length = length
        self.choices = list(choices)
        self.required = required
        self.nullable = nullable
        self.unique = unique
        self.target = target
        self.aware = aware
        self.minimum = minimum
        self.maximum = maximum
        self.scale = scale
        self.shortest = shortest
        self.format = format
        self.is_checked = is_checked


class Relation:
    """A relationship of a model. A to-one is kept in the columns ``local`` of its own row,
    which hold the attributes ``remote`` of the other; ``local`` is empty for all others."""

    def __init__(
        self,
        key: str,
        target: Any,
        many: bool,
        local: Sequence[str] = (),
        remote: Sequence[str] = (),
        native: Any = None,
    ) -> None:
        self.key = key
        self.target = target
        self.many = many
        self.local = list(local)
        self.remote = list(remote)
        self.native = native


class MappedClass:
    """A mapped class with all that is known of it.

    ``key`` is the column of the primary key. ``together`` are the groups of columns that are
    unique together, ``public`` maps the documented spelling of a name to an attribute's,
    ``settable`` are other attributes that can be assigned.
    """

    def __init__(
        self,
        mapped: Any,
        name: str,
        table: str,
        key: Column,
        columns: Sequence[Column],
        relations: Sequence[Relation],
        together: Sequence[Tuple[str, ...]] = (),
        settable: Sequence[str] = (),
    ) -> None:
        self.mapped = mapped
        self.name = name
        self.table = table
        self.key = key
        self.columns: Dict[str, Column] = {column.key: column for column in columns}
        self.relations: Dict[str, Relation] = {relation.key: relation for relation in relations}
        self.together: List[Tuple[str, ...]] = list(together)
        self.settable = list(settable)
        self.public: Dict[str, str] = {}

    def attribute(self, public: str, many: bool = False) -> str:
        """The attribute that a documented name means, or an empty text.

        ``many``: it is shown as a list, for which a schema may name a relation to one.
        """
        wanted = words_of(public)
        if public in self.public:
            stated = self.relations.get(self.public[public])
            if many and stated is not None and not stated.many:
                lists = (key for key, each in self.relations.items() if each.many)
                return next((key for key in lists if words_of(key) == wanted), stated.key)
            return self.public[public]
        known: Dict[Words, str] = {}
        keys = (*self.columns, *self.relations, *self.settable)
        for key in sorted(keys, key=lambda name: name.startswith("_")):
            known.setdefault(words_of(key), key)
        own = stem(self.name)
        shorter = wanted[len(own) :] if wanted[: len(own)] == own else ()
        for candidate in (wanted, (*wanted, "id"), shorter):
            if candidate and candidate in known:
                return known[candidate]
        if wanted[-1:] == ("ids",):  # tag_ids, the linkage of tags
            lists = (key for key, each in self.relations.items() if each.many)
            return next((key for key in lists if stem(key) == wanted[:-1]), "")
        return ""
