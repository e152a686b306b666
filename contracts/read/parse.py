"""From a source to its elements: part by part, in child processes, with a cache.

:func:`parse` is the only entry. What the parser finds, and its crashes, become diagnostics.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Protocol

from contracts.model import Diagnostic
from contracts.read import cache as disk
from contracts.read.cache import Folder
from contracts.read.drafter import LIMIT, VERSION, ParserReply, parse_texts
from contracts.read.elements import Annotation, ParsedBlueprint
from contracts.read.inheritance_cycles import type_cycle
from contracts.read.locate_crash import locate_crash
from contracts.read.long_bodies import Cut, originals, restored, shortened
from contracts.read.outline import outline
from contracts.read.parser_diagnostics import diagnostics, hidden_findings, without_false_mixins
from contracts.read.parts import Part, parts
from contracts.read.pieces import ApiOutline, ParsedPart, api_outline, declared_twice, merged
from contracts.read.refract import children, classes, offset
from contracts.read.source import Source
from contracts.read.source_maps import Offsets, annotation, located, shifted
from contracts.read.undeclared_types import MOST_ROUNDS, stubs, undeclared, without_consequences
from contracts.text.kept import Kept

#: A text of JSON, or a number that JSON does not have.
_TEXT_OR_ENDLESS = re.compile(
    r'"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:inf|nan)\b', re.DOTALL | re.IGNORECASE
)
FORMAT = "4"
"""Changes when what is cached, or how it is made, changes."""

LARGE = 100_000
"""Code points that fit into the limit; a longer text has in proportion more time."""


class Parser(Protocol):
    """What gives the replies to texts: :func:`parse_texts`, or one that keeps children alive."""

    def __call__(self, texts: Sequence[str], *, limit: float) -> list[ParserReply]:
        """The replies, in the order of the texts; raises ParserMissing."""
        ...


def parse(
    source: Source,
    *,
    cache: Folder | None = None,
    limit: float = LIMIT,
    parser: Parser | None = None,
    kept: Kept | None = None,
) -> tuple[ParsedBlueprint, tuple[Diagnostic, ...]]:
    """The elements of ``source``, and what the parser found, in the order of the text.

    A part with an error is missing from the elements. ``cache`` is a folder for results,
    None for no cache; ``limit`` the seconds one part of usual size may take; ``parser`` what
    parses, if not :func:`parse_texts`; ``kept`` what is known of parts that have not changed.
    Raises ParserMissing.
    """
    cycle = type_cycle(source)
    if cycle:
        return ParsedBlueprint(lost=((0, len(source.text)),)), (cycle,)
    reader = _Reader(source, cache, limit, parser or parse_texts, Kept() if kept is None else kept)
    apart = parts(source.text, outline(source.text), reader.kept)
    pieces, failures = reader.pieces(apart)
    if len(apart) > 1 and not failures and _needs_the_whole(apart, pieces):
        apart = parts(source.text, None, reader.kept)
        pieces, failures = reader.pieces(apart)
    return _result(source, apart, pieces, failures)


def parse_whole(
    source: Source, *, limit: float = LIMIT
) -> tuple[ParsedBlueprint, tuple[Diagnostic, ...]]:
    """The same from one parse of the whole text, uncached: what :func:`parse` is judged by."""
    reader = _Reader(source, None, limit, parse_texts, Kept())
    apart = parts(source.text, None, reader.kept)
    pieces, failures = reader.pieces(apart)
    return _result(source, apart, pieces, failures)


def _result(
    source: Source,
    apart: Sequence[Part],
    pieces: Sequence[ParsedPart],
    failures: Sequence[Diagnostic],
) -> tuple[ParsedBlueprint, tuple[Diagnostic, ...]]:
    parsed = merged(source, apart, pieces)
    annotations = {
        *diagnostics(source, without_false_mixins(parsed)),
        *hidden_findings(source, parsed),
        *failures,
    }
    return parsed, tuple(sorted(annotations, key=_place))


def _place(diagnostic: Diagnostic) -> tuple[Any, ...]:
    return (diagnostic.location, diagnostic.code, diagnostic.message)


def _needs_the_whole(apart: Sequence[Part], pieces: Sequence[ParsedPart]) -> bool:
    """Whether only a parse of the whole can say what is wrong."""
    errors = any(a.error for piece in pieces for a in piece.annotations)
    lost = any(piece.outline is None for piece in pieces)
    return declared_twice(apart, pieces) or (lost and not errors)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Gives a piece for each part, from the cache or the parser."""

    source: Source
    cache: Folder | None
    limit: float
    parser: Parser
    kept: Kept

    def pieces(self, apart: Sequence[Part]) -> tuple[list[ParsedPart], list[Diagnostic]]:
        """The pieces of all parts, and the parser's failures."""
        names = [self._name(part) for part in apart]
        entries = [disk.entry(self.cache, name) for name in names]
        missing = [number for number, entry in enumerate(entries) if entry is None]
        failures = []
        longest = max((len(apart[number].text) for number in missing), default=0)
        ask = partial(self.parser, limit=self.limit * max(1, longest / LARGE))
        # Where parts are independent, code blocks are what they seem.
        values = _parsed([apart[number] for number in missing], ask, is_apart=len(apart) > 1)
        for number, (value, reply) in zip(missing, values, strict=True):
            part = apart[number]
            if value is None:
                limit = ask.keywords["limit"]
                failures.append(locate_crash(self.source, part, reply, limit))
                continue
            value = _recovered(part, value, ask)
            disk.write(self.cache, names[number], value)
            entries[number] = partial(_same, value)
        return [self._piece(*each) for each in zip(names, entries, strict=True)], failures

    def _name(self, part: Part) -> str:
        texts = (part.prefix, part.body, part.suffix)
        return self.kept.get(("name", *texts), lambda: disk.key(FORMAT, VERSION, *texts))

    def _piece(self, name: str, entry: Callable[[], Any] | None) -> ParsedPart:
        """The piece of a cached value; without one, that of a part that failed."""
        if entry is None:
            return ParsedPart(name, None, (), dict)

        def known() -> tuple[ApiOutline | None, tuple[Annotation, ...]]:
            value = entry()
            return api_outline(value["api"]) if value["api"] else None, _annotations(value)

        return ParsedPart(name, *self.kept.get(("piece", name), known), lambda: entry()["api"])


def _same(value: Any) -> Any:
    return value


def _parsed(
    missing: Sequence[Part], ask: Callable[[list[str]], list[ParserReply]], *, is_apart: bool
) -> Iterator[tuple[Any, ParserReply]]:
    """The value of each part, None where it failed, with the parser's last reply."""
    short = [shortened(part.body) if is_apart else (part.body, ()) for part in missing]
    texts = [_text(part, body) for part, (body, _) in zip(missing, short, strict=True)]
    for part, (body, cuts), reply in zip(missing, short, ask(texts), strict=True):
        value = _value(part, reply.json, body, cuts) if reply.outcome == "parsed" else None
        if value is None and cuts:
            reply = ask([part.text])[0]
            value = _value(part, reply.json) if reply.outcome == "parsed" else None
        yield value, reply


def _recovered(
    part: Part, value: Any, parse_again: Callable[[list[str]], list[ParserReply]]
) -> Any:
    """The value of a part that names undeclared types, read with stubs of these.

    Its annotations say of each such type that it is not declared.
    """
    missing: list[Annotation] = []
    for _ in range(MOST_ROUNDS):
        new = [each for each in undeclared(_annotations(value)) if each not in missing]
        if value["api"] is not None or not new:
            break
        missing += new
        helped = replace(part, suffix=part.suffix + stubs(part.body, missing))
        (reply,) = parse_again([helped.text])
        if reply.outcome != "parsed":
            break
        value = _value(helped, reply.json)
    if not missing:
        return value
    others = without_consequences(part.body, _annotations(value), missing)
    return value | {"annotations": [asdict(each) for each in (*missing, *others)]}


def _text(part: Part, body: str) -> str:
    return part.prefix + body + part.suffix


def _value(part: Part, reply: bytes, body: str = "", cuts: Sequence[Cut] = ()) -> Any:
    """What is kept of the parser's reply: nothing of prefix and stubs, no made-up bodies.

    ``body`` is the part's body without the ``cuts``. None where these cannot be put back.
    """
    result = _json(reply.decode(errors="replace"))
    offsets = Offsets(_text(part, body) if cuts else part.text)
    before = len(part.prefix)
    original = originals(cuts)
    api, annotations = None, []
    for element in children(result):
        if element["element"] == "annotation":
            message = annotation(element, offsets, default=before)
            at = original(message.offset - before)
            if part.holds(at):
                annotations.append(asdict(message) | {"offset": at})
        elif "api" in classes(element):
            api = shifted(located(element, offsets), -before)
            if cuts and not restored(api, cuts):
                return None
    if api is not None:
        for category in children(api):
            if "dataStructures" in classes(category):
                category["content"] = [
                    each for each in children(category) if part.holds(offset(each))
                ]
    return {"api": api, "annotations": annotations}


def _json(reply: str) -> Any:
    """The reply's value. Numbers beyond any range are written as no JSON is: they become null."""
    try:
        return json.loads(reply, strict=False)
    except json.JSONDecodeError:
        written = _TEXT_OR_ENDLESS.sub(lambda m: m[0] if m[0][0] == '"' else "null", reply)
        return json.loads(written, strict=False)


def _annotations(value: Any) -> tuple[Annotation, ...]:
    return tuple(Annotation(**each) for each in value["annotations"])
