"""Names of the blueprint as Python and SQL spell them."""

from __future__ import annotations

import keyword
import re
from typing import Final

from contracts.model import ResourceType

#: Attribute names that a model or schema needs for itself.
RESERVED: Final = frozenset(
    {"id", "type", "metadata", "registry", "session", "query", "opts", "fields", "context"}
    | {"only", "exclude", "many", "load", "dump", "validate", "partial", "unknown", "linked"}
    | {"document_meta", "included_data", "declared_fields", "Meta", "set_class", "handle_error"}
)


def python_name(name: str) -> str:
    """``first-name`` as ``first_name``; a name that Python or the library needs gets a ``_``."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    snake = re.sub(r"\W", "_", snake, flags=re.ASCII)
    if not snake or snake[0].isdigit() or snake.startswith("_"):
        snake = f"x_{snake.lstrip('_')}"
    return f"{snake}_" if keyword.iskeyword(snake) or snake in RESERVED else snake


def public_key(name: str) -> str | None:
    """The name to declare as ``data_key``: None where dasherizing the Python name gives it."""
    return None if python_name(name).replace("_", "-") == name else name


def class_name(name: str) -> str:
    """``faq-type`` as ``FaqType``."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    joined = "".join(word[0].upper() + word[1:] for word in words)
    return joined if joined and not joined[0].isdigit() else f"X{joined}"


def module_name(name: str) -> str:
    """``faq-type`` as ``faq_type``."""
    found = python_name(name)
    return f"{found}_" if found in ("database", "__init__") else found


def table_name(resource_type: ResourceType) -> str:
    """The collection's name in the path (``faq_types``), else the type's with an s."""
    collection = resource_type.path.rstrip("/").rpartition("/")[0].rpartition("/")[2]
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", collection):
        return re.sub(r"[.-]", "_", collection).lower()
    return f"{module_name(resource_type.name)}s"


def view_name(path: str) -> str:
    """``/v1/events/{id}/faqs`` as ``EventsIdFaqs``; a leading version is left out."""
    below = re.sub(r"^/v\d+(?=/)", "", path).strip("/")
    return class_name(below) if below else "Root"
