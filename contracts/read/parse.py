"""From a source to its elements: part by part, in child processes, with a cache.

:func:`parse` is the only entry. What the parser finds, and its crashes, become diagnostics.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any, Protocol

from contracts.model import Diagnostic
from contracts.read import cache as disk
from contracts.read.cache import Folder
from contracts.read.drafter import LIMIT, VERSION, ParserReply, parse_texts
from contracts.read.elements import Annotation, Parsed, api_from_elements, with_origins
from contracts.read.inheritance_cycles import type_cycle
from contracts.read.locate_crash import locate_crash
from contracts.read.long_bodies import Cut, originals, restored, shortened
from contracts.read.outline import outline
from contracts.read.parser_diagnostics import diagnostics, hidden_findings, without_false_mixins
from contracts.read.parts import Part, Piece, declared_twice, joined, parts
from contracts.read.refract import children, classes, offset
from contracts.read.source import Source
from contracts.read.source_maps import Offsets, annotation, located, shifted
from contracts.read.undeclared_types import MOST_ROUNDS, stubs, undeclared, without_consequences

ENDLESS = re.compile(r'("content": )-?(?:inf|nan)\b', re.IGNORECASE)
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
) -> tuple[Parsed, tuple[Diagnostic, ...]]:
    """The elements of ``source``, and what the parser found, in the order of the text.

    A part with an error is missing from the elements. ``cache`` is a folder for results,
    None for no cache; ``limit`` the seconds one part of usual size may take; ``parser`` what
    parses, if not :func:`parse_texts`. Raises ParserMissing.
    """
    cycle = type_cycle(source)
    if cycle:
        return api_from_elements(()), (cycle,)
    apart = parts(source.text, outline(source.text))
    pieces, failures = _pieces(source, apart, cache, limit, parser)
    if len(apart) > 1 and not failures and _needs_the_whole(pieces):
        apart = parts(source.text, None)
        pieces, failures = _pieces(source, apart, cache, limit, parser)
    return _result(source, apart, pieces, failures)


def parse_whole(source: Source, *, limit: float = LIMIT) -> tuple[Parsed, tuple[Diagnostic, ...]]:
    """The same from one parse of the whole text, uncached: what :func:`parse` is judged by."""
    apart = parts(source.text, None)
    pieces, failures = _pieces(source, apart, None, limit)
    return _result(source, apart, pieces, failures)


def _result(
    source: Source, apart: Sequence[Part], pieces: Sequence[Piece], failures: Sequence[Diagnostic]
) -> tuple[Parsed, tuple[Diagnostic, ...]]:
    parsed = _merged(source, apart, pieces)
    found = {
        *diagnostics(source, without_false_mixins(parsed)),
        *hidden_findings(source, parsed),
        *failures,
    }
    return parsed, tuple(sorted(found, key=_place))


def _place(diagnostic: Diagnostic) -> tuple[Any, ...]:
    return (diagnostic.location, diagnostic.code, diagnostic.message)


def _needs_the_whole(pieces: Sequence[Piece]) -> bool:
    """Whether only a parse of the whole can say what is wrong."""
    errors = any(a.error for piece in pieces for a in piece.annotations)
    lost = any(piece.api is None for piece in pieces)
    return declared_twice(pieces) or (lost and not errors)


def _pieces(
    source: Source,
    apart: Sequence[Part],
    cache: Folder | None,
    limit: float,
    parser: Parser | None = None,
) -> tuple[list[Piece], list[Diagnostic]]:
    """A piece for each part, from the cache or the parser, and the parser's failures."""
    names = [disk.key(FORMAT, VERSION, part.prefix, part.body, part.suffix) for part in apart]
    found = [disk.read(cache, name) for name in names]
    missing = [number for number, value in enumerate(found) if value is None]
    failures = []
    limit *= max(1, max((len(apart[number].text) for number in missing), default=0) / LARGE)
    parse_parts = parser or parse_texts
    # Where parts are independent, code blocks are what they seem.
    short = {
        n: shortened(apart[n].body) if len(apart) > 1 else (apart[n].body, ()) for n in missing
    }
    replies = parse_parts([_text(apart[n], short[n][0]) for n in missing], limit=limit)
    for number, reply in zip(missing, replies, strict=True):
        part = apart[number]
        if reply.outcome == "parsed":
            found[number] = _piece(part, reply.json, *short[number])
        if found[number] is None and short[number][1]:
            reply = parse_parts([part.text], limit=limit)[0]
            found[number] = _piece(part, reply.json) if reply.outcome == "parsed" else None
        if found[number] is None:
            failures.append(locate_crash(source, part, reply, limit))
        else:
            found[number] = _recovered(part, found[number], partial(parse_parts, limit=limit))
            disk.write(cache, names[number], found[number])
    return [_from_json(*each) for each in zip(found, names, strict=True)], failures


def _recovered(
    part: Part, piece: Any, parse_again: Callable[[list[str]], list[ParserReply]]
) -> Any:
    """The piece of a part that names undeclared types, read with stubs of these.

    Its annotations say of each such type that it is not declared.
    """
    missing: list[Annotation] = []
    for _ in range(MOST_ROUNDS):
        new = [each for each in undeclared(_from_json(piece).annotations) if each not in missing]
        if piece["api"] is not None or not new:
            break
        missing += new
        helped = replace(part, suffix=part.suffix + stubs(part.body, missing))
        (reply,) = parse_again([helped.text])
        if reply.outcome != "parsed":
            break
        piece = _piece(helped, reply.json)
    if not missing:
        return piece
    others = without_consequences(part.body, _from_json(piece).annotations, missing)
    return piece | {"annotations": [asdict(each) for each in (*missing, *others)]}


def _text(part: Part, body: str) -> str:
    return part.prefix + body + part.suffix


def _piece(part: Part, reply: bytes, body: str = "", cuts: Sequence[Cut] = ()) -> Any:
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
            found = annotation(element, offsets, default=before)
            at = original(found.offset - before)
            if part.holds(at):
                annotations.append(asdict(found) | {"offset": at})
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
        return json.loads(ENDLESS.sub(r"\1null", reply), strict=False)


def _from_json(value: Any, name: str = "") -> Piece:
    """The piece that :func:`_piece` made; without a value, that of a part that failed."""
    if value is None:
        return Piece(None, ())
    annotations = tuple(Annotation(**each) for each in value["annotations"])
    return Piece(value["api"], annotations, name)


def _merged(source: Source, apart: Sequence[Part], pieces: Sequence[Piece]) -> Parsed:
    """One blueprint, its offsets counted from the start of the source."""
    pairs = list(zip(apart, pieces, strict=True))
    for part, piece in pairs:
        shifted(piece.api, part.start)
        if piece.api is not None and len(pairs) > 1:
            places = source.places(part.start, part.start + len(part.body))
            with_origins(piece.api, piece.key, places)
    apis = joined((part, piece.api) for part, piece in pairs)
    annotations = tuple(found for part, piece in pairs for found in _moved(piece, part.start))
    return api_from_elements(apis, annotations)


def _moved(piece: Piece, distance: int) -> Iterator[Annotation]:
    for each in piece.annotations:
        yield Annotation(each.code, each.message, each.error, each.offset + distance, each.length)
