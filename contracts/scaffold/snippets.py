"""The requests and responses that actions share: included where the project has them as files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MEDIA_TYPE: Final = "application/vnd.api+json"
#: The folder of the shared files, beside the root of the blueprint.
FOLDER: Final = "shared"
_ACCEPT: Final = f"    + Headers\n\n            Accept: {MEDIA_TYPE}"
_SIGNED_IN: Final = "    + Headers\n\n            Authorization: {scheme} <access_token>"
_RESPONSE: Final = re.compile(r"\+ Response (\d{3})\b")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A shared file's name, and the text for projects without it; ``{scheme}`` precedes tokens."""

    file: str
    text: str

    def is_in(self, files: Mapping[str, str]) -> bool:
        """Whether the project's file describes the same responses, after a request."""
        text = files.get(self.file, "")
        same = _RESPONSE.findall(text) == _RESPONSE.findall(self.text)
        sends_token = "Authorization:" in text or "Authorization:" not in self.text
        return text.startswith("+ Request ") and same and sends_token


WITH_TOKEN: Final = Snippet(
    "with-token.apib", f"+ Request With a token ({MEDIA_TYPE})\n{_SIGNED_IN}"
)
REFUSALS: Final = Snippet(
    "refusals.apib",
    f"+ Request Without a token ({MEDIA_TYPE})\n\n"
    f"+ Response 401 ({MEDIA_TYPE})\n    + Attributes (Unauthorized)\n\n"
    f"+ Request As another user ({MEDIA_TYPE})\n{_SIGNED_IN}\n\n"
    f"+ Response 403 ({MEDIA_TYPE})\n    + Attributes (Forbidden)",
)
NOT_FOUND: Final = Snippet(
    "not-found.apib",
    f"+ Request With an unknown id\n{_ACCEPT}\n\n"
    f"+ Response 404 ({MEDIA_TYPE})\n    + Attributes (Not Found)",
)
WITHOUT_TOKEN: Final = f"+ Request ({MEDIA_TYPE})\n{_ACCEPT}"


def include_or_text(snippet: Snippet, files: Mapping[str, str], scheme: str) -> str:
    """An include of the snippet's file where the project has it, otherwise its text."""
    if snippet.is_in(files):
        return f"<!-- include({FOLDER}/{snippet.file}) -->"
    return snippet.text.replace("{scheme}", scheme)
