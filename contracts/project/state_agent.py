"""The state agent as one file without dependencies, for the environment of a judged server."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

from contracts.build.infer.paths import words_of
from contracts.model import DEFAULT_CONVENTIONS, Conventions
from contracts.model.conventions import USER_ROLES

_FOLDER: Final = Path(__file__).parents[1] / "agent"
#: The modules in the order of their imports.
MODULES: Final = (
    "words",
    "columns",
    "values",
    "factories",
    "names",
    "state",
    "schemas",
    "sqlalchemy_models",
    "sqlalchemy_reset",
    "sqlalchemy",
    "django_models",
    "django",
    "log",
    "http",
)
_HEAD: Final = '''"""For tests only: creates the records that the transactions of a contract need.

Version {version}, written by `contract state-agent`; write it again instead of editing it. It
needs nothing but the application's own packages: Python 3.7 and newer, SQLAlchemy 1.3 to 2.1 or
Django 2.2 and newer. Never serve the application with it on a database that matters.

    from {name} import SqlAlchemyState, mount  # or DjangoState

    class State(SqlAlchemyState):
        def token(self, user, kind):
            ...  # the token of the user with this id

    app.wsgi_app = mount(app.wsgi_app, State(app, db))  # POST /contract-state
"""

from __future__ import annotations
'''


def agent_text(
    version: str,
    name: str = "contract_state",
    conventions: Conventions = DEFAULT_CONVENTIONS,
) -> str:
    """The text of the agent as a module of this name, with the project's own names of users."""
    parts = [_HEAD.format(version=version, name=name)]
    parts += [section(_FOLDER / f"{module}.py") for module in MODULES]
    parts += [names] if (names := _names(conventions)) else []
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _names(conventions: Conventions) -> str:
    """The agent's usual names of users, their roles and their flags, after the project's own."""
    own = (
        ("USERS", tuple(words_of(name) for name in conventions.user_types)),
        ("ROLES", tuple(r for r in conventions.user_roles if r not in USER_ROLES)),
        ("ADMIN", conventions.admin_attributes),
        ("ACTIVE", conventions.active_attributes),
    )
    lines = [f"{name} = {values!r} + {name}" for name, values in own if values]
    title = f"# {'-' * 30} The project's own names ([tool.contract.conventions])\n\n"
    return title + "\n".join(lines) if lines else ""


def section(module: Path) -> str:
    """A module without its imports of other modules of ours; its docstring as a comment."""
    text = module.read_text(encoding="utf-8")
    tree = ast.parse(text)
    lines = text.splitlines()
    for node in tree.body:
        own = isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("contracts.", "__future__")
        )
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if own or is_docstring:
            end = node.end_lineno or node.lineno
            lines[node.lineno - 1 : end] = [""] * (end - node.lineno + 1)
    first = (ast.get_docstring(tree) or module.stem).splitlines()[0]
    return f"# {'-' * 30} {first}\n\n" + "\n".join(lines).strip("\n")
