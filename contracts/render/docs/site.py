"""The documentation as a folder: the page with files beside it, and a page for each version.

A page alone is complete and can be mailed. What readers download lies beside it, so that the
links work on any static host.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from contracts.diff import diff
from contracts.model import Contract
from contracts.read.source import Source
from contracts.render.docs import RecentChanges, VersionLink, render
from contracts.render.docs.verification import VerificationResult
from contracts.render.openapi import render as render_openapi

_NO_RESULTS: Final[Mapping[str, VerificationResult]] = {}
_SUFFIX: Final = ".apib"


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of an API by its name, with the files that lie beside its page."""

    name: str
    contract: Contract
    files: Mapping[str, str] = field(default_factory=dict)


def downloads(contract: Contract, source: Source) -> dict[str, str]:
    """What readers download: ``openapi.json``, and the blueprint as one file, includes expanded."""
    stem, suffix = posixpath.splitext(re.split(r"[/\\:]", source.file)[-1])
    name = stem + (suffix if suffix == _SUFFIX else _SUFFIX)
    return {"openapi.json": render_openapi(contract)["openapi.json"], name: source.text}


def site(
    edition: Edition, *, results: Mapping[str, VerificationResult] = _NO_RESULTS
) -> dict[str, str]:
    """The page of one version, with its files beside it."""
    page = render(edition.contract, results=results, files=tuple(edition.files))
    return {**page, **edition.files}


def site_since(
    edition: Edition, earlier: Edition, *, results: Mapping[str, VerificationResult] = _NO_RESULTS
) -> dict[str, str]:
    """The page of one version, with what changed in it since an ``earlier`` one."""
    page = render(
        edition.contract,
        results=results,
        files=tuple(edition.files),
        news=_news(edition, earlier),
    )
    return {**page, **edition.files}


def site_of_versions(
    editions: Sequence[Edition], *, results: Mapping[str, VerificationResult] = _NO_RESULTS
) -> dict[str, str]:
    """A folder for each version by its name, and the first one at the top.

    ``editions`` have the newest first. Each page links to all the others, and lists what changed
    since the one before it. ``results`` are those of the first.
    """
    names = [each.name for each in editions]
    folders = ["", *_folders(names[1:])]
    news = [*(_news(new, old) for new, old in pairwise(editions)), None]

    def links(own: str) -> list[VersionLink]:
        up = "../" if own else ""
        return [
            VersionLink(name, f"{up}{folder}index.html", folder == own)
            for name, folder in zip(names, folders, strict=True)
        ]

    pages: dict[str, str] = {}
    for edition, folder, changed in zip(editions, folders, news, strict=True):
        page = render(
            edition.contract,
            results=_NO_RESULTS if folder else results,
            versions=links(folder),
            files=tuple(edition.files),
            news=changed,
        )
        pages |= {folder + name: text for name, text in {**page, **edition.files}.items()}
    return pages


def _folders(names: Iterable[str]) -> Iterator[str]:
    """A folder for each version; a second one of the same spelling gets a number."""
    taken: set[str] = set()
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).lstrip(".") or "version"
        numbers = (plain, *(f"{plain}.{number}" for number in range(2, len(taken) + 2)))
        folder = next(each for each in numbers if each.lower() not in taken)
        taken.add(folder.lower())
        yield f"{folder}/"


def _news(new: Edition, old: Edition) -> RecentChanges:
    return RecentChanges(old.name, diff(old.contract, new.contract))
