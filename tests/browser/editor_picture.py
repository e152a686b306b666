"""A picture of Neovim with the language server: the terminal's screen as a page, photographed."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser

from tests.browser.browser import ROOT

COLUMNS: Final = 132
ROWS: Final = 30
PATIENCE: Final = 180
CONFIGURATION: Final = ROOT / "editors" / "neovim" / "contract.lua"
_SEQUENCE: Final = re.compile(r"\x1b\[([\d;:]*)m|\x1b\([A-Z0-9]|\x0e|\x0f")
#: Options for the picture: colours of the terminal's cells, and completion from the server.
_OPTIONS: Final = (
    "set termguicolors number signcolumn=yes background=dark noswapfile shortmess+=I",
    "set completeopt=menu,menuone,noselect nowrap pumheight=10 laststatus=0 noruler nohlsearch",
    "colorscheme slate",
    "lua vim.diagnostic.config({update_in_insert = true})",
    "highlight Pmenu guifg=#e4e4e4 guibg=#3a3a3a",
    "highlight SignColumn guibg=#262626",
    f"luafile {CONFIGURATION}",
)
_PAGE: Final = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; background: #262626 }}
pre {{ display: inline-block; margin: 0; padding: 14px;
  font: 15px/1.3 "DejaVu Sans Mono", monospace;
  color: #bcbcbc; background: #262626 }}
</style><pre>{}</pre>"""
#: The 16 colours of a terminal (ECMA-48 leaves them open; these are xterm's).
_PALETTE: Final = (
    *("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5"),
    *("#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"),
)


class ProgramMissing(Exception):
    """The picture needs a program that is not installed; the message names it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is done in the editor: which file, the keys that are typed once ``finding`` is shown.

    Completion is asked for then; the scene ends when it offers ``offered``.
    """

    file: Path
    search: str
    finding: str
    keys: str
    offered: str


def picture(browser: Browser, file: Path, scene: Scene) -> None:
    """Write the picture of the editor at the end of a scene. Raises ProgramMissing."""
    page = browser.new_page(viewport={"width": 1400, "height": 800}, device_scale_factor=1)
    page.set_content(_PAGE.format("".join(_as_html(screen(scene)))))
    page.locator("pre").screenshot(path=file)
    page.close()


def screen(scene: Scene) -> str:
    """The screen of Neovim with its colours (ECMA-48). Raises ProgramMissing."""
    for program in ("tmux", "nvim"):
        if shutil.which(program) is None:
            raise ProgramMissing(f"the picture of the editor needs {program}: install it")
    with tempfile.TemporaryDirectory(prefix="editor-") as folder:
        socket = ("tmux", "-S", str(Path(folder) / "socket"), "-f", os.devnull)
        environment = {
            **os.environ,
            "CONTRACT": str(Path(sys.executable).with_name("contract")),
            "XDG_STATE_HOME": folder,
            "XDG_CACHE_HOME": folder,
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
        }
        # The file is opened last: the configuration starts the server for files that are opened.
        commands = (*_OPTIONS, f"edit {scene.file.name}", f"/{scene.search}")
        options = [part for each in commands for part in ("-c", each)]
        start = ("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS))
        nvim = ("nvim", "--clean", *options)
        tmux = (*socket, *start, *nvim)
        subprocess.run(tmux, check=True, cwd=scene.file.parent, env=environment)
        try:
            _until(socket, scene.finding)
            subprocess.run((*socket, "send-keys", scene.keys), check=True)
            subprocess.run((*socket, "send-keys", "C-x", "C-o"), check=True)
            return _until(socket, scene.offered)
        finally:
            subprocess.run((*socket, "kill-server"), check=False)


def _until(socket: tuple[str, ...], words: str) -> str:
    limit = time.monotonic() + PATIENCE
    while words not in _SEQUENCE.sub("", shown := _captured(socket)):
        if time.monotonic() > limit:
            raise TimeoutError(f"Neovim does not show {words!r}:\n{shown}")
        time.sleep(0.2)
    return shown


def _captured(socket: tuple[str, ...]) -> str:
    found = subprocess.run((*socket, "capture-pane", "-p", "-e"), check=True, capture_output=True)
    return found.stdout.decode()


def _as_html(text: str) -> Iterator[str]:
    """Text with ECMA-48's sequences for colours ("SGR") as spans."""
    style: dict[str, str] = {}
    at = 0
    for match in _SEQUENCE.finditer(text):
        yield _span(text[at : match.start()], style)
        at = match.end()
        if match[1] is not None:
            _apply(match[1], style)
    yield _span(text[at:], style)


def _span(text: str, style: dict[str, str]) -> str:
    if not text:
        return ""
    shown = dict(style)
    if shown.pop("reverse", ""):
        front = shown.get("color", "#bcbcbc")
        shown |= {"color": shown.get("background", "#262626"), "background": front}
    words = ";".join(f"{name}:{value}" for name, value in shown.items())
    return f'<span style="{words}">{html.escape(text)}</span>'


def _apply(codes: str, style: dict[str, str]) -> None:
    numbers = [int(each.split(":")[0] or 0) for each in codes.split(";")]
    while numbers:
        code = numbers.pop(0)
        name = "color" if code in (38, *range(30, 40), *range(90, 98)) else "background"
        if code == 0:
            style.clear()
        elif code in (38, 48):
            style[name] = _colour(numbers)
        elif code in (39, 49):
            style.pop(name, None)
        elif code in range(30, 38) or code in range(40, 48):
            style[name] = _PALETTE[code % 10]
        elif code in range(90, 98) or code in range(100, 108):
            style[name] = _PALETTE[8 + code % 10]
        elif code in _ATTRIBUTES:
            style.update(_ATTRIBUTES[code])
        elif code == 24:
            style.pop("text-decoration", None)


_ATTRIBUTES: Final = {
    1: {"font-weight": "bold"},
    3: {"font-style": "italic"},
    4: {"text-decoration": "underline"},
    7: {"reverse": "yes"},
}


def _colour(numbers: list[int]) -> str:
    if numbers.pop(0) == 2:
        red, green, blue = numbers.pop(0), numbers.pop(0), numbers.pop(0)
        return f"rgb({red},{green},{blue})"
    number = numbers.pop(0)
    if number < 16:
        return _PALETTE[number]
    if number >= 232:
        return f"rgb({8 + 10 * (number - 232)},{8 + 10 * (number - 232)},{8 + 10 * (number - 232)})"
    steps = (0, 95, 135, 175, 215, 255)
    cube = number - 16
    return f"rgb({steps[cube // 36]},{steps[cube // 6 % 6]},{steps[cube % 6]})"
