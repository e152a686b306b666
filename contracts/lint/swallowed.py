"""Sections that the parser took for prose, because a word or a bracket is wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Final

from contracts.model import Contract, Location

Finding = tuple[Location, str, str]

SECTIONS: Final = (
    "Request",
    "Response",
    "Parameters",
    "Attributes",
    "Headers",
    "Body",
    "Schema",
    "Model",
)
# An item that is nothing but a keyword, a status and a media type; prose goes on after it.
ITEM: Final = re.compile(r" {0,3}[-+*] +(?P<word>[A-Za-z]+)(?: +\d{3})?(?: +\([^)]*\))? *")
# A heading that ends in a method or a path in brackets, closed or not.
HEADING: Final = re.compile(r"#{1,6} .*\[(?:[A-Za-z]+|[A-Za-z]* ?/[^\]]*)\]? *")


def sections(contract: Contract) -> Iterator[Finding]:
    """Lines of descriptions that look like sections of the blueprint."""
    for owner, description, location in _descriptions(contract):
        for line in description.splitlines():
            message = f"{line.strip()!r} is read as part of the description of {owner!r}"
            if HEADING.fullmatch(line):
                yield location, message, "write `## Name [/path]` or `### Name [GET]`"
            item = ITEM.fullmatch(line)
            near = difflib.get_close_matches(item["word"].title(), SECTIONS, 1, 0.8) if item else []
            if near:
                yield location, message, f"write `+ {near[0]}`, indented for where it belongs"


def _descriptions(contract: Contract) -> Iterator[tuple[str, str, Location]]:
    start = Location(contract.file, 1, 1)
    yield contract.title, contract.description, start
    for group in contract.groups:
        yield group.name, group.description, group.location
        for resource in group.resources:
            yield resource.name, resource.description, resource.location
            for action in resource.actions:
                yield action.name or action.method, action.description, action.location
                for transaction in action.transactions:
                    for payload in (transaction.request, transaction.response):
                        place = payload.location or transaction.location
                        yield transaction.name, payload.description, place
