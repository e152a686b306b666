"""Uploaded images: made safe, kept under the hash of their content, served in several sizes."""

from server.images.addresses import base_url, name_in, url_of
from server.images.apart import squares
from server.images.decode import ImageRefused
from server.images.store import image_store
from server.images.views import register_images

__all__ = [
    "ImageRefused",
    "base_url",
    "image_store",
    "name_in",
    "register_images",
    "squares",
    "url_of",
]
