"""Twelve tasks of a reader, and the shortest way to each that we know in four tools.

A step is one action: a click, a key, a typed text, an address that is opened. A task is done
when the page shows, copies, sends or saves what the reader wants; the tests look at that, so
that a way that no longer leads there fails instead of being counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from playwright.sync_api import Download, Page, Request

PATIENCE: Final = 15_000
"""Milliseconds; the machine may be busy."""
PHONE: Final = {"width": 390, "height": 800}
TOKEN: Final = "secret-token"

Step: TypeAlias = tuple[str, str]
Way: TypeAlias = "tuple[Step, ...] | None"


class Visited:
    """A page with what it sent and saved."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[Request] = []
        self.downloads: list[Download] = []
        page.on("request", lambda request: self.requests.append(request))
        page.on("download", lambda download: self.downloads.append(download))

    def do(self, step: Step) -> None:
        """One action of a reader."""
        kind, what = step
        if kind == "click":
            self.page.locator(what).locator("visible=true").first.click(timeout=PATIENCE)
        elif kind == "point":
            self.page.locator(what).locator("visible=true").first.hover(timeout=PATIENCE)
        elif kind == "reach":
            self.page.locator(what).locator("visible=true").first.scroll_into_view_if_needed()
        elif kind == "tap":
            self.page.mouse.click(*map(int, what.split(",")))
        elif kind == "press":
            self.page.keyboard.press(what)
        elif kind == "type":
            self.page.keyboard.type(what)
        else:
            raise ValueError(kind)
        # Readers look before they go on, and searches wait for the end of the typing.
        self.page.wait_for_timeout(700)


def click(selector: str) -> Step:
    """A click on the first visible element."""
    return "click", selector


def point(selector: str) -> Step:
    """The pointer held on the first visible element."""
    return "point", selector


def reach(selector: str) -> Step:
    """Scrolling until an element is in the window."""
    return "reach", selector


def tap(x: int, y: int) -> Step:
    """A tap on what has no name to find it by."""
    return "tap", f"{x},{y}"


def press(key: str) -> Step:
    """A key."""
    return "press", key


def type_(text: str) -> Step:
    """A text, typed."""
    return "type", text


@dataclass(frozen=True)
class Task:
    """What a reader wants, how it is seen that it is done, and the way in each tool.

    A tool without a way cannot do it.
    """

    name: str
    is_done: Callable[[Visited], bool]
    ways: Mapping[str, Way]
    viewport: Mapping[str, int] | None = None


_IN_VIEW: Final = """texts => {
  const words = (e) => e.textContent.trim().replace(/\\s+/g, ' ');
  const contents = 'nav, .sidebar, .menu-content, aside';
  const all = [...document.querySelectorAll('body *')].filter((e) => !e.closest(contents));
  // The browser has not laid out what it skips, and would have to if it were measured.
  const seen = all.filter((e) => {
    if (!e.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })) return false;
    const box = e.getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left < innerWidth;
  }).map(words);
  return texts.every((text) => seen.some(
    (says) => says.startsWith(text) && says.length <= text.length + 40));
}"""


def sees(*texts: str) -> Callable[[Visited], bool]:
    """Whether elements that begin so are in the window, outside of the contents."""

    def is_seen(visited: Visited) -> bool:
        visited.page.wait_for_timeout(800)
        return bool(visited.page.evaluate(_IN_VIEW, list(texts)))

    return is_seen


def sees_and_fits(*texts: str) -> Callable[[Visited], bool]:
    """As :func:`sees`, on a page that does not scroll sideways."""
    see = sees(*texts)
    return lambda v: (
        see(v) and v.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    )


def copied(*texts: str) -> Callable[[Visited], bool]:
    """Whether the clipboard has all of these."""

    def is_copied(visited: Visited) -> bool:
        text = visited.page.evaluate("navigator.clipboard.readText()")
        return all(each in text for each in texts)

    return is_copied


def _sent(visited: Visited) -> bool:
    return any(
        "/v1/users" in r.url and TOKEN in r.headers.get("authorization", "")
        for r in visited.requests
    )


def _saved(visited: Visited) -> bool:
    for _ in range(20):
        if visited.downloads:
            break
        visited.page.wait_for_timeout(200)
    return any('"openapi"' in d.path().read_text(encoding="utf-8") for d in visited.downloads)


def _links_to_attribute(visited: Visited) -> bool:
    # The address, unless the tool has copied one.
    text = visited.page.evaluate("navigator.clipboard.readText()")
    url = text if text.startswith("http") else visited.page.url
    other = visited.page.context.new_page()
    other.goto(url)
    seen = sees("first-name")(Visited(other))
    other.close()
    return seen


#: The beginnings of descriptions from all over the API.
EVERYWHERE: Final = ("Adds a FAQ to an event", "Shows all users", "Shows the state of a task")


def _prints_all(visited: Visited) -> bool:
    visited.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    visited.page.emulate_media(media="print")
    text = visited.page.locator("body").inner_text()
    return all(each in text for each in EVERYWHERE)


_FIND: Final = (click("text='FAQs'"), click("text='Create FAQ'"))
_OURS: Final = click(".contents a[href='#create-faq']")
_REDOC: Final = "[id='tag/FAQs/operation/create-faq']"
_SCALAR: Final = "[id$='tag/faqs/POST/v1/faqs']"
_CHILDREN: Final = "button:has-text('Show Child Attributes')"

TASKS: Final = (
    Task(
        "find how to log in",
        sees("Login", "/v1/auth/login"),
        {
            "ours": (click(".start a >> text='Login'"),),
            "Redoc": (click("text='Authentication'"), click("text='Login'")),
            "Scalar": (click("text='Login'"),),
            "Elements": (click("text='Authentication'"), click("text='Login'")),
        },
    ),
    Task(
        "see which statuses `Create FAQ` may answer",
        sees("201", "403", "409", "422"),
        {
            "ours": (_OURS,),
            "Redoc": _FIND,
            "Scalar": _FIND,
            "Elements": (*_FIND, reach("text='422'")),
        },
    ),
    Task(
        "see which attributes it requires",
        sees("question"),
        {
            "ours": (_OURS,),
            "Redoc": (
                *_FIND,
                click(f"{_REDOC} button[aria-label='expand data']"),
                click(f"{_REDOC} button[aria-label='expand attributes']"),
            ),
            "Scalar": (*_FIND, click(_CHILDREN), click(_CHILDREN)),
            "Elements": (*_FIND, click("div.sl--ml-8[role=button] >> nth=1")),
        },
    ),
    Task(
        "copy its request as curl",
        copied("curl", "/v1/faqs", "--header", "Sample Question"),
        {
            "ours": (_OURS, click("#create-faq .sample .copy")),
            "Redoc": (
                *_FIND,
                click(f"{_REDOC} [role=tab] >> text='curl'"),
                click(f"{_REDOC} >> text='Copy'"),
            ),
            "Scalar": (*_FIND, click(f"{_SCALAR} .scalar-code-copy")),
            "Elements": (*_FIND, click("button:has(.fa-copy)")),
        },
    ),
    Task(
        "copy its request in Python",
        copied("requests", "/v1/faqs", "Sample Question"),
        {
            "ours": (
                _OURS,
                click("#create-faq [data-language=Python]"),
                click("#create-faq .sample .copy"),
            ),
            "Elements": (
                *_FIND,
                click("button[aria-label='Request Sample Language']"),
                point("text='Python'"),
                click("text=/^Requests/"),
                click("button:has(.fa-copy)"),
            ),
        },
    ),
    Task(
        "send `List Users` with a token",
        _sent,
        {
            "ours": (
                click("#token\\."),
                type_(TOKEN),
                click(".contents a[href='#list-users']"),
                click("#list-users .try"),
                click(".send"),
            ),
            "Scalar": (
                click("button >> text='Auth Type'"),
                click("[role=option] >> text=/jwt/i"),
                press("Escape"),
                click("input[placeholder='QUxMIFlPVVIgQkFTRSBBUkUgQkVMT05HIFRPIFVT']"),
                type_(TOKEN),
                click("text='Users'"),
                click("text='List Users'"),
                click("[id$='tag/users/GET/v1/users'] >> text='Test Request'"),
                click("button >> text='Send'"),
            ),
            "Elements": (
                click("text='Users'"),
                click("text='List Users'"),
                click("input[aria-label='Authorization']"),
                type_(TOKEN),
                click("text='Send API Request'"),
            ),
        },
    ),
    Task(
        "find what changed since the last version",
        sees("Changes since"),
        {"ours": (click(".start a[href='#changes.']"),)},
    ),
    Task(
        "link a colleague to the attribute `first-name`",
        _links_to_attribute,
        {
            "ours": (press("/"), type_("first-name"), press("Enter")),
        },
    ),
    Task(
        "print all operations",
        _prints_all,
        {
            "ours": (press("Control+p"),),
            "Redoc": (press("Control+p"),),
        },
    ),
    Task(
        "download the OpenAPI document",
        _saved,
        {
            "ours": (click("text='openapi.json'"),),
            "Redoc": (click("text='Download'"),),
            "Scalar": (click("text=/Download OpenAPI/"),),
            "Elements": (click("text='Export'"), click("text='Original'")),
        },
    ),
    Task(
        "find the operation of a logged URL, `/v1/faqs/4711`, by pasting it",
        sees("Get FAQ"),
        {"ours": (press("/"), type_("/v1/faqs/4711"), press("Enter"))},
    ),
    Task(
        "read `Create FAQ` on a phone",
        sees_and_fits("Create FAQ"),
        {
            "ours": (click(".menu"), click(".contents a[href='#create-faq']")),
            "Redoc": (tap(342, 727), *_FIND),
            "Scalar": (tap(26, 24), *_FIND),
        },
        PHONE,
    ),
)


def actions(visited: Visited, task: Task, tool: str) -> int:
    """How many actions the task takes in a tool.

    Raises AssertionError where the known way does not lead there.
    """
    way = task.ways.get(tool)
    assert way, f"{tool} has no way"
    for step in way:
        visited.do(step)
    assert task.is_done(visited), f"{tool}: {task.name} is not done"
    return len(way)
