"""The blueprint as Dredd must be given it.

Dredd drops the transactions of a URI template with percent-encoded variables
(``{?page%5Bsize%5D}``). In the derived text such a variable is gone: its example, where
it has one, is in the URI. Actions whose URI would end Dredd's run are left out.

A changed template goes into the heading of its action, so that the resource, and with it
every transaction's name, stays what it was. All other lines stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from contracts.build.transactions import fatal_uri_error, is_ambiguous, sent_value
from contracts.model import Action, Contract, Parameter
from contracts.text.indentation import indentation
from contracts.text.uri import EXPRESSION, expand

FILE: Final = "dredd.apib"

_HEADING: Final = re.compile(r"(?P<level>#{1,6})[ ]*(?P<text>.*?)[ ]*#*[ ]*")
_NAMED: Final = re.compile(r"(?P<name>.+?)[ ]*\[(?P<method>[A-Z]+)(?:[ ]+(?P<uri>/[^\]]*?))?[ ]*\]")
_RESOURCE: Final = re.compile(r"\[/[^\]]*\][ ]*#*[ ]*$|^#+[ ]*(?:Group\b|/)")
_SHORT: Final = re.compile(r"(?P<name>)(?P<method>[A-Z]+)(?:[ ]+(?P<uri>/.*))?")
_FENCE: Final = re.compile(r"[ ]{0,3}(?:`{3,}|~{3,})[ ]*(?P<language>\S*)[ ]*")
_PARAMETERS: Final = re.compile(r"[ ]{0,3}[-+*][ ]+Parameters?[ ]*", re.IGNORECASE)
_ITEM: Final = re.compile(r"(?P<indent>[ ]*)[-+*][ ]+`?(?P<name>[^\s:`]+)`?")


class HeadingNotFound(Exception):
    """The heading of an action whose URI template must change is not in the text."""

    def __init__(self, action: Action) -> None:
        super().__init__(
            f"{action.location}: the heading of {action.method} {action.uri_template} was not"
            f" found; write it as `### {action.name or 'Name'} [{action.method}]`"
        )
        self.action = action


def render(text: str, contract: Contract) -> dict[str, str]:
    """The file for Dredd, from the blueprint's text with its includes expanded.

    Raises HeadingNotFound when an action that has to change is not written with a
    ``#`` heading.
    """
    changed = {
        id(action): template
        for action in contract.actions()
        if (template := literal_template(action.uri_template, action.parameters))
        != action.uri_template
    }
    waiting = list(contract.actions())
    lines: list[str] = []
    left_out = 0
    for block in _blocks(text.split("\n")):
        title = _title(block[0])
        action = None if title is None else next(filter(title.fits, waiting), None)
        if action is not None:
            waiting.remove(action)
        left_out = _left_out(action, block[0], left_out)
        if left_out:
            continue
        if title is None or action is None or id(action) not in changed:
            lines += block
            continue
        lines += title.with_template(changed[id(action)])
        lines += _without(
            block[1:], {p.name for p in action.parameters if is_ambiguous(p.spelling)}
        )
    for action in waiting:
        if id(action) in changed:
            raise HeadingNotFound(action)
    return {FILE: "\n".join(lines)}


def _left_out(action: Action | None, heading: str, level: int) -> int:
    """The heading level of the action that is being left out here, or 0.

    One URI that Dredd cannot expand would end its whole run; what is below the
    action's heading goes with it.
    """
    own = len(heading) - len(heading.lstrip("#"))
    if action is not None:
        return own if fatal_uri_error(action) else 0
    return level if own > level and not _RESOURCE.search(heading) else 0


def literal_template(template: str, parameters: Sequence[Parameter]) -> str:
    """``template`` with the variables Dredd cannot expand replaced by what they expand to.

    What Dredd makes of the result is :func:`contracts.text.uri.expand` of the original.
    """
    awkward = {p.spelling for p in parameters if is_ambiguous(p.spelling)}
    values = {p.spelling: sent_value(p) or None for p in parameters}
    if not awkward:
        return template
    result, position = "", 0
    for expression in EXPRESSION.finditer(template):
        result += template[position : expression.start()]
        position = expression.end()
        operator, specs = expression[1], expression[2].split(",")
        if awkward.isdisjoint(map(_variable, specs)):
            result += expression[0]
        elif operator in ("?", "&"):
            result += _query(specs, awkward, values, started=operator == "&" or "?" in result)
        else:
            result += expand(expression[0], values)
    return result + template[position:]


def _variable(spec: str) -> str:
    return spec.split(":", 1)[0].strip().removesuffix("*")


def _query(
    specs: list[str], awkward: set[str], values: dict[str, str | None], *, started: bool
) -> str:
    """A query expression with the awkward variables as literals, in the order they are sent."""
    result = ""
    kept: list[str] = []
    for spec in specs:
        name = _variable(spec)
        if name not in awkward:
            kept.append(spec)
        elif values[name]:
            if any(values.get(_variable(k)) for k in kept):
                result += _expression(kept, started)
                kept, started = [], True
            literal = expand(f"{{&{spec}}}", values)
            result += literal if started else f"?{literal[1:]}"
            started = True
    return result + _expression(kept, started)


def _expression(specs: list[str], started: bool) -> str:
    return f"{{{'&' if started else '?'}{','.join(specs)}}}" if specs else ""


@dataclass(frozen=True, slots=True)
class _Title:
    """A heading read as that of an action; ``uri`` is empty when it uses the resource's."""

    level: str
    name: str
    method: str
    uri: str

    def fits(self, action: Action) -> bool:
        """Whether this can be the action's heading."""
        same = (self.method, self.name) == (action.method, action.name)
        return same and self.uri in ("", action.uri_template)

    def with_template(self, template: str) -> Iterator[str]:
        """The heading with a template of its own, under unchanged names.

        Nameless things are named by Dredd after their template and method, so these are
        written out as names.
        """
        level = self.level
        if not self.name and self.uri:
            yield from (f"{level} {self.uri}", "")
            level += "#"
        yield f"{level} {self.name or self.method} [{self.method} {template}]"


def _title(line: str) -> _Title | None:
    heading = _HEADING.fullmatch(line)
    if heading is None:
        return None
    match = _NAMED.fullmatch(heading["text"]) or _SHORT.fullmatch(heading["text"])
    if match is None:
        return None
    return _Title(heading["level"], match["name"], match["method"], match["uri"] or "")


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    """The lines cut before each heading, code blocks being no place for headings.

    As drafter has it, any fence without a language closes a code block.
    """
    blocks: list[list[str]] = [[]]
    is_code = False
    for line in lines:
        fence = _FENCE.fullmatch(line)
        if fence and not (is_code and fence["language"]):
            is_code = not is_code
        if line.startswith("#") and not is_code:
            blocks.append([])
        blocks[-1].append(line)
    return [block for block in blocks if block]


def _without(lines: list[str], names: set[str]) -> Iterator[str]:
    """The lines without the items of a Parameters section that have these names."""
    index = 0
    while index < len(lines):
        if not _PARAMETERS.fullmatch(lines[index]):
            yield lines[index]
            index += 1
            continue
        end = _end_of_item(lines, index)
        section = list(_without_items(lines[index + 1 : end], names))
        if any(line.strip() for line in section):
            yield lines[index]
        yield from section
        index = end


def _without_items(lines: list[str], names: set[str]) -> Iterator[str]:
    index = 0
    while index < len(lines):
        item = _ITEM.match(lines[index])
        end = _end_of_item(lines, index) if item else index + 1
        if item is None or unquote(item["name"]) not in names:
            yield from lines[index:end]
        index = end


def _end_of_item(lines: list[str], start: int) -> int:
    """Where the list item at ``start`` ends: at the next line that is indented no deeper."""
    depth = indentation(lines[start])
    for number in range(start + 1, len(lines)):
        if lines[number].strip() and indentation(lines[number]) <= depth:
            return number
    return len(lines)
