"""What reading and building report: files, includes, the parser, and the builder.

These codes have no check here: the modules that report them declare them.
"""

from __future__ import annotations

from typing import Final

from contracts.build.contract import ACCESS_UNKNOWN
from contracts.build.infer.conflicts import CONFLICTS
from contracts.lint.config import SETTINGS_INVALID
from contracts.lint.finding import reported
from contracts.lint.rules.bodies import EMPTY_SUCCESS
from contracts.lint.suppress import UNKNOWN, UNUSED
from contracts.read import file_codes
from contracts.read.inheritance_cycles import TYPE_CYCLE
from contracts.read.parser_codes import PARSER, PARSER_CRASH, PARSER_TIMEOUT

#: The other messages that a message of the parser makes superfluous, by its number.
_REPLACES: Final = {3: (PARSER[6], EMPTY_SUCCESS), 6: (EMPTY_SUCCESS,)}

RULES: Final = (
    *map(reported, file_codes.CODES),
    reported(TYPE_CYCLE),
    reported(PARSER_TIMEOUT),
    reported(PARSER_CRASH),
    *(reported(code, *_REPLACES.get(number, ())) for number, code in PARSER.items()),
    reported(SETTINGS_INVALID),
)
BUILDING: Final = (
    *map(reported, CONFLICTS.values()),
    reported(ACCESS_UNKNOWN),
    reported(UNUSED),
    reported(UNKNOWN),
)
