"""Rules about answers that are no JSON:API: tokens, reports of checkers, images."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any, Final

from contracts.exchange import Problem
from contracts.model import MISSING, Missing
from contracts.text.documents import as_object
from contracts.text.json_pointer import pointer
from contracts.text.json_values import read_json
from contracts.verify.strict.context import CheckContext
from contracts.verify.strict.rule import StrictCheck, StrictRule

TOKEN: Final = StrictRule(
    "token",
    "any",
    "A text that is a JSON Web Token in the example is one in the answer (RFC 7519).",
)
CHECKER: Final = StrictRule(
    "checker",
    "any",
    "A health report lists every documented checker, passed or failed as documented.",
)
SIGNATURE: Final = StrictRule(
    "signature",
    "any",
    "A binary body begins with the signature of its documented media type.",
)


def tokens(context: CheckContext) -> Iterator[Problem]:
    """A text that is a JSON Web Token in the example is one in the answer (RFC 7519)."""
    example = context.expected.document
    if isinstance(example, Missing):
        return
    for name, wanted in as_object(example).items():
        seen = context.top.get(name, MISSING)
        if _is_token(wanted) and not _is_token(seen):
            message = f"{name} is not a JSON Web Token"
            yield TOKEN.problem(message, pointer(name), wanted, seen)


def _is_token(value: Any) -> bool:
    """Whether ``value`` is a signed token in compact form (RFC 7515, 7.1)."""
    if not isinstance(value, str) or value.count(".") != 2 or not all(value.split(".")):
        return False
    try:
        header, claims = (_decoded(part) for part in value.split(".")[:2])
    except (binascii.Error, ValueError):
        return False
    return isinstance(header, dict) and "alg" in header and isinstance(claims, dict)


def _decoded(part: str) -> Any:
    return read_json(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode())


def checkers(context: CheckContext) -> Iterator[Problem]:
    """A health report lists every documented checker, passed or failed as documented.

    The judges make the documented checkers fail, so their names and results are no
    examples (:mod:`contracts.states`).
    """
    wanted, seen = _results(context.expected.document), _results(context.document)
    for name, passed in wanted.items():
        if name not in seen:
            message = f"the documented checker {name} is missing from the report"
            yield CHECKER.problem(message, "/results", name, list(seen))
        elif seen[name] != passed:
            outcome = "passed" if passed else "failed"
            message = f"the checker {name} is documented to have {outcome}"
            yield CHECKER.problem(message, "/results", passed, seen[name])


def _results(document: Any) -> dict[str, bool]:
    """Results by checker (the ``results`` of a health document)."""
    rows = as_object(document).get("results")
    return {
        each["checker"]: each["passed"]
        for each in (rows if isinstance(rows, list) else [])
        if isinstance(each, dict)
        and isinstance(each.get("checker"), str)
        and isinstance(each.get("passed"), bool)
    }


#: How the content of each media type begins.
SIGNATURES: Final = {
    "image/png": rb"\x89PNG\r\n\x1a\n",
    "image/jpeg": rb"\xff\xd8\xff",
    "image/gif": rb"GIF8[79]a",
    "image/webp": rb"RIFF....WEBP",
}


def signature(context: CheckContext) -> Iterator[Problem]:
    """A binary body begins with the signature of its documented media type."""
    wanted = SIGNATURES.get(context.transaction.response.content_type)
    body = context.answer.body
    empty = context.transaction.response.status in (204, 304) or context.sent.method == "HEAD"
    if wanted and not empty and not re.match(wanted, body, re.DOTALL):
        message = f"the body is not {context.transaction.response.content_type}"
        yield SIGNATURE.problem(message, "", MISSING, context.answer.text[:100])


CHECKS: Final = (
    StrictCheck(TOKEN, tokens),
    StrictCheck(CHECKER, checkers, seeded=True),
    StrictCheck(SIGNATURE, signature),
)
