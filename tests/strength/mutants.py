"""Mutants of our own modules: one small fault each, as Cosmic Ray's operators make them."""

from __future__ import annotations

import ast
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

# Before `plugins`, which imports it in a circle (cosmic-ray 8.7).
import cosmic_ray.ast
from cosmic_ray import mutating, plugins
from cosmic_ray.operators.binary_operator_replacement import BinaryOperators

#: Operators whose mutants say little: variables are only replaced by configured names.
LEFT_OUT: Final = ("VariableInserter", "VariableReplacer")
#: Nor these: identity and equality agree for None, members of enumerations and texts of the
#: source, which most comparisons are with.
ALIKE: Final = frozenset(
    f"ReplaceComparisonOperator_{pair}" for pair in ("Is_Eq", "Eq_Is", "IsNot_NotEq", "NotEq_IsNot")
)
#: Packages whose modules are mutated, without what is generated or runs once.
PACKAGES: Final = ("contracts", "server", "hooks")
NOT_MUTATED: Final = ("server/generated/", "server/migrations/")
#: Cosmic Ray has an operator for each pair of these; no other text is offered to those.
BINARY: Final = frozenset(operator.value for operator in BinaryOperators)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: ``operator``'s ``occurrence`` in ``module``, at ``line`` (from 1)."""

    module: str
    operator: str
    occurrence: int
    line: int

    def code(self, source: str) -> str | None:
        """The module's text with the fault; None when it is as before or no longer Python."""
        operator = plugins.get_operator(f"core/{self.operator}")()
        text: str | None = mutating.mutate_code(source, operator, self.occurrence)
        if text is None or text == source:
            return None
        try:
            same = ast.dump(ast.parse(text)) == ast.dump(ast.parse(source))
        except SyntaxError:
            return None
        return None if same else text


def modules(root: Path) -> list[str]:
    """The modules that are mutated, as paths relative to ``root``, sorted."""
    paths = (
        path.relative_to(root).as_posix()
        for package in PACKAGES
        for path in (root / package).rglob("*.py")
    )
    return sorted(p for p in paths if not p.startswith(NOT_MUTATED))


def package_of(module: str) -> str:
    """The row of the table that a module belongs to: its first two folders, or the first."""
    folders = module.split("/")[:-1]
    return "/".join(folders[:2])


def mutants_of(module: str, source: str) -> list[Mutant]:
    """Every mutant of a module, by line and operator.

    Annotations are left out (they are never evaluated), as are options of dataclasses and the
    bare `*` of a signature, which only forbids calls that nobody makes.
    """
    silent = set(_unevaluated(ast.parse(source)))
    tree = cosmic_ray.ast.get_ast(source)
    nodes = list(_nodes(tree))
    some = {
        "ReplaceBinaryOperator": [n for n in nodes if getattr(n, "value", "") in BINARY],
        "ReplaceComparisonOperator": [n for n in nodes if n.type == "comparison"],
    }
    rows = []
    for operator in _operators():
        made = plugins.get_operator(f"core/{operator}")()
        positions = (
            position
            for node in some.get(operator.split("_")[0], nodes)
            for position in made.mutation_positions(node)
        )
        for occurrence, position in enumerate(positions):
            (line, column), _ = position[0], position[1]
            if not any(start <= (line, column) < end for start, end in silent):
                rows.append((line, column, operator, occurrence))
    return [Mutant(module, operator, n, line) for line, _, operator, n in sorted(rows)]


def sample(candidates: dict[str, list[Mutant]], size: int, seed: int) -> list[Mutant]:
    """``size`` mutants of all packages, the same for the same seed and code.

    A line is chosen first and then one of its mutants, so that an operator with a dozen
    replacements does not fill the sample. Each package gets a share by its lines, but at
    least a hundredth of the sample. Packages take turns, so that a run that is stopped has
    judged as many mutants of each.
    """
    lines: dict[str, dict[tuple[str, int], list[Mutant]]] = defaultdict(lambda: defaultdict(list))
    for module, mutants in candidates.items():
        for mutant in mutants:
            lines[package_of(module)][module, mutant.line].append(mutant)
    total = sum(len(places) for places in lines.values())
    turns: list[list[Mutant]] = []
    for package in sorted(lines):
        places = lines[package]
        share = max(round(size * len(places) / total), size // 100, 1)
        chance = random.Random(f"{seed} {package}")
        picked = chance.sample(sorted(places), min(share, len(places)))
        turns.append([chance.choice(places[place]) for place in picked])
    rounds = zip_longest(*turns)
    return [mutant for turn in rounds for mutant in turn if mutant is not None]


@cache
def _operators() -> tuple[str, ...]:
    names = sorted(name.removeprefix("core/") for name in plugins.operator_names())
    return tuple(name for name in names if not name.startswith(LEFT_OUT) and name not in ALIKE)


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", ()):
        yield from _nodes(child)


def _unevaluated(tree: ast.Module) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Start and end of what a mutation cannot change the behaviour of."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.args.kwonlyargs and not node.args.vararg:
            before = [*node.args.posonlyargs, *node.args.args, *node.args.defaults]
            start = max((_span(each)[1] for each in before), default=_span(node)[0])
            yield start, _span(node.args.kwonlyargs[0])[0]
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.arg):
            parts = [node.annotation]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            parts = [node.returns]
        elif isinstance(node, ast.AnnAssign):
            parts = [node.annotation]
        elif isinstance(node, ast.ClassDef):
            parts = [d for d in node.decorator_list if "dataclass" in ast.dump(d)]
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            parts = [node]
        for part in parts:
            if part is not None:
                yield _span(part)


def _span(node: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
