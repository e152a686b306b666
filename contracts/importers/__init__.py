"""``contract import``: a blueprint from OpenAPI 2.0 and 3.x, Postman 2.1 collections and HAR.

Each reader makes an :class:`~contracts.importers.described.Api` of a parsed document; the writer
makes the files of a blueprint of that. What API Blueprint cannot say is in ``Api.left_out``.
"""

from __future__ import annotations

from typing import Any

from contracts.importers.described import Api, CannotImport
from contracts.importers.har import from_har
from contracts.importers.openapi import from_openapi
from contracts.importers.postman import from_postman
from contracts.importers.swagger import from_swagger
from contracts.importers.well_formed import well_formed


def described(document: Any) -> Api:
    """What a document describes, by what it is. Raises CannotImport."""
    try:
        return _described(document)
    except RecursionError:
        raise CannotImport("it is nested too deeply") from None


def _described(document: Any) -> Api:
    if isinstance(document, dict):
        if str(document.get("openapi", "")).startswith("3."):
            return from_openapi(well_formed(document))
        if str(document.get("swagger", "")) == "2.0":
            return from_swagger(well_formed(document))
        if isinstance(document.get("log"), dict):
            return from_har(document)
        if "item" in document and "info" in document:
            return from_postman(document)
    raise CannotImport(
        "this is no OpenAPI 2.0 or 3.x document, Postman 2.1 collection or HAR:"
        " it needs `openapi`, `swagger`, `info` and `item`, or `log` at its top"
    )
