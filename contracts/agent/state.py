"""Records for one transaction, made through models: the part that no library has to know.

It is longer than other modules because it is read in one piece, in other people's projects:
``contract state-agent`` joins it with its neighbours into one file without dependencies. A state
and the row that it is making ask each other.
"""

from __future__ import annotations

import importlib
import re
import threading
from contextlib import contextmanager
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Tuple

from contracts.agent.columns import Column, MappedClass, Relation
from contracts.agent.factories import Values, project_factories
from contracts.agent.names import TypeNames
from contracts.agent.values import made_up, stored
from contracts.agent.words import has_words, words_of

VERSION = 1
#: Columns that may be what the documented id names, where it cannot be the primary key.
NATURAL_KEYS = ("public_id", "uuid", "guid", "identifier", "slug", "key", "code", "username")
#: Words in the names of databases for tests: not "latest", nor "testimonials".
_FOR_TESTS = re.compile(r"(?:unit|py|e2e)?test(?:s|ing|db|suite|\d+)?$")
#: Columns that name a row to people.
LABELS = ("name", "label", "title", "text")
#: Flags without which nobody can sign in.
ACTIVE = ("active", "verified", "confirmed", "enabled", "activated")
ADMIN = ("admin", "superuser", "staff")
#: Ids of parents that nobody documented: out of the way of documented ones.
FIRST_MADE_UP = 100001


class StateError(Exception):
    """The state cannot be made; the message has the reason and the fix."""


class ModelState:
    """Empties the database and makes records exist, over the models of an application.

    What is left to the user is :meth:`token`. ``aliases`` names the model of a documented type
    (``{"speaker-call": "SpeakersCall"}``), ``factories`` modules with factories to use,
    ``database`` a database to work on though its name does not say that it is for tests.
    """

    def __init__(
        self,
        aliases: Optional[Mapping[str, str]] = None,
        factories: Sequence[str] = (),
        database: str = "",
    ) -> None:
        self.notes: List[str] = []
        self.missing: Dict[str, Dict[str, bool]] = {}
        self.unmade: Dict[str, List[str]] = {}
        self._type = ""
        self.attached = ""
        self._decided: Dict[Any, Tuple[str, str, Any]] = {}
        self._aliases = dict(aliases or {})
        self._factory_modules = list(factories)
        self._allowed = database
        self._lock = threading.RLock()
        self._depth = 0
        self._serial = 0
        self._making: List[MappedClass] = []
        self._names: Optional[TypeNames] = None
        self._factories: Dict[Any, Values] = {}

    # What the user brings

    def token(self, user: str, kind: str = "access") -> str:
        """The token of the user with this id, as it is in the Authorization header after
        its scheme; ``kind`` is ``access``, ``expired`` or ``refresh``."""
        raise NotImplementedError("write the method token(user, kind) of your state handler")

    def fail(self, checkers: Iterable[str]) -> None:
        """Make these health checkers fail until the next reset."""
        raise LookupError("the state handler has no method fail(checkers)")

    def baseline(self) -> None:
        """Make the rows that the application takes for granted (roles, settings)."""

    # The protocol (docs/state.md)

    def apply(self, document: Mapping[str, Any]) -> Dict[str, Any]:
        """Make the state of a document true; returns the document that answers it.

        Raises StateError, and whatever the application's models raise.
        """
        with self._lock:
            self.notes, self.missing, self.unmade, self._decided = [], {}, {}, {}
            with self.unit():
                if document.get("reset"):
                    self._reset()
                for wanted in document.get("resources") or ():
                    self._make(wanted)
                if document.get("failing"):
                    self.fail(document["failing"])
            for name, attributes in self.missing.items():
                self.note("%s: the model has no attribute %s" % (name, ", ".join(attributes)))
            answer: Dict[str, Any] = {"version": VERSION, "notes": list(self.notes)}
            if self.unmade:
                answer["unmade"] = self.unmade
            asked = document.get("token")
            if asked:
                answer["token"] = self._token(asked)
            return answer

    def reset(self) -> None:
        """Nothing exists but the baseline."""
        self.apply({"reset": True})

    def create(
        self,
        type: str,
        id: str,
        attributes: Optional[Mapping[str, Any]] = None,
        relationships: Optional[Mapping[str, Any]] = None,
    ) -> None:
        """Make a record exist with this id and these values; what is not given is made up."""
        wanted = {"type": type, "id": id, "attributes": attributes, "relationships": relationships}
        self.apply({"resources": [wanted]})

    def describe(self) -> Dict[str, Any]:
        """The database and the types that are known, for people who set this up."""
        with self._lock, self.unit():
            return {
                "version": VERSION,
                "database": self.database_name(),
                "types": {name: model.name for name, model in self.names().types().items()},
            }

    # What a library has to say; each method is for one unit

    def database_name(self) -> str:
        """The name of the database, empty where it lives in memory."""
        raise NotImplementedError

    def load(self) -> List[MappedClass]:
        """All mapped models."""
        raise NotImplementedError

    def open(self) -> Any:
        """A context manager inside which everything is one transaction of the database."""
        raise NotImplementedError

    def savepoint(self) -> Any:
        """A context manager inside which a failure undoes only what was done inside."""
        raise NotImplementedError

    def empty(self) -> None:
        """Delete all rows, begin numbering again, forget what is cached."""
        raise NotImplementedError

    def find(self, model: MappedClass, values: Mapping[str, Any]) -> Any:
        """A row with these values, the one with the lowest key first; or None."""
        raise NotImplementedError

    def new(self, model: MappedClass) -> Any:
        """A row that is not saved yet."""
        raise NotImplementedError

    def save(self, model: MappedClass, row: Any, values: Mapping[str, Any]) -> None:
        """Save a row; ``values`` are those that must be stored whatever the model does."""
        raise NotImplementedError

    def attach(self, model: MappedClass, row: Any, relation: Relation, rows: List[Any]) -> None:
        """Link a saved row to others, beside those it is linked to already."""
        raise NotImplementedError

    # Units

    @contextmanager
    def unit(self) -> Iterator[None]:
        """One transaction of the database; inside another one, a part of it."""
        if self._depth:
            yield
            return
        with self.open():
            self._depth += 1
            try:
                self._refuse_others()
                yield
            finally:
                self._depth -= 1

    def _refuse_others(self) -> None:
        """Only a database for tests is emptied."""
        name = self.database_name()
        words = words_of(name.replace("\\", "/").rsplit("/", 1)[-1])
        if name and name != self._allowed and not any(_FOR_TESTS.match(word) for word in words):
            raise StateError(
                "the database is called %r, and only one with the word 'test' in its name is"
                " emptied; use a database for tests, or allow this one: database=%r" % (name, name)
            )

    def names(self) -> TypeNames:
        """The documented types by the names of the models."""
        if self._names is None:
            for module in self._factory_modules:
                importlib.import_module(module)
            self._factories = project_factories()
            self._names = TypeNames(self.load(), self._aliases)
        return self._names

    def note(self, text: str) -> None:
        """Say what could not be done, once."""
        if text not in self.notes:
            self.notes.append(text)

    def lack(self, attribute: str = "", type: str = "") -> None:
        """Tell the judge what the record being made has not: an attribute, or all of it."""
        type = type or self._type
        known = self.unmade.get(type)
        if not attribute:
            self.unmade[type] = []
        elif known is None or (known and attribute not in known):
            self.unmade[type] = [*(known or ()), attribute]

    def decide(self, row: Any, key: str, public: str, value: Any) -> None:
        """Remember which type's record has decided a value of a row.

        Two documented types may be one model; the last has precedence.
        """
        place = (type(row), getattr(row, "id", None), key)
        before = self._decided.get(place)
        if before is not None and before[0] != self._type and before[2] != value:
            self.lack(before[1], before[0])
        self._decided[place] = (self._type, public, value)

    def _reset(self) -> None:
        self._serial = 0
        self.empty()
        self.baseline()

    def _token(self, asked: Mapping[str, Any]) -> str:
        user, kind = str(asked.get("user", "1")), asked.get("kind", "access")
        with self.unit():
            model = self.names().user()
            if model is not None:
                self._sign_up(model, user, asked.get("role") == "admin")
        with self.open():
            return self.token(user, kind)

    def _sign_up(self, model: MappedClass, user: str, is_admin: bool) -> None:
        """The user exists, may sign in, and is an administrator where one is asked for."""
        if self._existing(model, user) is not None:
            return
        flags: Dict[str, Any] = {}
        for column in model.columns.values():
            words = set(words_of(column.key))
            if column.kind == "boolean" and has_words(words, ACTIVE):
                flags[column.key] = True
            if column.kind == "boolean" and has_words(words, ADMIN):
                flags[column.key] = is_admin
            if is_admin and words & {"role", "type"}:
                names = [c for c in column.choices if "admin" in str(c).lower()]
                flags.update({column.key: names[0]} if names else {})
        self._row(model, user, flags, {})

    # Rows

    def _make(self, wanted: Mapping[str, Any]) -> None:
        """Make one record; what is only guessed may be impossible."""
        self._type = str(wanted["type"])
        values = wanted.get("attributes") or {}, wanted.get("relationships") or {}
        if not wanted.get("guessed"):
            self._create(wanted["type"], str(wanted["id"]), *values)
            return
        try:
            with self.savepoint():
                self._create(wanted["type"], str(wanted["id"]), *values)
        except StateError as error:
            self.note(str(error))
            self.lack()

    def _create(
        self, type: str, id: str, attributes: Mapping[str, Any], relationships: Mapping[str, Any]
    ) -> None:
        model = self.names().model(type)
        if model is None:
            self.note(
                "the application has no model for the type %r; if there is one,"
                " name it in aliases={%r: 'Model'}" % (type, type)
            )
            self.lack()
        else:
            self._row(model, id, attributes, relationships)

    def _located(self, model: MappedClass, id: Any) -> Dict[str, Any]:
        """The value of the column that a documented id names."""
        public = model.columns.get(model.public.get("id", ""), model.key)
        try:
            return {public.key: stored(public, id)}
        except (ValueError, TypeError) as error:
            reason = error
        for name in NATURAL_KEYS:
            column = model.columns.get(name)
            if column is not None and not column.target:
                try:
                    return {column.key: stored(column, id)}
                except (ValueError, TypeError):
                    continue
        raise StateError("%s: the id %r %s" % (model.name, id, reason))

    def _existing(self, model: MappedClass, id: Any) -> Any:
        return self.find(model, self._located(model, id))

    def _ensured(self, model: MappedClass, id: Any) -> Any:
        """The row with this id, made when there is none."""
        row = self._existing(model, id)
        return self._row(model, id, {}, {}) if row is None else row

    def _row(
        self, model: MappedClass, id: Any, attributes: Mapping[str, Any], links: Mapping[str, Any]
    ) -> Any:
        """The row with this id (None: any new one), with these values."""
        located = {} if id is None else self._located(model, id)
        row = self.find(model, located) if located else None
        is_new = row is None
        if row is None:
            row = self.new(model)
            for key, value in located.items():
                setattr(row, key, value)
        work = _Work(self, model, row, set(located))
        self._making.append(model)
        try:
            for public, value in (*attributes.items(), *links.items()):
                work.give(public, value)
            if is_new:
                work.fill(self._factories.get(model.mapped))
                work.keep_apart()
            self.save(model, row, work.values)
        finally:
            self._making.pop()
        for relation, items, public in work.later:
            self.attached = public
            target = self.names().of(relation.target)
            rows = [self.related(target, item) for item in items] if target else []
            self.attach(model, row, relation, [each for each in rows if each is not None])
        return row

    def related(self, model: MappedClass, item: Any) -> Any:
        """The row of an identifier, a nested object or a bare id."""
        if not isinstance(item, dict):
            return (
                self._ensured(model, item) if _is_key(model, item) else self._labelled(model, item)
            )
        values = {k: v for k, v in item.items() if k not in ("id", "type", "meta", "links")}
        if item.get("id") in (None, ""):
            return self._row(model, None, values, {})
        return (
            self._row(model, item["id"], values, {}) if values else self._ensured(model, item["id"])
        )

    def _labelled(self, model: MappedClass, text: Any) -> Any:
        """The row that a text names: by a unique column, or by a label of such rows."""
        texts = [c for c in model.columns.values() if c.kind == "string" and not c.target]
        named = [c for name in LABELS for c in texts if c.key == name]
        for column in [c for c in texts if c.unique and c is not model.key] + named:
            row = self.find(model, {column.key: text})
            return self._row(model, None, {column.key: text}, {}) if row is None else row
        raise StateError("%s has no column that can have the value %r" % (model.name, text))

    def serial(self) -> int:
        """A number that was not given before, since the last reset."""
        self._serial += 1
        return self._serial

    def parent(self, model: MappedClass, column: Column, is_fresh: bool) -> Any:
        """A row for a required foreign key: any there is, unless it must be a fresh one."""
        target = self.names().of(column.target)
        if target is None:
            raise StateError("%s.%s refers to a table without a model" % (model.name, column.key))
        row = None if is_fresh else self.find(target, {})
        if row is not None:
            return row
        if target in self._making:
            way = " > ".join(each.name for each in [*self._making, target])
            raise StateError("models require each other (%s): make one in baseline()" % way)
        if not is_fresh:
            return self._row(target, _first_id(target.key), {}, {})
        return self._row(target, _first_id(target.key, FIRST_MADE_UP + self.serial()), {}, {})


class _Work:
    """One row while it is made."""

    def __init__(
        self, state: ModelState, model: MappedClass, row: Any, given: Iterable[str]
    ) -> None:
        self.state = state
        self.model = model
        self.row = row
        self.given = set(given)
        self.values: Dict[str, Any] = {}
        self.later: List[Any] = []
        self.spellings: List[str] = []

    def give(self, public: str, value: Any) -> None:
        """Set a documented value, or note why not."""
        key = self.model.attribute(public, isinstance(value, list))
        name = "%s.%s" % (self.model.name, public)
        self.spellings.append(public)
        if key in self.given and key in self.model.columns and key != self.model.key.key:
            self.state.lack(public)  # a relationship has decided it, or another spelling
        if key in self.given or (
            public in ("id", "type", "links") and key not in self.model.columns
        ):
            return
        password = getattr(self.row, "set_password", None)
        if words_of(public) == ("password",) and callable(password) and value is not None:
            password(value)
            self.given |= {"password", "password_hash"}
            return
        if not key:
            self.state.missing.setdefault(self.model.name, {})[public] = True
            self.state.lack(public)
            return
        try:
            many = key in self.model.relations and self.model.relations[key].many
            if many and isinstance(value, (int, float, dict)):
                self.state.lack(public)  # a count of them, or a summary
            elif key in self.model.relations:
                self.relate(self.model.relations[key], value, public)
            elif key in self.model.columns:
                self.put(self.model.columns[key], value)
                self.state.decide(self.row, key, public, value)
            else:
                setattr(self.row, key, value)
        except (ValueError, TypeError, AttributeError, AssertionError, LookupError) as error:
            # The model's own setters and validators say no in many ways.
            self.state.note("%s = %r: %s" % (name, value, error))
            self.state.lack(public)

    def put(self, column: Column, value: Any) -> None:
        """Set a column; a foreign key's row exists then."""
        if column.target is not None and value is not None:
            target = self.state.names().of(column.target)
            if target is not None:
                row = self.state.related(target, value)
                value = getattr(row, target.key.key)
        else:
            value = stored(column, value)
        if value is not None and column.unique and self.is_taken({column.key: value}):
            value = self.beside(column, value)
        self.set(column.key, value)

    def beside(self, column: Column, value: Any) -> Any:
        """A value that no row has, next to a taken text in order. Raises ValueError for others."""
        local, at, domain = value.partition("@") if isinstance(value, str) else ("", "", "")
        for number in range(2, 100):
            free = "%s-%d%s%s" % (local, number, at, domain)
            fits = local and len(free) <= (column.length or len(free)) and not column.choices
            if fits and not self.is_taken({column.key: free}):
                self.state.note(
                    "%s.%s: another row has %r, so it is %r"
                    % (self.model.name, column.key, value, free)
                )
                self.state.lack(self.documented(column.key))
                return free
        raise ValueError("is unique, and another row has it")

    def set(self, key: str, value: Any) -> None:
        """Set an attribute, to be stored as it is."""
        setattr(self.row, key, value)
        self.given.add(key)
        self.values[key] = value

    def relate(self, relation: Relation, value: Any, public: str) -> None:
        """Link a to-one now and all others when the row is saved."""
        if not relation.local:
            items = value if isinstance(value, list) else [value]
            self.later.append((relation, [item for item in items if item is not None], public))
            return
        item = value[0] if isinstance(value, list) and value else value
        target = self.state.names().of(relation.target)
        row = None if item in (None, []) or target is None else self.state.related(target, item)
        if row is None and any(not self.model.columns[each].nullable for each in relation.local):
            self.state.lack(public)  # none is without
        for local, remote in zip(relation.local, relation.remote):
            column = self.model.columns[local]
            if row is not None or column.nullable:
                linked = None if row is None else getattr(row, remote)
                if local in self.given and self.values.get(local) != linked:
                    self.state.lack(self.documented(local))
                self.set(local, linked)

    def documented(self, key: str) -> str:
        """The documented spelling of an attribute's name."""
        relations = (r.key for r in self.model.relations.values() if key in r.local)
        keys = {key, *relations}
        spellings = [name for name in self.spellings if self.model.attribute(name) in keys]
        return spellings[0] if spellings else key

    def is_taken(self, values: Mapping[str, Any]) -> bool:
        """Whether another row has these values."""
        row = self.state.find(self.model, values)
        key = self.model.key.key
        return row is not None and getattr(row, key) != getattr(self.row, key)

    def fill(self, factory: Optional[Values]) -> None:
        """Give a new row what it requires and nobody gave."""
        for key, value in (factory() if factory else {}).items():
            column = self.model.columns.get(key)
            if column is None or column.target or key in self.given or column is self.model.key:
                continue
            if not column.unique or not self.is_taken({key: value}):
                setattr(self.row, key, value)
        for column in self.model.columns.values():
            if not column.required or getattr(self.row, column.key) is not None:
                if column is self.model.key and column.target and column.key in self.given:
                    target = self.state.names().of(column.target)
                    if target is not None:
                        self.state._ensured(target, getattr(self.row, column.key))
                continue
            if column.target is None:
                self.make_up(column)
            elif self.state.names().of(column.target) is self.model:
                setattr(self.row, column.key, getattr(self.row, self.model.key.key))
            else:
                self.adopt(column, is_fresh=False)

    def make_up(self, column: Column) -> None:
        """The first made-up value that the model accepts and no other row has."""
        reason: Any = "all values are taken"
        for value in made_up(column, self.state.serial()):
            if column.unique and self.is_taken({column.key: value}):
                continue
            try:
                setattr(self.row, column.key, value)
                self.values.pop(column.key, None)  # it is not to be what was documented
                return
            except (ValueError, TypeError, AssertionError, LookupError) as error:
                reason = error  # a validator of the model; the next value may do
        raise StateError("%s.%s cannot be made up: %s" % (self.model.name, column.key, reason))

    def adopt(self, column: Column, *, is_fresh: bool) -> None:
        """Give a required foreign key its row."""
        parent = self.state.parent(self.model, column, is_fresh)
        relation = next((r for r in self.model.relations.values() if column.key in r.local), None)
        target = self.state.names().of(column.target)
        pairs = zip(relation.local, relation.remote) if relation else ()
        columns = dict(pairs) or {column.key: target.key.key if target else "id"}
        for local, remote in columns.items():
            setattr(self.row, local, getattr(parent, remote))
            self.values.pop(local, None)
        if not is_fresh and column.unique and self.is_taken({column.key: getattr(parent, "id", 0)}):
            self.adopt(column, is_fresh=True)

    def keep_apart(self) -> None:
        """Change what was made up where columns that are unique together meet another row's."""
        for group in self.model.together:
            values = {key: getattr(self.row, key) for key in group}
            if None in values.values() or not self.is_taken(values):
                continue
            free = [k for k in group if k not in self.given] or list(group)
            columns = [self.model.columns[key] for key in free if key in self.model.columns]
            for column in sorted(columns, key=lambda c: c.target is not None):
                if column.target is not None:
                    self.adopt(column, is_fresh=True)
                elif column.kind == "string" or column.key not in self.given:
                    self.make_up(column)
                else:
                    continue
                if column.key in self.given:
                    self.state.lack(self.documented(column.key))
                self.state.note(
                    "%s: %s is unique, so it was changed" % (self.model.name, column.key)
                )
                break


def _is_key(model: MappedClass, value: Any) -> bool:
    """Whether a value may be a primary key of the model, or another key of its records."""
    if model.columns.keys() & set(NATURAL_KEYS):
        return True
    try:
        stored(model.key, value)
    except (ValueError, TypeError):
        return False
    return True


def _first_id(key: Column, number: int = 1) -> Any:
    """The id of a row that nobody documents."""
    return next(made_up(key, number)) if key.kind in ("uuid", "string") else number
