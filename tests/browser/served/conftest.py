"""The preview shows a small blueprint of three files, for each save costs as much as that is long.

No server is behind it: what the console sends to one is the subject of tests/browser/console.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.serve.preview import Preview, preview
from contracts.serve.preview.backend import Backend
from contracts.serve.preview.editor_links import EditorLinks

API = """\
FORMAT: 1A
HOST: http://localhost:5000

# Events API

<!-- include(faqs.apib) -->

<!-- include(health.apib) -->

# Data Structures

## FAQ Draft Document (object)
+ question: `Where?` (string, required) - What visitors ask.
"""
FAQS = """\
# Group FAQs
Questions of visitors.

## FAQs [/v1/faqs]

### Create FAQ [POST]
Adds a FAQ to an event.

**Access:** user

+ Request By the owner (application/json)
    + Headers

            Authorization: JWT <access_token>

    + Attributes (FAQ Draft Document)

+ Response 201 (application/json)
    + Attributes (FAQ Draft Document)

+ Request Without a token (application/json)
    + Attributes (FAQ Draft Document)

+ Response 401

## FAQ [/v1/faqs/{id}]

+ Parameters
    + id: `1` (string, required) - Which one.

### Get FAQ [GET]
Shows a FAQ.

**Access:** public

+ Response 200 (application/json)
    + Attributes (FAQ Draft Document)

### Delete FAQ [DELETE]
Deletes a FAQ.

**Access:** user

+ Request By the owner
    + Headers

            Authorization: JWT <access_token>

+ Response 204

+ Request Without a token
    + Headers

            Accept: application/json

+ Response 401
"""
HEALTH = """\
# Group Health
Whether the server works.

## Liveness [/health-check/live]

### Check Liveness [GET]
Answers at once.

**Access:** public

+ Response 204
"""


@pytest.fixture(scope="package")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of the small blueprint."""
    folder = tmp_path_factory.mktemp("preview")
    for name, text in (("api", API), ("faqs", FAQS), ("health", HEALTH)):
        (folder / f"{name}.apib").write_text(text, encoding="utf-8")
    return folder / "api.apib"


@pytest.fixture(scope="package")
def shown(copy: Path) -> Iterator[Preview]:
    """The running preview of the small blueprint."""
    with preview(copy, Backend(), editor=EditorLinks.of("vscode")) as running:
        yield running


@pytest.fixture(scope="package")
def origin(shown: Preview) -> str:
    """Where that is served."""
    return shown.url.removesuffix("/docs")
