"""Anchors of the documentation, and the names that links in descriptions may use for them.

Operation ids are anchors of their own: they have no dots. Headings of descriptions have the
anchors that aglio gave them (``header-…``), and everything else has dots. Links written for
Apiary (``#reference/group/resource/action``, ``#introduction/heading``), for aglio
(``#group-resource-method``) or for GitHub (``#heading``) are resolved to these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from contracts.build.notices import notice
from contracts.model import Action, Contract, Group, Resource, Transaction

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.token import Token

#: The anchor of the introduction.
TOP: Final = "top."
_MAY_BE_HEADING: Final = re.compile(r"#(?:\s|$)|^[\s>*+\d.)-]*(?:=|-)\s*$", re.M)
#: An anchor that an author has set in raw HTML: ``<a name="paging">``.
MARK: Final = re.compile(r"<a\s+(?:name|id)\s*=\s*([\"']?)(?P<name>[\w-]+)\1\s*/?>", re.I)
#: Raw HTML that the documentation shows as such, and not as text.
TAG: Final = re.compile(
    r"<(?P<bare>br|/?(?:b|i|em|strong|code|sub|sup|kbd|s))(?:\s[^<>]*|/)?>", re.I
)
#: The same of lists, paragraphs and tables, where a description may have such.
BLOCK_TAG: Final = re.compile(
    r"<(?P<bare>/?(?:p|[ud]l|ol|li|d[td]|table|thead|tbody|t[rhd]))(?:\s[^<>]*|/)?>", re.I
)
#: A link that an author has written in HTML.
LINK: Final = re.compile(
    r"<a\s(?:[^<>]*?\s)?href\s*=\s*([\"'])(?P<href>(?:https?://|mailto:|#)[^\"'<>\s]*)\1[^<>]*>",
    re.I,
)
_SEPARATORS: Final = re.compile(r"[ \t\n\\<>\"'=:/]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a description; ``depth`` is 0 for its highest ones, 1 for those below."""

    title: str
    depth: int
    id: str


class Anchors:
    """Hands out anchors; a second one that would be spelled alike gets a number."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken: set[str] = set(taken)

    def take(self, *words: str) -> str:
        """A new anchor: the words, the last one as a slug, joined by dots."""
        return self._new(".".join((*words[:-1], slug(words[-1]))), ".", 2)

    def heading(self, title: str) -> str:
        """A new anchor for a heading, spelled as aglio's are."""
        name = _SEPARATORS.sub("-", title.lower())
        return self._new(f"header-{name.removeprefix('-')}", "-", 1)

    def by_name(self, prefix: str, names: Iterable[str]) -> dict[str, str]:
        """An anchor for each different name."""
        return {name: self.take(prefix, name) for name in dict.fromkeys(names)}

    def _new(self, wanted: str, separator: str, number: int) -> str:
        anchor = wanted
        while anchor in self.taken:
            anchor = f"{wanted}{separator}{number}"
            number += 1
        self.taken.add(anchor)
        return anchor


@dataclass(slots=True)
class Addresses:
    """The anchors of a contract's page.

    ``groups`` are in document order, ``resources`` by the place of group and resource,
    ``types`` and ``resource_types`` by name, ``headings`` by the anchor of the description's
    owner (a payload's is its transaction's with ``.request`` or ``.response``), and so are
    ``marks``, the anchors that authors have set themselves.
    """

    anchors: Anchors
    groups: list[str] = field(default_factory=list)
    resources: dict[tuple[int, int], str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    resource_types: dict[str, str] = field(default_factory=dict)
    headings: dict[str, tuple[Heading, ...]] = field(default_factory=dict)
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, contract: Contract) -> Addresses:
        """The addresses of everything the contract has, members of types apart."""
        addresses = cls(Anchors(_fixed(contract)))
        take = addresses.anchors.take
        addresses.groups = [take("group", group.name) for group in contract.groups]
        addresses.types = addresses.anchors.by_name("type", contract.schemas)
        addresses.resource_types = addresses.anchors.by_name(
            "resource", (t.name for t in contract.resource_types)
        )
        for (g, r), _, resource in _resources(contract):
            name = resource.name or resource.uri_template
            addresses.resources[g, r] = take(addresses.groups[g], name)
        for owner, text in addresses._descriptions(contract):
            addresses._add_headings(owner, text)
            addresses._add_marks(owner, text)
        addresses._learn(contract)
        return addresses

    def resolve(self, fragment: str) -> str | None:
        """The anchor that a link's fragment means, or None where it leads nowhere.

        Members of types and actions are taken to be there when their owner is.
        """
        name = unquote(fragment)
        owners = (name[: dot.start()] for dot in re.finditer(r"\.", name))
        if name in self.anchors.taken or any(owner in self.anchors.taken for owner in owners):
            return name
        if name in ("", "top"):
            return TOP
        return self.aliases.get(_normal(name))

    def _descriptions(self, contract: Contract) -> Iterator[tuple[str, str]]:
        yield TOP, contract.description
        for g, group in enumerate(contract.groups):
            yield self.groups[g], group.description
            for r, resource in enumerate(group.resources):
                yield self.resources[g, r], resource.description
                for action in resource.actions:
                    yield action.id, action.description
                    for place, transaction in _transactions(action):
                        yield f"{place}.request", transaction.request.description
                        yield f"{place}.response", transaction.response.description
        for name, schema in contract.schemas.items():
            yield self.types[name], schema.description

    def _add_headings(self, owner: str, text: str) -> None:
        titles = headings(text)
        if not titles:
            return
        levels = sorted({level for level, _ in titles})
        self.headings[owner] = tuple(
            Heading(title, levels.index(level), self.anchors.heading(title))
            for level, title in titles
        )

    def _add_marks(self, owner: str, text: str) -> None:
        if "<a" not in text.lower():
            return
        names = dict.fromkeys(match["name"] for match in MARK.finditer(text))
        new = tuple(name for name in names if name not in self.anchors.taken)
        self.anchors.taken.update(new)
        self.marks[owner] = new
        for name in new:
            self.aliases[_normal(name)] = name

    def _learn(self, contract: Contract) -> None:
        """What others call the same places; the more exact name wins."""
        learn = self.aliases.setdefault
        for owner, headings in self.headings.items():
            for heading in headings:
                learn(_normal(heading.id), heading.id)
                if owner == TOP:
                    learn(f"introduction/{_normal(heading.title)}", heading.id)
        names: list[tuple[str, str]] = []
        for headings in self.headings.values():
            names += [(heading.title, heading.id) for heading in headings]
        for g, group in enumerate(contract.groups):
            names.append((group.name, self.groups[g]))
            learn(f"reference/{_normal(group.name)}", self.groups[g])
        for (g, r), group, resource in _resources(contract):
            place = self.resources[g, r]
            learn(_path("reference", group.name, resource.name), place)
            learn(_normal(f"{group.name} {resource.name}"), place)
            names.append((resource.name, place))
            for action in resource.actions:
                learn(_path("reference", group.name, resource.name, action.name), action.id)
                learn(_normal(f"{group.name} {resource.name} {action.method}"), action.id)
                names.append((action.name, action.id))
        names += [*self.resource_types.items(), *self.types.items()]
        for name, place in names:
            if name:
                learn(_normal(name), place)


def headings(text: str) -> list[tuple[int, str]]:
    """The headings of a Markdown text: their levels and their texts without markup."""
    if not _MAY_BE_HEADING.search(text):
        return []
    return list(_headings(text))


@lru_cache(maxsize=4096)
def _headings(text: str) -> tuple[tuple[int, str], ...]:
    tokens = parser().parse(text)
    return tuple(
        (int(token.tag[1]), "".join(map(_shown, tokens[n + 1].children or [])).strip())
        for n, token in enumerate(tokens)
        if token.type == "heading_open"
    )


def _shown(token: Token) -> str:
    """What a reader sees of a token inside a heading."""
    is_mark = token.type == "html_inline" and TAG.fullmatch(token.content)
    return "" if is_mark else token.content


@cache
def parser() -> MarkdownIt:
    """The parser of descriptions: CommonMark with tables and notices, without raw HTML blocks."""
    from markdown_it import MarkdownIt  # it takes its time, and lint rarely needs it

    made = MarkdownIt("commonmark", {"html": True}).enable("table").disable("html_block")
    around: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    made.block.ruler.before("fence", "notice", notice, around)
    return made


def slug(name: str) -> str:
    """``name`` in lower case with dashes between its words."""
    return re.sub(r"\W+", "-", name.lower()).strip("-")


def _normal(name: str) -> str:
    """One spelling of what several tools make of a name; slashes stay."""
    return re.sub(r"(?:[^\w/]|_)+", "-", name.lower()).strip("-")


def _path(*names: str) -> str:
    return "/".join(_normal(name.replace("/", " ")) for name in names)


def _fixed(contract: Contract) -> Iterator[str]:
    """The anchors that have no choice: operation ids, and transactions by their number."""
    yield TOP
    for action in contract.actions():
        yield action.id
        yield from (place for place, _ in _transactions(action))


def _transactions(action: Action) -> Iterator[tuple[str, Transaction]]:
    for number, transaction in enumerate(action.transactions, 1):
        yield f"{action.id}.{number}", transaction


def _resources(contract: Contract) -> Iterator[tuple[tuple[int, int], Group, Resource]]:
    for g, group in enumerate(contract.groups):
        for r, resource in enumerate(group.resources):
            yield (g, r), group, resource
