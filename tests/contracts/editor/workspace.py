"""A small blueprint of three files as an editor has it open, and places in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from contracts.editor.project import EditorProject, File, files_of
from contracts.editor.text import FileText, Span, TextPosition
from contracts.project.blueprint import read

FILES: Final = {
    "api.apib": """\
FORMAT: 1A
HOST: https://library.example

# Library
Books of a library, see https://jsonapi.org.

<!-- include(books.apib) -->
<!-- include(types.apib) -->
""",
    "books.apib": """\
# Group Books

## Books [/books{?sort,include,page%5Bsize%5D,filter%5Btitle%5D}]

+ Parameters
    + sort: `title` (string, optional) - Attributes to sort by.
        + Default: `pages`
    + include: `author` (string, optional)
    + `page%5Bsize%5D`: `10` (number, optional) - Books per page.
    + `filter%5Btitle%5D`: `Emma` (enum[string], optional)
        + Members
            + `Emma`
            + `Persuasion`

### List Books [GET]
Shows all books.

**Access:** public

+ Response 200 (application/vnd.api+json)
    + Attributes (Book List)

## Book [/books/{id}]

+ Parameters
    + id: `1` (string, required) - Number of the book.

+ Model (application/vnd.api+json)
    + Attributes (Book Document)

### Read Book [GET]
Shows one book.

**Access:** user

+ Request
    + Headers

            Authorization: Bearer <token>

+ Response 200

    [Book][]

### Change Book [PATCH]
Changes a book.

**Access:** admin

+ Request (application/vnd.api+json)
    + Headers

            Authorization: Bearer <token>

    + Body

            {"data": {"type": "book", "id": "1", "attributes": {"title": "Emma"}}}

+ Response 200

    [Book][]

+ Request Of nobody (application/json)

        {"data": {"type": "author", "id": "1", "attributes": {"title": "Ms"}}}

+ Response 401 (application/json)

        {"errors": [{"title": "Unauthorized"}]}
""",
    "types.apib": """\
# Data Structures

## Integer (number)

## Book
+ type: `book` (string, required, fixed)
+ id: `1` (string, required)
+ attributes (Book Attributes, required)
+ relationships (required)
    + author (required)
        + data (Author Identifier, required)

## Book Attributes
+ title: `Emma` (string, required) - What it is called.
+ pages: 474 (Integer, nullable)

## Author Identifier
+ type: `author` (string, required, fixed)
+ id: `1` (string, required)

## Book Document
+ data (Book, required)

## Book List
+ data (array[Book], required, fixed-type)
""",
}


@cache
def opened() -> EditorProject:
    """The workspace as it is on disk, with the names of its files as their paths."""
    with TemporaryDirectory() as folder:
        for name, text in FILES.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        root = str(Path(folder, "api.apib"))
        blueprint = read(root, cache=None)
        assert not blueprint.errors
        files = files_of(root, lambda path: FileText(Path(path).read_text(encoding="utf-8")))
    return EditorProject(root, files, blueprint.contract, blueprint.findings)


def file_of(project: EditorProject, name: str) -> File:
    """The file of that name."""
    return next(file for path, file in project.files.items() if Path(path).name == name)


def typed(name: str, old: str, new: str) -> tuple[EditorProject, File, TextPosition]:
    """The workspace with ``new`` typed in place of ``old``, and where its ``|`` is, the cursor."""
    project = opened()
    file = file_of(project, name)
    assert old in file.text.content
    text = file.text.content.replace(old, new, 1)
    before, _, after = text.partition("|")
    place = TextPosition(before.count("\n"), len(before) - before.rfind("\n") - 1)
    changed = File(file.path, FileText(before + after), file.inherited)
    return replace(project, files={**project.files, file.path: changed}), changed, place


def cursor(name: str, words: str) -> tuple[EditorProject, File, TextPosition]:
    """The workspace, and the place of the ``|`` in some words of a file."""
    return typed(name, words.replace("|", ""), words)


def places() -> Iterator[tuple[EditorProject, File, TextPosition]]:
    """Every place of the workspace where a cursor may stand."""
    project = opened()
    for file in project.files.values():
        for line, text in enumerate(file.text.lines):
            for column in range(len(text) + 1):
                yield project, file, TextPosition(line, column)


def shown(project: EditorProject, file: str, span: Span) -> str:
    """A stretch as people name it: file, line from 1, and its text."""
    return f"{Path(file).name}:{span.start.line + 1} {project.files[file].text.slice(span)}"
