"""Names of members of JSON:API documents: dasherized where most are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from contracts.lint.example_bodies import ExampleResource, Pointer, Step, position
from contracts.lint.finding import Edit, Finding, Rule, Subject
from contracts.model import Location, Severity
from contracts.text.spelling import dasherized, has_words

USUAL: Final = 3
"""Dasherized names that make it the usual spelling, when they are most."""
_ITEM: Final = re.compile(r"( *[-+*] +)(`?)(?P<name>[A-Za-z0-9_]+)\2(?=[:\s(]|$)")


def dashes(subject: Subject) -> Iterator[Finding]:
    """Attributes, relationships and types with underscores or capitals, where most have dashes.

    One finding for each name, with the edits of all its places.
    """
    uses: dict[str, list[tuple[ExampleResource, Pointer]]] = {}
    for example in subject.objects:
        for pointer, name in _names(example):
            if has_words(name):
                uses.setdefault(name, []).append((example, pointer))
    good = [name for name in uses if name == dasherized(name)]
    bad = [name for name in uses if name != dasherized(name)]
    if len(good) < USUAL or len(good) <= len(bad):
        return
    for name in bad:
        example, pointer = uses[name][0]
        is_type = pointer[-1] == "type" and len(pointer) == 1
        taken = is_type or not _types(uses, dasherized(name)).isdisjoint(_types(uses, name))
        edits = () if taken else _edits(subject, name, uses[name])
        message = f"{name!r} is not dasherized; {len(good)} other names are"
        place = example.place(*pointer, name=not is_type)
        yield Finding(place, message, f"write {dasherized(name)}", edits)


def _types(uses: dict[str, list[tuple[ExampleResource, Pointer]]], name: str) -> set[str]:
    """The types that have a member of this name: with both spellings, people must decide."""
    return {example.type for example, _ in uses.get(name, ())}


def _names(example: ExampleResource) -> Iterator[tuple[Pointer, str]]:
    if example.type:
        yield ("type",), example.type
    for part in ("attributes", "relationships"):
        for name in example.members(part):
            yield (part, name), name


def _edits(
    subject: Subject, name: str, places: list[tuple[ExampleResource, Pointer]]
) -> tuple[Edit, ...]:
    """The edits of all places of a name, or none when one of them cannot be edited safely."""
    edits: dict[Location, Edit] = {}
    wanted = dasherized(name)
    for example, pointer in places:
        payload = example.body.payload
        if payload.body_schema:
            return ()
        if payload.body_written and payload.schema is not None:
            return ()
        edit = (
            _in_body(example, pointer, name, wanted)
            if payload.body_written
            else _in_mson(subject, example, pointer, name, wanted)
        )
        if edit is None:
            return ()
        edits[edit.location] = edit
    return tuple(edits.values())


def _in_body(
    example: ExampleResource, pointer: tuple[Step, ...], old: str, new: str
) -> Edit | None:
    body = example.body
    at = position(body.payload.body, (*example.pointer, *pointer), name=True)
    if at is None:
        return None
    return Edit(body.at(at), json.dumps(old), json.dumps(new))


def _in_mson(
    subject: Subject, example: ExampleResource, pointer: tuple[Step, ...], old: str, new: str
) -> Edit | None:
    at = example.place(*pointer)
    match = _ITEM.match(subject.lines.at(at))
    if match is None or match["name"] != old:
        return None
    place = Location(at.file, at.line, match.end(1) + 1)
    return Edit(place, match[2] + old + match[2], f"`{new}`")


RULES: Final = (
    Rule(
        "name-not-dasherized",
        Severity.WARNING,
        "A name in a JSON:API document has underscores or capitals, where most have dashes.",
        "Clients convert names by one rule, and miss the one that follows another.",
        "Write it with dashes: `first-name`.",
        dashes,
        fixable=True,
    ),
)
