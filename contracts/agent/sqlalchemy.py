"""State of an application on SQLAlchemy 1.3 to 2.1, with or without Flask-SQLAlchemy."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Iterator, List, Mapping, Optional, Sequence

from contracts.agent.columns import MappedClass, Relation
from contracts.agent.names import TypeNames
from contracts.agent.schemas import declare
from contracts.agent.sqlalchemy_models import mapped_models
from contracts.agent.sqlalchemy_reset import Emptier
from contracts.agent.state import ModelState, StateError


class SqlAlchemyState(ModelState):
    """The state handler of an application on SQLAlchemy.

    With Flask-SQLAlchemy: ``app`` and ``db``. Without: ``base``, the declarative base (or a
    registry), and ``engine``, or ``session``, a session factory such as a ``sessionmaker`` or
    ``scoped_session``.
    """

    def __init__(
        self,
        app: Any = None,
        db: Any = None,
        *,
        base: Any = None,
        engine: Any = None,
        session: Any = None,
        aliases: Optional[Mapping[str, str]] = None,
        factories: Sequence[str] = (),
        database: str = "",
    ) -> None:
        super().__init__(aliases, factories, database)
        if db is None and base is None:
            raise StateError("give db=… (Flask-SQLAlchemy), or base=… with engine=… or session=…")
        self._app = app
        self._db = db
        self._base = db.Model if base is None else base
        self._engine = engine
        self._factory = session
        self._session: Any = None
        self._emptier: Optional[Emptier] = None
        self._touched: List[MappedClass] = []

    @contextmanager
    def open(self) -> Iterator[None]:
        """A session inside the application's context, committed in the end."""
        if self._app is not None and hasattr(self._app, "app_context"):
            with self._app.app_context(), self._began():
                yield
        else:
            with self._began():
                yield

    @contextmanager
    def _began(self) -> Iterator[None]:
        scoped = self._new_session()
        # Older Flask-SQLAlchemy binds only what asks the session itself.
        self._session = session = scoped() if hasattr(scoped, "registry") else scoped
        is_outer = not self._depth
        try:
            if is_outer:  # asks which tables exist, before anything is written
                self._emptier_of(session)
            yield
            if is_outer:
                session.flush()
                self._emptier_of(session).advance(session, [m.mapped for m in self._touched])
            session.commit()
        except BaseException:  # also when the user interrupts: nothing is left half written
            session.rollback()
            raise
        finally:
            self._touched = []
            getattr(scoped, "remove", scoped.close)()

    def savepoint(self) -> Any:
        """A savepoint of the session."""
        return self._session.begin_nested()

    def _new_session(self) -> Any:
        from sqlalchemy.orm import Session

        if self._factory is not None:
            return self._factory if hasattr(self._factory, "remove") else self._factory()
        if self._db is not None:
            return self._db.session
        return Session(bind=self._engine)

    def database_name(self) -> str:
        """The name of the database, empty where it lives in memory."""
        url = self._session.get_bind(self.names().models[0].mapped.__mapper__).engine.url
        name = str(url.database or "")
        is_memory = url.drivername.startswith("sqlite") and (":memory:" in name or not name)
        return "" if is_memory else name

    def load(self) -> List[MappedClass]:
        """All mapped models."""
        models = mapped_models(self._base)
        if not models:
            raise StateError("no model is mapped yet: import the application's models first")
        return models

    def names(self) -> TypeNames:
        """The documented types by schemas and views, then by the names of models."""
        if self._names is None:
            declare(super().names(), self._app)
        return super().names()

    def empty(self) -> None:
        """Delete all rows, begin numbering again, forget what is cached."""
        self._emptier_of(self._session).empty(self._session)
        self._session.expire_all()
        extensions = getattr(self._app, "extensions", {})
        for cache in list(extensions.get("cache") or ()):  # Flask-Caching
            cache.clear()

    def _emptier_of(self, session: Any) -> Emptier:
        if self._emptier is None:
            self._emptier = Emptier(session, [model.mapped for model in self.names().models])
        return self._emptier

    def find(self, model: MappedClass, values: Mapping[str, Any]) -> Any:
        """A row with these values, the one with the lowest key first; or None."""
        key = getattr(model.mapped, model.key.key)
        with self._session.no_autoflush, self._errors(model):
            query = self._session.query(model.mapped).filter_by(**dict(values))
            return query.order_by(key).first()

    def new(self, model: MappedClass) -> Any:
        """An instance past the model's ``__init__``, which may want anything."""
        import sqlalchemy

        return sqlalchemy.inspect(model.mapped).class_manager.new_instance()

    def save(self, model: MappedClass, row: Any, values: Mapping[str, Any]) -> None:
        """Save a row; listeners of the model may have changed what was set."""
        with self._errors(model):
            self._session.add(row)
            self._session.flush()
            changed = {key: value for key, value in values.items() if getattr(row, key) != value}
            if changed:
                for key, value in changed.items():
                    setattr(row, key, value)
                self._session.flush()
        self._touched.append(model)

    def attach(self, model: MappedClass, row: Any, relation: Relation, rows: List[Any]) -> None:
        """Link a saved row to others, beside those it is linked to already."""
        native = relation.native
        with self._errors(model):
            if native.viewonly:
                self._attach_by_table(row, native, rows)
            elif not native.uselist:
                if rows:
                    setattr(row, relation.key, rows[0])
            elif str(native.lazy) == "write_only":
                getattr(row, relation.key).add_all(rows)
            else:
                linked = getattr(row, relation.key)
                present = list(linked.values() if isinstance(linked, dict) else linked)
                new = [each for each in rows if each not in present]
                if native.lazy == "dynamic" or not isinstance(linked, dict):
                    add = getattr(linked, "append", None) or linked.add
                    for each in new:
                        add(each)
            self._session.flush()

    def _attach_by_table(self, row: Any, native: Any, rows: List[Any]) -> None:
        """Link by the rows of a mapped table between two others."""
        model = next(
            (m for m in self.names().models if m.mapped.__table__ is native.secondary), None
        )
        if model is None:
            self.note("%s is for viewing only, so it was not linked" % native)
            self.lack(self.attached)
            return
        own = [(s.key, getattr(row, p.key)) for p, s in native.synchronize_pairs]
        for each in rows:
            other = [(s.key, getattr(each, p.key)) for p, s in native.secondary_synchronize_pairs]
            self._row(model, None, dict(own + other), {})

    @contextmanager
    def _errors(self, model: MappedClass) -> Iterator[None]:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
            raise StateError("%s: the database refuses it: %s" % (model.name, reason)) from error
