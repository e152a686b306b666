"""Error documents (JSON:API 1.0, "Errors"): one class, one table of titles."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from flask import Flask, Response, current_app, g, has_app_context
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from contracts.runtime.jsonapi.compat import JsonApiException
from contracts.runtime.jsonapi.media_type import MEDIA_TYPE
from contracts.runtime.jsonapi.storage.database import is_unavailable

ErrorObject = dict[str, object]

TITLES: Mapping[int, str] = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Object not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    412: "Precondition failed",
    413: "Request too large",
    415: "Unsupported media type",
    416: "Range not satisfiable",
    422: "Validation error",
    429: "Too many requests",
    500: "Unknown error",
    503: "Service unavailable",
}

#: Where an application keeps the titles that its blueprint documents, by status.
DOCUMENTED_TITLES = "jsonapi-error-titles"

DETAILS: Mapping[int, str] = {
    404: "There is nothing at this address.",
    405: "This address does not support the method; the Allow header lists those it does.",
    413: "The request body is larger than this server accepts.",
    416: "The image ends before the range begins; its length is in Content-Range.",
    429: "There were too many requests; the Retry-After header has the seconds to wait.",
    500: "The server failed to answer this request; the failure has been logged.",
    503: "The server cannot do this at the moment; the Retry-After header has the seconds to wait.",
}

#: Seconds after which a request to an unavailable database may be repeated.
RETRY_AFTER = "5"

#: Errors of one document; if there are more, the last one has their number.
MAX_ERRORS = 20

log = logging.getLogger(__name__)


def title_of(status: int) -> str:
    """The title that all errors of ``status`` share: the documented one, or a usual one."""
    documented = current_app.extensions.get(DOCUMENTED_TITLES, {}) if has_app_context() else {}
    return documented.get(status) or TITLES.get(status) or HTTPStatus(status).phrase


def error_object(
    status: int, detail: str, *, pointer: str | None = None, parameter: str | None = None
) -> ErrorObject:
    """One error object; ``pointer`` or ``parameter`` becomes its ``source``."""
    error: ErrorObject = {"status": str(status), "title": title_of(status), "detail": detail}
    if pointer is not None:
        error["source"] = {"pointer": pointer}
    elif parameter is not None:
        error["source"] = {"parameter": parameter}
    return error


class ApiError(JsonApiException):
    """A refusal that becomes an error document; its status is that of the first error."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        pointer: str | None = None,
        parameter: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        error = error_object(status, detail, pointer=pointer, parameter=parameter)
        super().__init__(
            detail, source=error.get("source"), title=error["title"], status=str(status)
        )
        self.headers = dict(headers or {})
        self.errors: list[ErrorObject] = [error]

    @classmethod
    def of(cls, errors: Iterable[ErrorObject]) -> ApiError:
        """An exception that carries several errors of one status."""
        collected = list(errors)
        first = cls(int(str(collected[0]["status"])), str(collected[0]["detail"]))
        first.errors = collected
        return first


def invalid(detail: str, *path: str) -> ApiError:
    """422 for the value at the JSON Pointer ``path``."""
    return ApiError(422, detail, pointer="".join(path))


def bad_parameter(parameter: str, detail: str) -> ApiError:
    """400 for a query parameter (JSON:API 1.0, "Query Parameters")."""
    return ApiError(400, detail, parameter=parameter)


def error_response(
    errors: list[ErrorObject], status: int, headers: Mapping[str, str] | None = None
) -> Response:
    """The HTTP response that carries ``errors``, at most ``MAX_ERRORS``.

    It is as the operation of the request documents its errors, once that is known.
    """
    operation = g.get("operation")
    ending = {} if operation and operation.bare_errors else {"jsonapi": {"version": "1.0"}}
    body = json.dumps({"errors": _first_errors(errors, status), **ending})
    content_type = operation.error_type if operation else MEDIA_TYPE
    response = Response(body, status=status, content_type=content_type)
    response.headers.update(dict(headers or {}))
    return response


def _first_errors(errors: list[ErrorObject], status: int) -> list[ErrorObject]:
    """All errors, or the first ones and one that counts the rest."""
    if len(errors) <= MAX_ERRORS:
        return errors
    shown = errors[: MAX_ERRORS - 1]
    return [*shown, error_object(status, f"There are {len(errors) - len(shown)} more errors.")]


def _from_jsonapi(error: JsonApiException) -> Response:
    if isinstance(error, ApiError):
        return error_response(error.errors, int(error.status), error.headers)
    # Raised by flask-rest-jsonapi itself, with the same in its own attributes.
    status = int(error.status)
    return error_response(
        [error_object(status, str(error.detail), pointer=(error.source or {}).get("pointer"))],
        status,
    )


def _from_http(error: HTTPException) -> Response:
    status = error.code or 500
    detail = DETAILS.get(status) or error.description or title_of(status)
    headers = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
    return error_response([error_object(status, detail)], status, headers)


def _from_bug(error: Exception) -> Response:
    log.error("Unhandled exception", exc_info=error)
    return error_response([error_object(500, DETAILS[500])], 500)


def _from_database(error: SQLAlchemyError) -> Response:
    if not is_unavailable(error):
        return _from_bug(error)
    log.error("The database is unavailable or too slow", exc_info=error)
    return error_response([error_object(503, DETAILS[503])], 503, {"Retry-After": RETRY_AFTER})


def register_error_handlers(app: Flask) -> None:
    """Make every failure of ``app``, Flask's own included, an error document."""
    app.register_error_handler(JsonApiException, _from_jsonapi)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(SQLAlchemyError, _from_database)
    # A bug of any class must reach the log and never the client.
    app.register_error_handler(Exception, _from_bug)
