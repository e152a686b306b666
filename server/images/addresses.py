"""Names and addresses of images: a name is the SHA-256 of the content and a file extension."""

from __future__ import annotations

import hashlib
import re

from flask import current_app, request

PATH = "/v1/images/"
#: Media types by file extension; nothing else is stored or served.
MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
}
_NAME = re.compile(rf"[0-9a-f]{{64}}\.(?:{'|'.join(MEDIA_TYPES)})", re.ASCII)
_ADDRESS = re.compile(f"{PATH}({_NAME.pattern})", re.ASCII)


def name_of(data: bytes, ending: str) -> str:
    """The name of an image with this content."""
    return f"{hashlib.sha256(data).hexdigest()}.{ending}"


def is_name(text: str) -> bool:
    """Whether ``text`` can be the name of an image; a path never is."""
    return _NAME.fullmatch(text) is not None


def names_in_text(text: str) -> set[str]:
    """The names of all images whose address, on any host, is in ``text``."""
    return set(_ADDRESS.findall(text))


def base_url() -> str:
    """The address of this server: ``PUBLIC_URL``, else the request's."""
    return str(current_app.config["PUBLIC_URL"] or request.url_root).rstrip("/")


def url_of(name: str, base: str) -> str:
    """The address of an image."""
    return f"{base}{PATH}{name}"


def name_in(url: str, base: str) -> str | None:
    """The part after ``/v1/images/`` of an address on this server; None for other addresses."""
    own = base + PATH
    return url.removeprefix(own) if url.startswith(own) else None
