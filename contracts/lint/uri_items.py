"""URI templates with their headings, and the items that describe their variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from contracts.lint.finding import Subject
from contracts.model import Location
from contracts.read.outline import heading_level
from contracts.text.uri import NAME

ITEM: Final = re.compile(r" *[-+*] +(?P<name>[^\s:(]+)")


def templates(subject: Subject) -> Iterator[tuple[str, Location]]:
    """Each URI template with its heading."""
    for resource in subject.contract.resources():
        if resource.uri_template:
            yield resource.uri_template, resource.location
        for action in resource.actions:
            if action.uri_template != resource.uri_template:
                yield action.uri_template, action.location


def items_called(
    subject: Subject, heading: Location, name: str
) -> Iterator[tuple[Location, Location]]:
    """Where the parameter ``name`` is described below a heading, and its section begins.

    Items below the heading of a resource may be described in each of its actions.
    """
    section = heading
    level = heading_level(subject.lines.at(heading))
    for place, line in subject.lines.after(heading):
        if 0 < heading_level(line) <= level:
            return
        if re.match(r" {0,3}[-+*] +Parameters? *$", line):
            section = place
        item = ITEM.match(line)
        if item and item["name"] == name and section is not heading:
            yield Location(place.file, place.line, item.start("name") + 1), section


def is_name(text: str) -> bool:
    """Whether a variable may be called so (RFC 6570, section 2.3)."""
    return NAME.fullmatch(text) is not None
