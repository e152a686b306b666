"""Uploaded images: made safe, kept under the hash of their content, served in several sizes."""

from .addresses import base_url, name_in, url_of
from .decode import ImageRefused, square
from .store import image_store
from .views import register_images

__all__ = [
    "ImageRefused",
    "base_url",
    "image_store",
    "name_in",
    "register_images",
    "square",
    "url_of",
]
