"""URI templates (RFC 6570): their variables, their mistakes, and the URIs made of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import parse_qsl, urlsplit

import uritemplate

from contracts.model.actions import template_path

EXPRESSION: Final = re.compile(r"\{([+#./;?&]?)([^{}]*)\}")
#: A variable's name (RFC 6570, section 2.3).
NAME: Final = re.compile(r"(?:[A-Za-z0-9_.]|%[0-9A-Fa-f]{2})+")
_MODIFIER: Final = re.compile(r"(?P<name>[^:*]*)(?P<modifier>\*|:[1-9]\d{0,3})?")
# Characters that no literal of a template, or no URI, may have (sections 2.1; RFC 3986).
_FORBIDDEN: Final = re.compile(r'[\x00-\x20"<>\\^`|\[\]]|%(?![0-9A-Fa-f]{2})')

# What no client writes into a request: RFC 3986 has neither.
_UNSENDABLE: Final = re.compile(r"[\x00-\x20\x7f]")

_URL: Final = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
_DOMAIN: Final = re.compile(
    r"(?:localhost|(?:[\w-]+\.)+[a-z]{2,}|\d+(?:\.\d+){3})(?::\d+)?(?:/\S*)?", re.IGNORECASE
)

Place: TypeAlias = Literal["path", "query", "fragment"]
Value: TypeAlias = "str | Sequence[str] | Mapping[str, str]"
#: The operators that say where values go; those of the others go where they stand.
_PLACES: Final[dict[str, Place]] = {"?": "query", "&": "query", "#": "fragment"}


@dataclass(frozen=True, slots=True)
class TemplateVariable:
    """A variable of a template: as spelled, where its value goes, and how it is expanded."""

    spelling: str
    place: Place
    explode: bool = False
    reserved: bool = False


def variable_name(name: str) -> str:
    """The name of a variable for a parameter: what it may not have is percent-encoded."""
    return "".join(
        c if NAME.fullmatch(c) else "".join(f"%{byte:02X}" for byte in c.encode()) for c in name
    )


def template_variables(template: str) -> Iterator[TemplateVariable]:
    """The template's variables, in order; one that has no name is left out.

    Where the values of an expression go follows from its operator, or from the text before it.
    """
    before: Place = "path"
    position = 0
    for expression in EXPRESSION.finditer(template):
        literal = template[position : expression.start()]
        position = expression.end()
        if "#" in literal:
            before = "fragment"
        elif "?" in literal and before == "path":
            before = "query"
        place = _PLACES.get(expression[1], before) if before != "fragment" else before
        for spec in expression[2].split(","):
            spelling = spec.split(":", 1)[0].strip()
            if spelling.removesuffix("*"):
                name, explode = spelling.removesuffix("*"), spelling.endswith("*")
                yield TemplateVariable(name, place, explode, expression[1] == "+")


def path_shape(path: str, variable: str = "{}") -> str:
    """The path with its variables made alike: ``/v1/events/{}/faqs``."""
    return EXPRESSION.sub(lambda _: variable, path)


def path_variables(path: str) -> list[str]:
    """The names in the path's expressions, in order, as they are spelled."""
    return [expression[2] for expression in EXPRESSION.finditer(path)]


def template_parts(template: str) -> Iterator[tuple[str, str]]:
    """Each expression of the template after the literal before it; the last literal has none."""
    position = 0
    for expression in EXPRESSION.finditer(template):
        yield template[position : expression.start()], expression[0]
        position = expression.end()
    yield template[position:], ""


def template_problems(template: str) -> Iterator[str]:
    """What keeps a text from being a URI template (RFC 6570, section 2), in words.

    Names of variables are not checked (see :data:`NAME`); nor is a query that
    is written out.
    """
    rest = EXPRESSION.sub("\0", template)
    if "{" in rest or "}" in rest:
        yield "a brace has no partner"
    for character in dict.fromkeys(_FORBIDDEN.findall(rest.replace("\0", "").split("?", 1)[0])):
        yield f"{character!r} outside of braces must be percent-encoded"
    for expression in EXPRESSION.finditer(template):
        yield from _expression_problems(expression)


def _expression_problems(expression: re.Match[str]) -> Iterator[str]:
    operator, names = expression.groups()
    if not operator and names[:1] in tuple("=,!@|"):
        yield f"the operator {names[0]!r} of {expression[0]} is reserved"
        return
    for spec in names.split(","):
        match = _MODIFIER.fullmatch(spec)
        if match is None:
            yield f"{spec!r} in {expression[0]} has a modifier other than `*` or `:1` to `:9999`"
        elif not match["name"].strip():
            yield f"{expression[0]} names no variable"


def template_routes(template: str, optional: Collection[str] = ()) -> tuple[str, ...]:
    """The paths of a template, as routes with one plain variable in each place.

    ``{/a,b}`` is ``/{a}/{b}``, ``{;a}`` is ``;a={a}``, ``{.a}`` is ``.{a}``; a variable whose
    value may hold a slash keeps its operator: ``{+a}``. A further route leaves out the
    expressions of which all variables are ``optional``, as their expansion does.
    """
    path = template_path(template)
    every = EXPRESSION.sub(_route, path)

    def without(expression: re.Match[str]) -> str:
        names = {variable.spelling for variable in template_variables(expression[0])}
        dropped = expression[1] in tuple("/;.") and names <= set(optional)
        return "" if dropped else _route(expression)

    return tuple(dict.fromkeys((every, EXPRESSION.sub(without, path))))


def _route(expression: re.Match[str]) -> str:
    operator, names = expression.groups()
    parts = []
    for spec in names.split(","):
        name = spec.split(":", 1)[0].strip()
        is_open = operator == "+" or (operator == "/" and name.endswith("*"))
        name = name.removesuffix("*")
        variable = f"{{+{name}}}" if is_open else f"{{{name}}}"
        parts.append(f"{name}={variable}" if operator == ";" else variable)
    separator = operator if operator in ("/", ";", ".") else ""
    return separator + (separator or ",").join(parts)


def expand(template: str, values: Mapping[str, Value | None]) -> str:
    """The URI that the template makes of ``values``, by spelling (RFC 6570, section 3).

    What has no value, or None, is undefined. What is no template stays as it is.
    """
    if "{" in EXPRESSION.sub("", template):
        return template  # an open brace, for whose end uritemplate looks from each of them
    try:
        return uritemplate.expand(template, dict(values))
    except ValueError:  # a prefix that is no number: {a:b}
        return template


def query_values(uri: str) -> dict[str, str]:
    """The query parameters of ``uri``, decoded; of one given twice, the last value."""
    return dict(parse_qsl(urlsplit(uri).query, keep_blank_values=True))


def is_server_url(url: str) -> bool:
    """Whether ``url`` is the http or https URL of a host, with a port that can be one if any."""
    try:
        parts = urlsplit(url)
        has_port = parts.port != 0
    except ValueError:  # "http://[::1", "http://host:99999"
        return False
    named = bool(parts.hostname) and not _UNSENDABLE.search(url)
    return parts.scheme in ("http", "https") and named and has_port


def no_server_url(url: str) -> str:
    """The message about a ``url`` that is not a server's (:func:`is_server_url`)."""
    return f"{url!r} is not the URL of a server; write http://host:port"


def server_address(url: str) -> tuple[str, int]:
    """The host and the port that a client of ``url`` connects to (RFC 9110, 4.2.1 and 4.2.2).

    Without a host: this machine. Raises ValueError for a port that is not one.
    """
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or (443 if parts.scheme == "https" else 80)


def joined_path(prefix: str, uri: str) -> str:
    """The path of an endpoint and a documented URI as one, slashes as Dredd puts them."""
    if prefix in ("", "/"):
        return uri
    if not uri:
        return prefix
    trailing = "/" if uri != "/" and uri.endswith("/") else ""
    segments = (part.removeprefix("/").removesuffix("/") for part in (prefix, uri))
    return f"/{'/'.join(segments)}{trailing}"


def server_url(host: str) -> str:
    """The absolute URL that a blueprint's HOST means, or an empty text where it is none.

    A domain without a scheme is taken for one that is served over https.
    """
    host = host.strip()
    if _URL.fullmatch(host):
        return host
    return f"https://{host}" if _DOMAIN.fullmatch(host) else ""
