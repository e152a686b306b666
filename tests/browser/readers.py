"""Other readers of an API's documentation, and ours: the same API in each, on this machine.

`python -m tests.browser.readers` fetches them from the npm registry into build/readers.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from tests.browser.browser import ROOT
from tests.http_server import serving

FOLDER = ROOT / "build" / "readers"


@dataclass(frozen=True)
class Reader:
    """A tool that shows an OpenAPI document: its package, its files in there, and its page."""

    name: str
    package: str
    version: str
    files: tuple[str, ...]
    body: str

    @property
    def is_fetched(self) -> bool:
        return all((FOLDER / Path(name).name).is_file() for name in self.files)

    def page(self) -> str:
        head = '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
        return f"{head}<body>{self.body}</body></html>"


READERS = (
    Reader(
        "Redoc",
        "redoc",
        "2.5.2",
        ("bundles/redoc.standalone.js",),
        '<redoc spec-url="openapi.json"></redoc><script src="redoc.standalone.js"></script>',
    ),
    Reader(
        "Scalar",
        "@scalar/api-reference",
        "1.46.0",
        ("dist/browser/standalone.js",),
        '<script id="api-reference" data-url="openapi.json" data-configuration='
        '\'{"withDefaultFonts": false}\'></script><script src="standalone.js"></script>',
    ),
    Reader(
        "Elements",
        "@stoplight/elements",
        "9.0.25",
        ("web-components.min.js", "styles.min.css"),
        '<link rel="stylesheet" href="styles.min.css">'
        '<script src="web-components.min.js"></script>'
        '<elements-api apiDescriptionUrl="openapi.json" router="hash"></elements-api>',
    ),
)


def fetch(reader: Reader) -> None:
    """Take the reader's files out of its package, without what the package depends on."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{reader.package}@{reader.version}"],
        cwd=FOLDER,
        check=True,
        capture_output=True,
        text=True,
    )
    archive = FOLDER / done.stdout.split()[-1]
    with tarfile.open(archive) as package:
        for name in reader.files:
            found = package.extractfile(f"package/{name}")
            assert found is not None, f"{reader.package} has no {name}"
            (FOLDER / Path(name).name).write_bytes(found.read())
    archive.unlink()


@dataclass
class Site:
    """A running server of a folder: what was asked for, and how many bytes that were."""

    url: str
    requests: list[str] = field(default_factory=list)
    sent: int = 0


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Serve a folder on a free port."""
    found = Site("")

    class Counting(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

        def do_GET(self) -> None:
            found.requests.append(self.path)
            super().do_GET()

        def send_header(self, keyword: str, value: str) -> None:
            if keyword == "Content-Length":
                found.sent += int(value)
            super().send_header(keyword, value)

    handler = partial(Counting, directory=str(folder))
    with serving(handler) as found.url:
        yield found


def write_site(folder: Path, reader: Reader, openapi: str) -> None:
    """The files of a reader's site."""
    for name in reader.files:
        (folder / Path(name).name).write_bytes((FOLDER / Path(name).name).read_bytes())
    (folder / "openapi.json").write_text(openapi, encoding="utf-8")
    (folder / "index.html").write_text(reader.page(), encoding="utf-8")


def main() -> int:
    """Fetch the readers that are not there."""
    for reader in READERS:
        if not reader.is_fetched:
            fetch(reader)
        print(f"{reader.name} {reader.version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
