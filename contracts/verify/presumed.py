"""Problems that presume a state which was not prepared.

That a documented resource shows its documented values can be asked only where the state handler
was asked for these values and could store them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from contracts.exchange import Answer, Problem
from contracts.model import MISSING, Action, EndpointKind
from contracts.states import State
from contracts.states.plain import ENVELOPES, plain_name
from contracts.text.documents import as_object, identifier, is_identifier
from contracts.text.json_pointer import resolve, steps
from contracts.text.payloads import json_of
from contracts.verify.strict import schema, values

#: The rules that take documented resources for granted.
PRESUMING: Final = frozenset({values.DOCUMENTED.code, schema.NON_EMPTY.code})


@dataclass(frozen=True, slots=True)
class StateReport:
    """A state handler's report on a state: ``notes`` for people, and what it could not make.

    ``unmade`` is by type the attributes that it could not store; none for the whole type.
    """

    notes: tuple[str, ...] = ()
    unmade: Mapping[str, frozenset[str]] = field(default_factory=dict)


class FieldAt(NamedTuple):
    """A member of a resource in a document; ``name`` is empty for the resource itself."""

    type: str
    id: str
    name: str


def made_by(answer: Mapping[str, Any]) -> StateReport:
    """The report in the document that answers a state (docs/state.md)."""
    notes, unmade = answer.get("notes"), answer.get("unmade")
    return StateReport(
        tuple(str(note) for note in notes) if isinstance(notes, list) else (),
        {
            str(kind): frozenset(map(str, names)) if isinstance(names, list) else frozenset()
            for kind, names in (unmade.items() if isinstance(unmade, dict) else ())
        },
    )


def member_at(document: Any, place: str) -> FieldAt | None:
    """The resource in which a JSON Pointer ends, and the field of it; None outside of any."""
    if place and not place.startswith("/"):
        return None  # a header, the status
    node, field = document, None
    path = steps(place)
    for position, step in enumerate(path):
        node = _below(node, step)
        if is_identifier(node) and "relationships" not in path[:position]:
            own = identifier(node)
            field_ = path[position + 2] if len(path) > position + 2 else ""
            field = FieldAt(own["type"], own["id"], field_)
    return field


def _below(node: Any, step: str) -> Any:
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and step.isdecimal() and int(step) < len(node):
        return node[int(step)]
    return None


def is_presumed(
    problem: Problem, action: Action, answer: Answer, state: State, made: StateReport
) -> bool:
    """Whether a problem asks for what the state did not want, or the handler could not make."""
    if problem.rule not in PRESUMING or problem.place.startswith("/meta"):
        return False
    if action.endpoint and action.endpoint.kind is EndpointKind.CREATE:
        return False  # the server makes it
    if is_identifier(problem.expected):
        wanted = identifier(problem.expected)
        is_asked = any((r.type, r.id) == (wanted["type"], wanted["id"]) for r in state.resources)
        return not is_asked or wanted["type"] in made.unmade or _is_unlinked(action, made)
    member = member_at(json_of(answer.text), problem.place)
    if member is None:
        held = _held(problem, action)
        unknown = (
            not any(resource.type == held for resource in state.resources)
            if held
            else _is_unknown(problem, action, answer, state)
        )
        return held in made.unmade or unknown or _is_unlinked(action, made)
    if member.type in made.unmade:
        names = made.unmade[member.type]
        if not names or member.name in names:
            return True
    asked = next((r for r in state.resources if (r.type, r.id) == (member.type, member.id)), None)
    if asked is None:
        return True
    value = asked.attributes.get(member.name, MISSING)
    if value is MISSING:
        return member.name not in asked.relationships
    return "attributes" in steps(problem.place) and value != problem.expected


def _held(problem: Problem, action: Action) -> str:
    """The type of the resources in a list; empty in plain JSON."""
    if action.endpoint is not None:
        return action.endpoint.type
    items = problem.expected if isinstance(problem.expected, list) else []
    return next((identifier(item)["type"] for item in items if is_identifier(item)), "")


def _is_unlinked(action: Action, made: StateReport) -> bool:
    """Whether the handler could not link the records of a list to the parent in its path."""
    endpoint = action.endpoint
    return endpoint is not None and endpoint.relationship in made.unmade.get(endpoint.parent, ())


def _is_unknown(problem: Problem, action: Action, answer: Answer, state: State) -> bool:
    """Whether plain JSON leaves open of which records a list or a null is, so none were wanted.

    A list has its name, in the document or in the path; a value has the name of an attribute.
    """
    if action.endpoint is not None or (
        action.method != "GET" and not _is_of(problem, answer, state)
    ):
        return False
    names = [step for step in steps(problem.place) if not step.isdecimal()]
    if isinstance(problem.seen, list):
        in_path = not names or names[-1] in ENVELOPES
        word = action.path.rstrip("/").rpartition("/")[2] if in_path else names[-1]
        return not any(resource.type == plain_name(word) for resource in state.resources)
    return not any(resource.attributes.get(names[-1]) is not None for resource in state.resources)


def _is_of(problem: Problem, answer: Answer, state: State) -> bool:
    """Whether a null is a member of what was made for the request: another member of it is as made.

    What a request changes it does not create (``POST /change-password`` shows the user).
    """
    holder = resolve(json_of(answer.text), problem.place.rpartition("/")[0])
    shown = set(filter(None, (v for v in as_object(holder).values() if isinstance(v, str))))
    made = (value for each in state.resources for value in each.attributes.values())
    return problem.seen is None and any(isinstance(v, str) and v in shown for v in made)
