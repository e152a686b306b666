"""Columns that behaviours need and no document shows: mixins of the generated models.

``[tool.contract.generate.columns]`` in pyproject.toml names the mixin of each JSON:API type.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from contracts.runtime import Timestamp, now
from contracts.runtime.unique import key_column


class UserColumns:
    """What makes e-mail addresses unique."""

    email_key: Mapped[str] = key_column("email")


class FaqTypeColumns:
    """What makes names unique within an event."""

    name_key: Mapped[str] = key_column("name")


class TaskColumns:
    """What is needed to queue a task, also later."""

    arguments: Mapped[list[Any]] = mapped_column(JSON, default=list, sort_order=2)
    queued_at: Mapped[datetime | None] = mapped_column(Timestamp, default=now, sort_order=2)
