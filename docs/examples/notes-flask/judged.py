"""The notes with the state agent, for tests alone.

contract state-agent contract_state.py; flask --app judged run
"""

from contract_state import SqlAlchemyState, mount
from notes_app import create_app, create_token, db


class State(SqlAlchemyState):
    """Makes every record; whose token it is, is all that it has to be told."""

    def token(self, user: str, kind: str) -> str:
        """A token for this user."""
        return create_token(user)


app = create_app()
app.wsgi_app = mount(app.wsgi_app, State(app, db))
