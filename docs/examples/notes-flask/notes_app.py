"""The notes of ../notes/notes.apib with Flask-SQLAlchemy, as a project would write them.

NOTES_DATABASE is the address of the database.
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, Response, json, request
from flask_sqlalchemy import SQLAlchemy
from itsdangerous import BadSignature, URLSafeTimedSerializer

db = SQLAlchemy()
signer = URLSafeTimedSerializer("not a secret: this is an example")


class Note(db.Model):  # type: ignore[name-defined, misc]
    """A note."""

    id = db.Column(db.Integer, primary_key=True)
    text = db.Column(db.String, nullable=False)

    def shown(self) -> dict[str, Any]:
        """The note as a resource object."""
        links = {"self": f"/notes/{self.id}"}
        return {
            "type": "note",
            "id": str(self.id),
            "attributes": {"text": self.text},
            "links": links,
        }


def create_token(user: str) -> str:
    """A token that is valid for an hour."""
    return signer.dumps(user)


def create_app() -> Flask:
    """The application, with its tables made."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["NOTES_DATABASE"]
    db.init_app(app)
    app.add_url_rule("/notes", view_func=notes, methods=["GET", "POST"])
    app.add_url_rule("/notes/<int:id>", view_func=note, methods=["GET", "DELETE"])
    with app.app_context():
        db.create_all()
    return app


def notes() -> Response:
    """All notes, or a new one."""
    if request.method == "GET":
        return answer(200, data=[each.shown() for each in db.session.query(Note)])
    if not is_signed_in():
        return refuse(401, "Sign in first")
    made = Note(text=request.get_json(force=True)["data"]["attributes"]["text"])
    db.session.add(made)
    db.session.commit()
    done = answer(201, data=made.shown())
    done.headers["Location"] = f"/notes/{made.id}"
    return done


def note(id: int) -> Response:
    """One note, or its end."""
    if request.method == "DELETE" and not is_signed_in():
        return refuse(401, "Sign in first")
    found = db.session.get(Note, id)
    if found is None:
        return refuse(404, "No such note")
    if request.method == "GET":
        return answer(200, data=found.shown())
    db.session.delete(found)
    db.session.commit()
    return Response(status=204)


def is_signed_in() -> bool:
    """Whether a valid token came along."""
    try:
        signer.loads(request.headers.get("Authorization", "").removeprefix("Bearer "), 3600)
    except BadSignature:
        return False
    return True


def refuse(status: int, title: str) -> Response:
    """An error document."""
    return answer(status, errors=[{"status": str(status), "title": title}])


def answer(status: int, **document: Any) -> Response:
    """A JSON:API document."""
    return Response(json.dumps(document), status, content_type="application/vnd.api+json")
