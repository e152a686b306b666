"""A module with a schema that tests import."""

from __future__ import annotations

import marshmallow


class Installed(marshmallow.Schema):
    """A schema that a module has."""
