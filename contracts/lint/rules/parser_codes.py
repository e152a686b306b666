"""What reading and building report: files, includes, the parser, and the builder.

These codes have no check here. They are made where they are found; this table says what
they mean.
"""

from __future__ import annotations

from typing import Final

from contracts.build.infer.conflicts import CONFLICTS
from contracts.lint.finding import Rule
from contracts.lint.suppress import UNKNOWN, UNUSED
from contracts.model import Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_LOST: Final = "What is not read is not served, judged or documented."
_PARSER: Final = "The parser says so; what it did not understand is missing from the contract."

RULES: Final = (
    Rule(
        "file-missing",
        _ERROR,
        "The blueprint file does not exist.",
        _LOST,
        "Check the path, or create the file.",
    ),
    Rule(
        "file-directory",
        _ERROR,
        "The path names a folder or a special file.",
        _LOST,
        "Name a file.",
    ),
    Rule(
        "file-unreadable",
        _ERROR,
        "The operating system does not let the file be read.",
        _LOST,
        "Check its permissions.",
    ),
    Rule(
        "file-encoding",
        _ERROR,
        "The file is not UTF-8.",
        "Names and examples with other characters would be garbled, for readers and judges.",
        "Save it as UTF-8.",
    ),
    Rule("file-empty", _ERROR, "The file is empty.", _LOST, "Write a blueprint, or remove it."),
    Rule(
        "file-nul",
        _ERROR,
        "The file has a NUL byte.",
        "The parser takes it for the end of the text and says nothing of what follows.",
        "Remove it.",
    ),
    Rule(
        "include-missing",
        _ERROR,
        "An included file does not exist, or the include names none.",
        _LOST,
        "The path counts from the including file.",
    ),
    Rule(
        "include-outside",
        _ERROR,
        "An included file is outside the folder of the blueprint.",
        "A blueprint from elsewhere must not read any file of the machine it is linted on.",
        "Move the file into the folder.",
    ),
    Rule(
        "include-cycle",
        _ERROR,
        "A file includes itself, directly or through others.",
        "There would be no end to it.",
        "Remove one of the includes.",
    ),
    Rule(
        "include-limit",
        _ERROR,
        "Files are included more than 50 deep, or more than 2,000 times.",
        "Twenty files that include the next one twice would be a million.",
        "Include each file once, from the root.",
    ),
    Rule(
        "type-cycle",
        _ERROR,
        "A named type inherits from itself.",
        "Nothing says what its members are, and the parser may never return.",
        "Let one of them start from object, or use a member or Include instead.",
    ),
    Rule(
        "parser-timeout",
        _ERROR,
        "The parser does not come to an end.",
        _LOST,
        "Types that use each other many times over are expanded without end: use fewer.",
    ),
    Rule(
        "parser-crash",
        _ERROR,
        "The parser crashes.",
        _LOST,
        "A known cause is an enum or array item that is a named nullable type.",
    ),
    Rule(
        "parser-0",
        _WARNING,
        "The parser says something that has no number of its own.",
        _PARSER,
        "Follow the message.",
    ),
    Rule(
        "parser-1",
        _WARNING,
        "Warning: the API has no name. Error: the parser failed inside.",
        _PARSER,
        "Begin the blueprint with `# Name of the API`.",
    ),
    Rule(
        "parser-2",
        _WARNING,
        "Warning: a group, resource, action or parameter is there already. "
        "Error: the text breaks the grammar, for example a response without a status, "
        "or has a tab or carriage return.",
        _PARSER,
        "Rename or remove one of the two.",
    ),
    Rule(
        "parser-3",
        _WARNING,
        "Warning: something is not formatted as expected. Error: a model is not known.",
        _PARSER,
        "Follow the form that the message names.",
        replaces=("parser-6", "empty-success"),
    ),
    Rule(
        "parser-4",
        _WARNING,
        "Warning: a definition overwrites another. "
        "Error: a type is not declared, declared twice, or contradicts itself.",
        _PARSER,
        "Declare each type once under `# Data Structures`.",
    ),
    Rule(
        "parser-5",
        _WARNING,
        "Something was ignored.",
        "It is neither in the contract nor in the documentation.",
        "Check its indentation and the keyword's spelling.",
    ),
    Rule(
        "parser-6",
        _WARNING,
        "Something is missing, such as an action's response or a status; or a 204 has a body.",
        _PARSER,
        "Fill the section in or remove it.",
        replaces=("empty-success",),
    ),
    Rule(
        "parser-7",
        _WARNING,
        "A section that must be empty is not.",
        _PARSER,
        "Move what it holds elsewhere.",
    ),
    Rule(
        "parser-8",
        _WARNING,
        "Something contradicts itself, for example an example that is no member of its enum.",
        _PARSER,
        "Fix one of the two.",
    ),
    Rule("parser-9", _WARNING, "The form is deprecated.", _PARSER, "Use today's form."),
    Rule(
        "parser-10",
        _WARNING,
        "Something is not indented as expected.",
        "What it belongs to is guessed, and other parsers guess otherwise.",
        "Four spaces for each level; twelve for a body under `+ Body`.",
    ),
    Rule(
        "parser-11",
        _WARNING,
        "Something can be understood in two ways.",
        _PARSER,
        "Name the section: `+ Body`.",
    ),
    Rule(
        "parser-13",
        _WARNING,
        "A response breaks HTTP, for example a 204 with a body.",
        "No server can answer so.",
        "Leave the body out, or change the status.",
    ),
    Rule(
        "settings-invalid",
        _ERROR,
        "The settings in pyproject.toml name what does not exist.",
        "A rule that was to be ignored, or selected, is not.",
        "Fix `[tool.contract.lint]` in pyproject.toml.",
    ),
)

#: Why a contradiction that inference met matters; what it means is inference's own table.
_DECIDED: Final = (
    "What is generated follows what was decided, and readers follow what they see; without a type "
    "nothing can be generated at all."
)
BUILDING: Final = (
    *(
        Rule(
            each.code,
            each.severity,
            each.what,
            _DECIDED,
            f"{each.hint[0].upper()}{each.hint[1:]}.",
        )
        for each in CONFLICTS.values()
    ),
    Rule(
        "access-unknown",
        _ERROR,
        "An **Access:** line names no level there is.",
        "Nothing would guard the action.",
        "Write public, user, self, organizer or admin.",
    ),
    Rule(
        UNUSED,
        _WARNING,
        "A comment suppresses a finding that there is not.",
        "What it was written for is fixed, or was never covered by it; a later mistake would "
        "be hidden.",
        "Remove the comment, or the code from it.",
    ),
    Rule(
        UNKNOWN,
        _WARNING,
        "A comment to contract names no rule, or says something else than ignore.",
        "It suppresses nothing.",
        "Write `<!-- contract: ignore CODE -->` or `<!-- contract: ignore-file CODE -->`.",
    ),
)
