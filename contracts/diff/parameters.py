"""Parameters of an action compared: path variables by position, query parameters by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from contracts.diff import operation_changes
from contracts.diff.change import ChangeFinding, ChangeKind, Places
from contracts.diff.deprecation import deprecation_kind
from contracts.diff.values import named
from contracts.model import Action, Location, Parameter
from contracts.text.lifecycle import is_deprecated


def compare_parameters(
    old: Action, new: Action, renamed: Mapping[str, str], operation: str
) -> Iterator[ChangeFinding]:
    """How the parameters differ; ``renamed`` maps old path variables to new, as spelled."""
    names = {unquote(before): unquote(after) for before, after in renamed.items()}
    before = {_key(p, names): p for p in old.parameters}
    after = {_key(p, {}): p for p in new.parameters}
    for key in {**before, **after}:
        one, other = before.get(key), after.get(key)
        pair = _ParameterPair(operation, key[1], Places(_place(one, old), _place(other, new)))
        if one is not None and other is not None:
            yield from pair.compare(one, other)
        elif other is None and key[0] == "query":
            yield pair.finding(
                operation_changes.DEPRECATED_PARAMETER_REMOVED
                if one is not None and is_deprecated(one.description)
                else operation_changes.PARAMETER_REMOVED
            )
        elif other is not None and key[0] == "query":
            yield pair.finding(
                operation_changes.PARAMETER_ADDED_REQUIRED
                if other.required
                else operation_changes.PARAMETER_ADDED
            )


def _key(parameter: Parameter, names: Mapping[str, str]) -> tuple[str, str]:
    name = parameter.name
    return parameter.place, names.get(name, name) if parameter.place == "path" else name


def _place(parameter: Parameter | None, action: Action) -> Location:
    return (parameter.location if parameter else None) or action.location


@dataclass(frozen=True, slots=True)
class _ParameterPair:
    operation: str
    name: str
    places: Places

    def finding(self, kind: ChangeKind, before: str = "", after: str = "") -> ChangeFinding:
        subject = f"{self.operation} ?{self.name}"
        return ChangeFinding(kind, subject, self.places, before, after, self.operation)

    def compare(self, old: Parameter, new: Parameter) -> Iterator[ChangeFinding]:
        if deprecation := deprecation_kind(old.description, new.description):
            yield self.finding(deprecation)
        if old.place == "query" and old.required != new.required:
            yield self.finding(
                operation_changes.PARAMETER_REQUIRED
                if new.required
                else operation_changes.PARAMETER_OPTIONAL
            )
        if old.kind != new.kind:
            wider = new.kind in ("string", "any") or (old.kind, new.kind) == ("integer", "number")
            kind = (
                operation_changes.PARAMETER_TYPE_WIDENED
                if wider
                else operation_changes.PARAMETER_TYPE_CHANGED
            )
            yield self.finding(kind, old.kind, new.kind)
        if old.format != new.format:
            yield self.finding(
                operation_changes.PARAMETER_FORMAT_CHANGED,
                old.format or "none",
                new.format or "none",
            )
        yield from self._choices(old, new)
        if old.default != new.default:
            yield self.finding(
                operation_changes.PARAMETER_DEFAULT_CHANGED,
                old.default or "none",
                new.default or "none",
            )

    def _choices(self, old: Parameter, new: Parameter) -> Iterator[ChangeFinding]:
        lost = [value for value in old.choices if value not in new.choices]
        gained = [value for value in new.choices if value not in old.choices]
        if not old.choices and new.choices:
            after = f"anything but {named(new.choices)}"
            yield self.finding(operation_changes.PARAMETER_CHOICES_NARROWED, "", after)
        elif old.choices and not new.choices:
            yield self.finding(
                operation_changes.PARAMETER_CHOICES_WIDENED, named(old.choices), "any value"
            )
        else:
            if lost:
                yield self.finding(operation_changes.PARAMETER_CHOICES_NARROWED, named(lost))
            if gained:
                yield self.finding(operation_changes.PARAMETER_CHOICES_WIDENED, "", named(gained))
