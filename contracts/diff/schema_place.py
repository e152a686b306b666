"""Where two shapes are compared, and what a finding there is reported for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contracts.diff.change import Places
from contracts.model import Location, Schema
from contracts.text.payloads import fixed_type


@dataclass(frozen=True, slots=True)
class SchemaPlace:
    """The place of a comparison: ``anchor`` is the operation or the type it is inside of."""

    anchor: str
    places: Places
    path: tuple[str, ...] = ()
    shared: bool = False
    resource: bool = False

    @property
    def subject(self) -> str:
        """``faq.rank`` for an attribute; ``Address.street``; ``POST /login request .email``."""
        path = self.path
        if self.resource and path[:1] == ("attributes",):
            path = path[1:]
        text = "".join(part if part.startswith("[") else f".{part}" for part in path)
        return f"{self.anchor}{text}" if self.shared or not text else f"{self.anchor} {text}"

    def inside(self, name: str, old: Location | None, new: Location | None) -> SchemaPlace:
        """The spot of a member; without places of its own it has those of what is around it."""
        places = Places(old or self.places.old, new or self.places.new)
        return replace(self, path=(*self.path, name), places=places)

    def at(self, old: Schema, new: Schema) -> SchemaPlace:
        """The same place, relative to the type that both sides have there, if they have one."""
        kind = fixed_type(old)
        if kind and kind == fixed_type(new):
            return SchemaPlace(kind, self.places, shared=True, resource=True)
        # The attributes of a resource have names of their own; they are reported for the resource.
        if self.resource and self.path == ("attributes",):
            return self
        if old.name and old.name == new.name and old.kind in ("object", "array"):
            return SchemaPlace(old.name, self.places, shared=True)
        return self
