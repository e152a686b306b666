"""Twelve typical mistakes: what is typed instead of what, and what is said of it, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """``old`` becomes ``new`` in a file; ``marked`` are the words that are underlined."""

    what: str
    file: str
    old: str
    new: str
    code: str
    marked: str


MISTAKES = (
    Mistake("a misspelt keyword", "venues.apib", "+ Parameters", "+ Paramters",
            "swallowed-section", "+ Paramters"),
    Mistake("a type that is not declared", "venues.apib", "(Venue Document)", "(Venue Dokument)",
            "parser-4", "Venue Dokument"),
    Mistake("a method in small letters", "venues.apib", "[PATCH]", "[patch]",
            "parser-5", "### Update Venue [patch]"),
    Mistake("a path without a slash", "venues.apib", "[/v1/venues/{id}]", "[v1/venues/{id}]",
            "parser-5", "## Venue [v1/venues/{id}]"),
    Mistake("a variable that is not declared", "venues.apib", "{?limit,", "{?limit,page,",
            "parameter-undeclared", "page"),
    Mistake("a parameter that the URI lacks", "venues.apib", "    + limit:", "    + limits:",
            "parameter-unknown", "limits"),
    Mistake("brackets in a URI template", "venues.apib", "{?limit,", "{?page[size],",
            "uri-unencoded", "page[size]"),
    Mistake("JSON without a quote", "venues.apib", '"opens-at": "2099', 'opens-at": "2099',
            "body-not-json", "opens-at"),
    Mistake("an id that is a number", "venues.apib", '"type": "venue", "id": "1"',
            '"type": "venue", "id": 1', "jsonapi-id", "1"),
    Mistake("an unknown access level", "venues.apib", "**Access:** admin", "**Access:** amdin",
            "access-unknown", "amdin"),
    Mistake("an include that leads nowhere", "api.apib", "include(types.apib)",
            "include(typs.apib)", "include-missing", "include"),
    Mistake("a status that does not exist", "venues.apib", "+ Response 403", "+ Response 999",
            "status-unknown", "Response"),
)  # fmt: skip
