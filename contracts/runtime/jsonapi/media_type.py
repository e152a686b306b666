"""The media type of JSON:API (JSON:API 1.0, "Content Negotiation")."""

from __future__ import annotations

from typing import Final

MEDIA_TYPE: Final = "application/vnd.api+json"
