"""The preview shows a part of our blueprint."""

from tests.browser.part import copy, origin, shown

__all__ = ["copy", "origin", "shown"]
