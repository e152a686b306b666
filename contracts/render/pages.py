"""Where HTML pages come from: templates that escape every value and refuse unknown names."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined


def environment(folder: str) -> Environment:
    """A new Jinja environment of the templates in ``folder`` below ``contracts/render``."""
    return Environment(
        loader=PackageLoader("contracts.render", folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
