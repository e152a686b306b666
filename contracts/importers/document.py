"""The values of a document in JSON or YAML, with numbers as they are written.

YAML is read by its core schema of version 1.2 (YAML 1.2.2, section 10.3), which OpenAPI asks for:
``no`` and ``2017-07-24`` are texts, ``12:30:45`` is no number, and ``1e-5`` is one.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, Final

from contracts.importers.described import CannotImport
from contracts.text.numbers import written

_PREFIX: Final = "tag:yaml.org,2002:"
#: Scalars without quotes, with the characters that they may begin with. JSON has no infinity.
_CORE: Final = (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?",
        list("-+.0123456789"),
    ),
    ("merge", r"<<", ["<"]),  # of version 1.1, and still in use
)
#: Tags of values that JSON has as texts.
_TEXTS: Final = ("binary", "timestamp")


def document_of(text: str) -> Any:
    """The values of a JSON or YAML text. Raises CannotImport."""
    try:
        return json.loads(text, parse_float=written, parse_constant=_no_number)
    except (ValueError, RecursionError):
        pass
    import yaml

    try:
        return yaml.load(text, Loader=_loader())  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        first = str(error).partition("\n")[0]
        raise CannotImport(f"neither JSON nor YAML: {first}") from None


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


@cache
def _loader() -> Any:
    """A loader of YAML that makes values of JSON."""
    import yaml

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {}
    for name, pattern, first in _CORE:
        Loader.add_implicit_resolver(_PREFIX + name, re.compile(rf"(?:{pattern})\Z"), first)
    Loader.add_constructor(f"{_PREFIX}int", lambda loader, node: _integer(_text(loader, node)))
    Loader.add_constructor(f"{_PREFIX}float", lambda loader, node: _float(_text(loader, node)))
    Loader.add_constructor(f"{_PREFIX}set", _members)
    for name in _TEXTS:
        Loader.add_constructor(_PREFIX + name, _text)
    return Loader


def _text(loader: Any, node: Any) -> str:
    return str(loader.construct_scalar(node))


def _members(loader: Any, node: Any) -> list[Any]:
    return [*loader.construct_mapping(node)]


def _integer(text: str) -> int:
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def _float(text: str) -> float:
    """The number in JSON's form: ``+.5`` is ``0.5``."""
    sign = "-" if text.startswith("-") else ""
    digits = re.sub(r"\.(?![0-9])", ".0", text.lstrip("+-"))
    return written(sign + re.sub(r"^0+(?=[0-9])", "", digits if digits[0] != "." else f"0{digits}"))
