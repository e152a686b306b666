"""Codes of a blueprint's files and includes, which :mod:`contracts.read.source` reports."""

from __future__ import annotations

from typing import Final

from contracts.codes import DiagnosticCode
from contracts.model import Severity

_LOST: Final = "Nothing of it can be served, verified or documented."

FILE_MISSING: Final = DiagnosticCode(
    "file-missing",
    Severity.ERROR,
    "The blueprint file does not exist.",
    _LOST,
    "Check the path, or create the file.",
)
FILE_DIRECTORY: Final = DiagnosticCode(
    "file-directory",
    Severity.ERROR,
    "The path names a folder or a special file.",
    _LOST,
    "Name a file.",
)
FILE_UNREADABLE: Final = DiagnosticCode(
    "file-unreadable",
    Severity.ERROR,
    "The operating system does not let the file be read.",
    _LOST,
    "Check its permissions.",
)
FILE_ENCODING: Final = DiagnosticCode(
    "file-encoding",
    Severity.ERROR,
    "The file is not UTF-8.",
    "Names and examples with other characters would be garbled, for readers and judges.",
    "Save it as UTF-8.",
)
FILE_EMPTY: Final = DiagnosticCode(
    "file-empty", Severity.ERROR, "The file is empty.", _LOST, "Write a blueprint, or remove it."
)
FILE_NUL: Final = DiagnosticCode(
    "file-nul",
    Severity.ERROR,
    "The file has a NUL byte.",
    "The parser takes it for the end of the text and does not report the rest.",
    "Remove it.",
)
INCLUDE_MISSING: Final = DiagnosticCode(
    "include-missing",
    Severity.ERROR,
    "An included file does not exist, or the include names none.",
    _LOST,
    "The path is relative to the including file.",
)
INCLUDE_OUTSIDE: Final = DiagnosticCode(
    "include-outside",
    Severity.ERROR,
    "An included file is outside the folder of the blueprint.",
    "A blueprint from elsewhere must not read any file of the machine it is linted on.",
    "Move the file into the folder.",
)
INCLUDE_CYCLE: Final = DiagnosticCode(
    "include-cycle",
    Severity.ERROR,
    "A file includes itself, directly or through others.",
    "The expansion would never end.",
    "Remove one of the includes.",
)
INCLUDE_LIMIT: Final = DiagnosticCode(
    "include-limit",
    Severity.ERROR,
    "Files are included more than 50 deep, or more than 2,000 times.",
    "Twenty files that each include the next one twice expand to a million.",
    "Include each file once, from the root.",
)
CODES: Final = (
    FILE_MISSING,
    FILE_DIRECTORY,
    FILE_UNREADABLE,
    FILE_ENCODING,
    FILE_EMPTY,
    FILE_NUL,
    INCLUDE_MISSING,
    INCLUDE_OUTSIDE,
    INCLUDE_CYCLE,
    INCLUDE_LIMIT,
)
