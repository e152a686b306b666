"""Fresh pictures of the documentation: python -m tests.browser.screenshots [FOLDER]."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from contracts.serve.preview import preview
from contracts.serve.preview.backend import Backend
from tests.browser.browser import ROOT, chromium
from tests.browser.editor_picture import ProgramMissing, Scene, picture

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 800}


def main() -> int:
    """Write every picture; the names are those the README shows."""
    out = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    out.mkdir(parents=True, exist_ok=True)
    with project() as name, project() as edited, chromium() as browser:
        # Findings show the path that was given.
        with chdir(name), preview(Path("blueprint/api.apib"), Backend()) as shown:
            reading(browser, shown.url, out)
            console(browser, shown.url, out)
            broken(browser, shown.url, out, Path("blueprint/faqs.apib"))
        try:
            editor(browser, out, Path(edited) / "blueprint" / "faqs.apib")
        except ProgramMissing as error:
            print(error, file=sys.stderr)
    for file in sorted(out.glob("*.png")):
        print(file)
    return 0


@contextmanager
def project() -> Iterator[str]:
    """A folder with the blueprint, to be changed, and its settings of lint."""
    with tempfile.TemporaryDirectory(prefix="screenshots-") as name:
        shutil.copytree(ROOT / "blueprint", Path(name) / "blueprint")
        shutil.copy(ROOT / "pyproject.toml", name)
        yield name


def editor(browser: Browser, out: Path, faqs: Path) -> None:
    """Neovim: a type that is not declared, and a status being completed."""
    text = faqs.read_text(encoding="utf-8")
    faqs.write_text(text.replace("(FAQ Draft Document)", "(FAQ Daft Document)", 1), "utf-8")
    scene = Scene(
        file=faqs,
        search="+ Response 201",
        finding="'FAQ Daft Document' is not declared",
        keys="zzcc+ Response 4",
        offered="Bad Request",
    )
    picture(browser, out / "editor.png", scene)
    reduced(out / "editor.png")


def visit(browser: Browser, url: str, scheme: str, size: dict[str, int]) -> Page:
    """A page in a context of its own."""
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("html.scripted", state="attached")
    return page


def shoot(page: Page, file: Path) -> None:
    """The picture, and the end of the page's context."""
    # Until a target's mark has faded.
    page.wait_for_timeout(3000)
    page.screenshot(path=file)
    page.context.close()
    reduced(file)


def reduced(file: Path) -> None:
    """Write a picture with fewer colours: a third of the size, and nobody sees it."""
    colours = Image.open(file).convert("RGB")
    colours.quantize(96, dither=Image.Dither.NONE).save(file, optimize=True)


def reading(browser: Browser, url: str, out: Path) -> None:
    """An action in light, a resource type in dark, a phone, a search with a typing mistake."""
    shoot(visit(browser, f"{url}#create-faq", "light", DESK), out / "action.png")
    shoot(visit(browser, f"{url}#resource.user", "dark", DESK), out / "types-dark.png")
    shoot(visit(browser, f"{url}#get-faq", "light", PHONE), out / "phone.png")
    page = visit(browser, f"{url}#get-faq", "dark", DESK)
    page.keyboard.press("/")
    page.keyboard.type("crate faq")
    shoot(page, out / "search-dark.png")


def console(browser: Browser, url: str, out: Path) -> None:
    """An answer that departs from the contract."""
    page = visit(browser, f"{url}#check-liveness", "light", DESK)
    bent = {"status": 7, "hostname": "example", "timestamp": 1.5}
    page.route(
        "**/health-check/live",
        lambda route: route.fulfill(content_type="application/json", body=json.dumps(bent)),
    )
    page.locator("#check-liveness .try").first.click()
    page.wait_for_timeout(300)
    page.click(".send")
    page.wait_for_selector(".departures li")
    shoot(page, out / "console.png")


def broken(browser: Browser, url: str, out: Path, file: Path) -> None:
    """A mistake while the page is open."""
    page = visit(browser, f"{url}#create-faq", "light", DESK)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("(FAQ Draft Document)", "(FAQ Daft Document)", 1), "utf-8")
    page.wait_for_selector(".live.broken")
    shoot(page, out / "preview-broken.png")


if __name__ == "__main__":
    sys.exit(main())
