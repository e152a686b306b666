"""Metadata before the API's name, and how files are included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from contracts.lint.finding import Finding, Rule, Subject
from contracts.lint.rules.documentation import LINK_DEAD
from contracts.model import Location, Severity
from contracts.text.uri import server_url

_HOST: Final = re.compile(r" {0,3}HOST *: *(?P<value>.*)", re.IGNORECASE)
LONGEST: Final = 500
"""Characters of a line that may be an inclusion."""
# A line that is nothing but an inclusion, in the words of other tools, and the path it names.
_OTHER_INCLUDES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r" *:\[[^\]]*\]\((?P<path>[^)\s]+)[^)]*\) *",  # Hercule
        r" *<!-- *@?(?:include|import)(?!\()[: ]+[\"']?(?P<path>[^\"'() ]+)[\"']? *-->",
        r" *\{% *include +[\"']?(?P<path>[^\"' %]+)[\"']? *%\} *",  # Jinja, Nunjucks, Liquid
        r" *\{\{>? *include +[\"']?(?P<path>[^\"' }]+)[\"']? *\}\} *",
        r" *\{\{> *[\"']?(?P<path>[^\"' }]+)[\"']? *\}\} *",  # Handlebars
        r" *\{!(?P<path>[^!]+)!\} *",  # MarkdownInclude
        r" *[!@#](?:include|import)[ (]+[\"'<]?(?P<path>[^\"'<>() ]+)[\"'>]?\)? *",
    )
)
#: What such a line, or that of a fence, begins with.
_MARKS: Final = ":<{!@#`~"


def host(subject: Subject) -> Iterator[Finding]:
    """A HOST that is no absolute URL."""
    value = subject.contract.host
    if not value or server_url(value) == value.strip():
        return
    meant = server_url(value)
    hint = f"write `HOST: {meant}`" if meant else ""
    yield Finding(_host_line(subject), f"{value!r} is no URL of a server", hint)


def _host_line(subject: Subject) -> Location:
    start = Location(subject.contract.file, 1, 1)
    for line, text in subject.lines.all():
        match = _HOST.fullmatch(text)
        if match:
            return Location(line.file, line.number, match.start("value") + 1)
        if text.startswith("#"):
            break
    return start


def other_includes(subject: Subject) -> Iterator[Finding]:
    """Inclusions in the words of other tools, which are read as text."""
    fenced = False
    for line, text in subject.lines.all():
        mark = text.lstrip()[:1]
        if not mark or mark not in _MARKS:
            continue
        fenced ^= text.lstrip().startswith(("```", "~~~"))
        if fenced or text.startswith("    ") or len(text) > LONGEST:
            continue
        for pattern in _OTHER_INCLUDES:
            match = pattern.fullmatch(text)
            if match:
                column = len(text) - len(text.lstrip()) + 1
                yield Finding(
                    Location(line.file, line.number, column),
                    f"{text.strip()!r} includes nothing here: it is read as text",
                    f"write `<!-- include({match['path'].strip()}) -->`",
                )
                break


RULES: Final = (
    Rule(
        "host-invalid",
        Severity.WARNING,
        "The metadata's HOST is not an absolute URL.",
        "OpenAPI, documentation and clients take it for the server's address.",
        "Write `HOST: https://api.example.org`.",
        host,
    ),
    Rule(
        "include-syntax",
        Severity.WARNING,
        "A file is included as another tool has it: `:[Things](things.apib)`.",
        "It is read as text, and the content of the file is missing.",
        "Write `<!-- include(things.apib) -->`, or lint the other tool's output.",
        other_includes,
        replaces=(LINK_DEAD,),
    ),
)
