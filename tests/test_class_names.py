"""One name, one idea: classes of the same name are the same idea in another layer, and say so."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: Names of several classes, and why: the layer each module names in its docstring.
SHARED: Mapping[str, str] = {
    "Attribute": "an attribute of a resource type: in the contract, and as a field of the server",
    "Schema": "what a value or resource must be: in the contract, and as marshmallow applies it",
    "StateHandler": "the judges' protocol, implemented for generated servers and this service",
    "Timestamp": "a moment: as a column, and as the field that reads and shows it",
    "Meta": "marshmallow's options, a class inside of each schema",
}
#: The modules that define a name first: they need not say that others use it.
FIRST = {
    "Attribute": "contracts/model/resource_types.py",
    "Schema": "contracts/model/schemas.py",
    "StateHandler": "contracts/exchange.py",
    "Timestamp": "contracts/runtime/jsonapi/columns.py",
}


@cache
def classes() -> dict[str, list[str]]:
    """The modules that define a class, by its name."""
    found: dict[str, list[str]] = {}
    for folder in ("contracts", "server", "hooks"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    found.setdefault(node.name, []).append(path.relative_to(ROOT).as_posix())
    return found


def test_no_two_classes_have_one_name_unless_they_are_one_idea() -> None:
    twice = {name: files for name, files in classes().items() if len(files) > 1}
    assert twice.keys() == SHARED.keys(), "rename one of them, by the term of its field"


@pytest.mark.parametrize("name", sorted(SHARED.keys() - {"Meta"}))
def test_the_modules_of_a_shared_name_say_that_it_is_one_idea(name: str) -> None:
    assert FIRST[name] in classes()[name]
    for file in classes()[name]:
        if file != FIRST[name]:
            module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
            assert f"``{name}``" in (module.__doc__ or ""), f"{file}: {SHARED[name]}"


def test_meta_is_only_ever_inside_of_a_schema() -> None:
    for file in classes()["Meta"]:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert "Meta" not in [n.name for n in tree.body if isinstance(n, ast.ClassDef)]
