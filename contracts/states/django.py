"""State handlers of applications on Django, for judging in process (docs/state.md).

Django itself is imported when a handler is used.
"""

from contracts.agent.django import DjangoState
from contracts.agent.http import mount
from contracts.agent.state import StateError

__all__ = ["DjangoState", "StateError", "mount"]
