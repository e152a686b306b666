"""Links that open a place of a file in an editor, in the schemes that editors register."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

NO_EDITOR: Final = "none"
DEFAULT: Final = "vscode"

_JETBRAINS: Final = ("idea", "pycharm", "webstorm", "phpstorm", "goland", "rubymine")
_LIKE_VSCODE: Final = ("vscode", "vscode-insiders", "vscodium", "cursor", "windsurf", "zed")

#: Templates by the editor's name. ``{file}`` is the absolute path, percent-encoded.
EDITORS: Final[Mapping[str, str]] = {
    **{name: f"{name}://file{{file}}:{{line}}:{{column}}" for name in _LIKE_VSCODE},
    **{name: f"{name}://open?file={{file}}&line={{line}}&column={{column}}" for name in _JETBRAINS},
    "sublime": "subl://open?url=file://{file}&line={line}&column={column}",
    "textmate": "txmt://open?url=file://{file}&line={line}&column={column}",
    "macvim": "mvim://open?url=file://{file}&line={line}&column={column}",
    "emacs": "emacs://open?url=file://{file}&line={line}&column={column}",
    NO_EDITOR: "",
}

_FIELD: Final = re.compile(r"\{([^{}]*)\}")
_FIELDS: Final = ("file", "line", "column")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
#: Schemes that a browser runs or shows in the page instead of opening an editor.
_NOT_EDITORS: Final = frozenset(("javascript", "data", "vbscript", "blob", "about"))


class UnknownEditor(ValueError):
    """Neither the name of an editor nor a template; the message lists what is possible."""


@dataclass(frozen=True, slots=True)
class EditorLinks:
    """Makes the links of one editor; without a template there are none."""

    template: str = ""

    @classmethod
    def of(cls, editor: str) -> EditorLinks:
        """The links of an editor by its name or by a template. Raises UnknownEditor."""
        if editor in EDITORS:
            return cls(EDITORS[editor])
        fields = _FIELD.findall(editor)
        if "file" not in fields:
            raise UnknownEditor(
                f"{editor!r} is neither an editor ({', '.join(EDITORS)}) nor a URL with {{file}},"
                " {line} and {column}, such as vscode://file{file}:{line}:{column}"
            )
        unknown = [f"{{{field}}}" for field in fields if field not in _FIELDS]
        if unknown:
            raise UnknownEditor(f"{unknown[0]} is none of {{file}}, {{line}} and {{column}}")
        scheme = _SCHEME.match(editor)
        if scheme is None or scheme[1].lower() in _NOT_EDITORS:
            raise UnknownEditor(f"{editor!r} does not begin with the scheme of an editor")
        return cls(editor)

    def link(self, file: str, line: int, column: int) -> str:
        """The URL that opens this place, or nothing."""
        path = Path(file).absolute().as_posix()
        values = {
            "file": quote(path if path.startswith("/") else f"/{path}", safe="/:"),
            "line": str(line),
            "column": str(column),
        }
        return _FIELD.sub(lambda field: values[field[1]], self.template)
