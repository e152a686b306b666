"""State handlers of applications on SQLAlchemy, for judging in process (docs/state.md).

SQLAlchemy itself is imported when a handler is made.
"""

from contracts.agent.http import mount
from contracts.agent.sqlalchemy import SqlAlchemyState
from contracts.agent.state import StateError

__all__ = ["SqlAlchemyState", "StateError", "mount"]
