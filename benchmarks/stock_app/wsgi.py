"""``gunicorn benchmarks.stock_app.wsgi:app``: the service, on the database at ``DATABASE_URL``.

flask-rest-jsonapi 0.31.2 is used as it is, but for the one import that Flask 2.2 dropped.
"""

from __future__ import annotations

import os
from typing import Any

import flask.views
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import NoResultFound

from .models import Event, Faq, db
from .schemas import EventSchema, FaqSchema

flask.views.MethodViewType = type  # type: ignore[attr-defined]

from flask_rest_jsonapi import Api, ResourceDetail, ResourceList  # noqa: E402
from flask_rest_jsonapi.exceptions import ObjectNotFound  # noqa: E402


class FaqList(ResourceList):  # type: ignore[misc]
    """``/v1/faqs`` and ``/v1/events/<id>/faqs``, as the library's manual nests lists."""

    def query(self, view_kwargs: dict[str, Any]) -> Any:
        found = db.session.query(Faq)
        if "id" not in view_kwargs:
            return found
        try:
            db.session.query(Event).filter_by(id=view_kwargs["id"]).one()
        except NoResultFound as error:
            raise ObjectNotFound(f"Event: {view_kwargs['id']} not found") from error
        return found.filter(Faq.event_id == view_kwargs["id"])

    schema = FaqSchema
    view_kwargs = True
    data_layer = {"session": db.session, "model": Faq, "methods": {"query": query}}


class FaqDetail(ResourceDetail):  # type: ignore[misc]
    schema = FaqSchema
    data_layer = {"session": db.session, "model": Faq}


class EventDetail(ResourceDetail):  # type: ignore[misc]
    schema = EventSchema
    data_layer = {"session": db.session, "model": Event}


def _pragmas(connection: Any, _record: object) -> None:
    """SQLite as our server sets it up, so that only the frameworks differ."""
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = NORMAL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA busy_timeout = 30000")


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
db.init_app(app)
with app.app_context():
    event.listen(db.engine, "connect", _pragmas)
api = Api(app)
api.route(FaqList, "faqs", "/v1/faqs", "/v1/events/<int:id>/faqs")
api.route(FaqDetail, "faq", "/v1/faqs/<int:id>")
api.route(EventDetail, "event", "/v1/events/<int:id>")
