"""``POST /v1/upload/image`` and ``GET /v1/images/{name}``."""

from __future__ import annotations

import base64
import binascii
import hashlib
import logging
import re
from functools import lru_cache

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.http import parse_options_header

from contracts.runtime import Operation
from contracts.runtime.jsonapi.errors import (
    DETAILS,
    RETRY_AFTER,
    ApiError,
    bad_parameter,
    error_object,
    error_response,
    invalid,
)
from contracts.runtime.jsonapi.package import jsonapi
from contracts.runtime.jsonapi.payload import read_object
from server.identity.limits import spend_upload
from server.images.addresses import MEDIA_TYPES, PATH, base_url, url_of
from server.images.apart import cleaned, square
from server.images.conditional import conditional
from server.images.decode import ImageRefused, Limits
from server.images.placeholder import PLACEHOLDER, placeholder
from server.images.store import ImageMissing, StoreUnavailable, image_store
from server.images.variants import SIDES, Variant, cached, variant

UPLOAD = Operation("POST", "upload-image", access="user")
#: Bytes that a request may have besides the image.
OVERHEAD = 64 * 1024
FIELD = "file"
_DATA_URL = re.compile(r"data:[\w.+-]+/[\w.+-]+;base64,", re.ASCII)
YEAR, DAY = 365 * 24 * 3600, 24 * 3600

blueprint = Blueprint("images", __name__)
log = logging.getLogger(__name__)


def register_images(app: Flask) -> None:
    """Route uploads and images; a store that fails is 503, whoever asks it."""
    app.register_error_handler(StoreUnavailable, _from_store)
    app.register_blueprint(blueprint)


@blueprint.post("/v1/upload/image")
def upload() -> tuple[Response, int, dict[str, str]]:
    """Store an image and return its address, which is the same for the same content."""
    jsonapi().guard.admit(UPLOAD)
    most = limits()
    try:
        sent = _sent(most.bytes)
        data, ending = cleaned(sent, most)
    except ImageRefused as error:
        raise ApiError(error.status, str(error)) from error
    spend_upload(jsonapi().guard.identity().id, len(data))
    name = image_store().put(data, ending)
    return jsonify(url=url_of(name, base_url())), 201, {"Location": f"{PATH}{name}"}


def _from_store(error: StoreUnavailable) -> Response:
    """The 503 for a store that fails; the log has the error."""
    log.error("%s", error, exc_info=error)
    return error_response([error_object(503, DETAILS[503])], 503, {"Retry-After": RETRY_AFTER})


def limits() -> Limits:
    """The most that an uploaded image may have."""
    config = current_app.config
    return Limits(config["IMAGE_MAX_BYTES"], config["IMAGE_MAX_PIXELS"], config["IMAGE_MAX_FRAMES"])


def _sent(most: int) -> bytes:
    """The bytes of the image, from a form or from JSON; ApiError 400, 413, 415 or 422."""
    media_type, _ = parse_options_header(request.headers.get("Content-Type", ""))
    if media_type.lower() == "multipart/form-data":
        request.max_content_length = most + OVERHEAD
        return _from_form()
    if media_type.lower() == "application/json":
        request.max_content_length = most * 4 // 3 + OVERHEAD
        return _from_json()
    raise ApiError(415, "Send the image as multipart/form-data or as application/json")


def _from_form() -> bytes:
    files = request.files.getlist(FIELD)
    if len(files) != 1:
        raise ApiError(422, f"Send one image, as the form's field {FIELD!r}.")
    return bytes(files[0].read())


def _from_json() -> bytes:
    text = read_object(request).get("data")
    if not isinstance(text, str):
        raise invalid("data is required: the image in Base64.", "/data")
    try:
        return base64.b64decode(_DATA_URL.sub("", text, count=1), validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid("data is no Base64 (RFC 4648, 4).", "/data") from error


@blueprint.get(f"{PATH}<name>")
def image(name: str) -> Response:
    """An image, or its square of the given ``size``."""
    side = _side()
    try:
        data, ending = _placeholder(side) if name == PLACEHOLDER else _kept(name, side)
    except ImageMissing as error:
        raise ApiError(404, f"There is no image {name}.") from error
    except ImageRefused as error:
        raise ApiError(error.status, str(error)) from error
    response = Response(data, content_type=MEDIA_TYPES[ending])
    response.cache_control.public = True
    response.cache_control.max_age = DAY if name == PLACEHOLDER else YEAR
    if name != PLACEHOLDER:
        response.cache_control.immutable = True
    # A browser runs no script in it.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return conditional(request, response, data, hashlib.sha256(data).hexdigest())


def _side() -> int | None:
    for parameter in request.args:
        if parameter != "size":
            raise bad_parameter(parameter, "The only parameter is size.")
    text = request.args.get("size")
    if text is None:
        return None
    if text not in map(str, SIDES):
        raise bad_parameter("size", f"The sizes are {', '.join(map(str, SIDES))}.")
    return int(text)


def _kept(name: str, side: int | None) -> Variant:
    store = image_store()
    if side is not None:
        return variant(name, side, store)
    return store.get(name), name.rpartition(".")[2]


@lru_cache(maxsize=1)
def _whole_placeholder() -> bytes:
    return placeholder()


def _placeholder(side: int | None) -> Variant:
    whole = _whole_placeholder()
    if side is None:
        return whole, "png"
    return cached(f"{PLACEHOLDER}/{side}", lambda: square(whole, side))
