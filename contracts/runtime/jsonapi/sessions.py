"""No cookie sessions: clients authenticate by token."""

from __future__ import annotations

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin


class NoSessions(SessionInterface):
    """Reads and writes no cookie; Flask's default prepares a signer for every request."""

    def open_session(self, _app: Flask, _request: Request) -> SessionMixin | None:
        """Nothing, which Flask replaces by an empty session that refuses to be written."""
        return None

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing is kept."""
