"""The state handler of this service (docs/judging.md): what each transaction needs in its database.

Its ``StateHandler`` is the runtime's with this service's settings and health checks.
It reads the environment that the server reads (``SECRET_KEY``, ``HEALTH_FAULTS_FILE``), with
``APP_CONFIG=testing``; the database is named by ``CONTRACT_DATABASE_URL`` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.runtime import states
from server.config import BEHAVIOURS, GENERATED, load_config
from server.ops.health import CHECKS


class StateHandler(states.StateHandler):
    """That of the runtime, for the package, the settings and the health checks of this service."""

    checkers = frozenset(check.name for check in CHECKS)

    def __init__(
        self,
        config: Mapping[str, Any] | None = None,
        generated: str = GENERATED,
        behaviours: str = BEHAVIOURS,
    ) -> None:
        super().__init__(config, generated, behaviours, settings=load_config("testing"))
