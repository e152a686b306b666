"""Codes of the parser's own messages, by the parser's number, and of its failures."""

from __future__ import annotations

from typing import Final

from contracts.codes import DiagnosticCode
from contracts.model import Severity

_PARSER: Final = "The parser reports it; what it did not understand is missing from the contract."
PARSER: Final[dict[int, DiagnosticCode]] = {
    0: DiagnosticCode(
        "parser-0",
        Severity.WARNING,
        "The parser reports something without a code of its own.",
        _PARSER,
        "Follow the message.",
    ),
    1: DiagnosticCode(
        "parser-1",
        Severity.WARNING,
        "Warning: the API has no name. Error: the parser has an internal error.",
        _PARSER,
        "Begin the blueprint with `# Name of the API`.",
    ),
    2: DiagnosticCode(
        "parser-2",
        Severity.WARNING,
        "Warning: a group, resource, action or parameter is there already. "
        "Error: the text breaks the grammar, for example a response without a status, "
        "or has a tab or carriage return.",
        _PARSER,
        "Rename or remove one of the two.",
    ),
    3: DiagnosticCode(
        "parser-3",
        Severity.WARNING,
        "Warning: something is not formatted as expected. Error: a model is not known.",
        _PARSER,
        "Follow the form that the message names.",
    ),
    4: DiagnosticCode(
        "parser-4",
        Severity.WARNING,
        "Warning: a definition overwrites another. "
        "Error: a type is not declared, declared twice, or contradicts itself.",
        _PARSER,
        "Declare each type once under `# Data Structures`.",
    ),
    5: DiagnosticCode(
        "parser-5",
        Severity.WARNING,
        "Something was ignored.",
        "It is neither in the contract nor in the documentation.",
        "Check its indentation and the keyword's spelling.",
    ),
    6: DiagnosticCode(
        "parser-6",
        Severity.WARNING,
        "Something is missing, such as an action's response or a status; or a 204 has a body.",
        _PARSER,
        "Fill the section in or remove it.",
    ),
    7: DiagnosticCode(
        "parser-7",
        Severity.WARNING,
        "A section that must be empty is not.",
        _PARSER,
        "Move what it holds elsewhere.",
    ),
    8: DiagnosticCode(
        "parser-8",
        Severity.WARNING,
        "Something contradicts itself, for example an example that is no member of its enum.",
        _PARSER,
        "Fix one of the two.",
    ),
    9: DiagnosticCode(
        "parser-9", Severity.WARNING, "The form is deprecated.", _PARSER, "Use the current form."
    ),
    10: DiagnosticCode(
        "parser-10",
        Severity.WARNING,
        "Something is not indented as expected.",
        "The parser guesses its parent, and other parsers guess another.",
        "Four spaces for each level; twelve for a body under `+ Body`.",
    ),
    11: DiagnosticCode(
        "parser-11",
        Severity.WARNING,
        "Something can be understood in two ways.",
        _PARSER,
        "Name the section: `+ Body`.",
    ),
    13: DiagnosticCode(
        "parser-13",
        Severity.WARNING,
        "A response breaks HTTP, for example a 204 with a body.",
        "No server can send such a response.",
        "Leave the body out, or change the status.",
    ),
}
_LOST: Final = "Nothing of it can be served, verified or documented."
PARSER_TIMEOUT: Final = DiagnosticCode(
    "parser-timeout",
    Severity.ERROR,
    "The parser does not finish.",
    _LOST,
    "Types that use each other many times are expanded each time: use fewer.",
)
PARSER_CRASH: Final = DiagnosticCode(
    "parser-crash",
    Severity.ERROR,
    "The parser crashes.",
    _LOST,
    "A known cause is an enum or array item that is a named nullable type:"
    " make the member nullable instead.",
)
