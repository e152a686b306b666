"""How Python names appear in documents and query strings."""

from __future__ import annotations

import re
from typing import Final

from flask import current_app, has_app_context

#: A variable of a path as the generated package writes it: ``/v1/faqs/{id}/event``.
PATH_VARIABLE: Final = re.compile(r"\{([^}]+)\}")


def dasherize(text: str) -> str:
    """``first_name`` as ``first-name`` (JSON:API 1.0, "Recommendations", naming)."""
    return text.replace("_", "-")


def dasherizing() -> bool:
    """Whether ``DASHERIZE_API`` is on for the running application (it is outside of one)."""
    return not has_app_context() or bool(current_app.config.get("DASHERIZE_API", True))


def public_name(text: str) -> str:
    """The Python name as clients see it: with dashes unless ``DASHERIZE_API`` is off."""
    return dasherize(text) if dasherizing() else text


def spaced(name: str) -> str:
    """A name as words of a sentence: ``faq-type`` and ``faq_type`` as ``faq type``."""
    return name.replace("-", " ").replace("_", " ")


def pointer(*path: str | int) -> str:
    """A JSON Pointer (RFC 6901) to the member at ``path``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def pointer_steps(text: str) -> list[str]:
    """The members that a JSON Pointer names (RFC 6901, section 4), without its first slash."""
    return [step.replace("~1", "/").replace("~0", "~") for step in text.split("/")]
