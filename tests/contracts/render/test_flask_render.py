"""The generated package is up to date, well laid out, and can be imported and mapped."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import configure_mappers

from contracts.project.blueprint import read
from contracts.project.settings import column_mixins
from contracts.render.flask import render
from contracts.render.flask.identifiers import class_name, public_key, python_name, view_name
from contracts.runtime.packages import forget_package, load_package
from server.config import BEHAVIOURS, GENERATED
from tests.contracts.blueprints import contract

ROOT = Path(__file__).parents[3]

AWKWARD = """\
FORMAT: 1A

# API

# Group Talks

## Talks [/v2/talk-sessions]

### Create Talk [POST]

**Access:** user

+ Request (application/vnd.api+json)
    + Attributes
        + data (required)
            + type: `talk` (string, required, fixed)
            + attributes (Talk Attributes, required)
            + relationships (required)
                + room (required)
                    + data (Room Identifier, required)
                + `similar-talks`
                    + data (array[Talk Identifier], fixed-type)

+ Response 201 (application/vnd.api+json)
    + Attributes
        + data (Talk, required)

## Talk [/v2/talk-sessions/{id}]

+ Parameters
    + id: `1` (string, required)

### Talk Detail [GET]

**Access:** public

+ Response 200 (application/vnd.api+json)
    + Attributes
        + data (Talk, required)

## Room [/v2/rooms/{id}]

+ Parameters
    + id: `1` (string, required)

### Room Detail [GET]

+ Response 200 (application/vnd.api+json)
    + Attributes
        + data (required)
            + type: `room` (string, required, fixed)
            + id: `1` (string, required)
            + attributes (required)
                + name: `Hall` (string, required)
            + relationships (required)
                + speakers
                    + data (array[Person Identifier], fixed-type)

# Data Structures

## Integer (number)

## Date (string)

## Level (enum)
+ `keynote`
+ `workshop`

## Person Identifier
+ type: `person` (string, required, fixed)
+ id: `1` (string, required)

## Room Identifier
+ type: `room` (string, required, fixed)
+ id: `1` (string, required)

## Talk Identifier
+ type: `talk` (string, required, fixed)
+ id: `1` (string, required)

## Talk Attributes
+ title: `A "quoted" title` (string, required)
+ class: `keynote` (Level, required)
+ metadata (object)
    + a (string)
+ firstName: `x` (string)
+ minutes: 45 (Integer)
+ price: 1.5 (number, nullable)
+ tags (array[string])
+ day: `2099-01-01` (Date)
+ open: true (boolean)

## Talk
+ type: `talk` (string, required, fixed)
+ id: `1` (string, required)
+ attributes (Talk Attributes, required)
+ relationships (required)
    + room (required)
        + data (Room Identifier, required)
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated") / "awkward_package"
    folder.mkdir()
    for name, text in render(contract(AWKWARD)).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def talk(package: Path) -> Iterator[ModuleType]:
    sys.path.insert(0, str(package.parent))
    try:
        module = importlib.import_module("awkward_package.talk")
    finally:
        sys.path.pop(0)
    configure_mappers()
    yield module
    forget_package("awkward_package")


def test_the_committed_package_is_what_the_blueprint_says() -> None:
    blueprint = ROOT / "blueprint" / "api.apib"
    files = render(read(blueprint).contract, mixins=column_mixins(blueprint))
    folder = ROOT / "server" / "generated"
    assert {path.name for path in folder.glob("*.py")} == set(files)
    for name, text in files.items():
        written = (folder / name).read_text(encoding="utf-8")
        assert written == text, f"server/generated/{name} is stale: run `contract generate`"


@pytest.mark.parametrize("command", ["format --check --diff", "check"])
def test_the_text_is_laid_out_as_ruff_would(package: Path, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command.split(), "--config", "pyproject.toml", package],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_columns_of_a_mixin_are_named_at_the_table_that_they_extend() -> None:
    mixins = {"room": "hotel.columns:RoomColumns", "talk": "hotel.columns:TalkColumns"}
    text = render(contract(AWKWARD), mixins=mixins)["models.py"]
    assert "\nfrom hotel.columns import RoomColumns, TalkColumns\n" in text
    assert "\nclass Room(RoomColumns, Model):\n" in text
    assert "\nclass Talk(TalkColumns, Model):\n" in text


def test_the_tables_of_the_service_hide_no_column() -> None:
    """Every column is an attribute, a foreign key, or one of a mixin that models.py names."""
    package = load_package(GENERATED, BEHAVIOURS)
    source = (ROOT / "server" / "generated" / "models.py").read_text(encoding="utf-8")
    shown = set(re.findall(r"^    (\w+): Mapped", source, re.MULTILINE))
    for schema in package.schemas.values():
        model = schema.opts_model()
        bases = re.search(rf"^class {model.__name__}\((.*)\):$", source, re.MULTILINE)
        assert bases is not None
        mixins = [c for c in model.__mro__ if c.__name__ in {"Record", *bases[1].split(", ")}]
        inherited = {name for mixin in mixins for name in vars(mixin).get("__annotations__", ())}
        assert set(inspect(model).column_attrs.keys()) <= shown | inherited


def test_columns_have_the_types_of_their_attributes(talk: ModuleType) -> None:
    table = talk.Talk.__table__
    kinds = {column.name: (str(column.type), column.nullable) for column in table.columns}
    assert table.name == "talk_sessions"
    assert kinds == {
        "id": ("BIGINT", False),
        "title": ("TEXT", False),
        "class_": ("TEXT", False),
        "metadata_": ("JSON", False),
        "first_name": ("TEXT", False),
        "minutes": ("BIGINT", False),
        "price": ("FLOAT", True),
        "tags": ("JSON", False),
        "day": ("DATE", False),
        "open": ("BOOLEAN", False),
        "room_id": ("BIGINT", False),
    }


def test_names_that_python_needs_keep_their_public_name(talk: ModuleType) -> None:
    schema = talk.TalkSchema()
    assert schema.fields["class_"].data_key == "class"
    assert schema.fields["metadata_"].data_key == "metadata"
    assert schema.fields["first_name"].data_key == "firstName"


def test_a_to_many_without_another_end_has_a_table_of_its_own(talk: ModuleType) -> None:
    similar = talk.Talk.__mapper__.relationships["similar_talks"]
    assert similar.secondary.name == "talk_sessions_similar_talks"


def test_a_relationship_to_a_type_nobody_describes_is_left_out(package: Path) -> None:
    assert "speakers" not in (package / "room.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "python", "key"),
    [
        ("first-name", "first_name", None),
        ("name", "name", None),
        ("first_name", "first_name", "first_name"),
        ("firstName", "first_name", "firstName"),
        ("class", "class_", "class"),
        ("id", "id_", "id"),
        ("1st", "x_1st", "1st"),
        ("naïve", "na_ve", "naïve"),
    ],
)
def test_public_names_become_python_names(name: str, python: str, key: str | None) -> None:
    assert python_name(name) == python
    assert public_key(name) == key


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/events/{id}/faqs", "EventsIdFaqs"),
        ("/v1/faq-types", "FaqTypes"),
        ("/health", "Health"),
        ("/", "Root"),
    ],
)
def test_views_are_named_after_their_path(path: str, name: str) -> None:
    assert view_name(path) == name


def test_types_are_named_in_pascal_case() -> None:
    assert class_name("faq-type") == "FaqType"


def _creations(*pictures: str) -> str:
    """A blueprint of users: one creation for each value, and a user without a picture."""
    creations = "".join(
        f"""
## Users {n} [/v1/users{{?way{n}}}]

+ Parameters
    + way{n}: `a` (string)

### Create {n} [POST]
+ Request (application/vnd.api+json)

        {{"data": {{"type": "user", "attributes": {{"name": "Jo"}}}}}}

+ Response 201 (application/vnd.api+json)

        {{"data": {{"type": "user", "id": "{n}", "attributes":
          {{"name": "Jo", "picture": {picture}}}}}}}
"""
        for n, picture in enumerate(pictures, start=2)
    )
    return f"""# Group Users
{creations}
## User [/v1/users/{{id}}]

+ Parameters
    + id: `1` (string)

### Read [GET]
+ Response 200 (application/vnd.api+json)

        {{"data": {{"type": "user", "id": "1", "attributes": {{"name": "Jo", "picture": null}}}}}}
"""


@pytest.mark.parametrize(
    ("pictures", "default"),
    [
        (('"small.png"',), '"small.png"'),
        (('"small.png"', '"large.png"'), '"small.png"'),
        (('"small.png"', "null"), None),
        (("null", '"small.png"'), None),
        (("null",), None),
    ],
)
def test_new_resources_have_the_text_of_all_creations_that_do_not_send_it(
    pictures: tuple[str, ...], default: str | None
) -> None:
    models = render(contract(_creations(*pictures)))["models.py"]
    (line,) = [line for line in models.splitlines() if line.strip().startswith("picture:")]
    assert (f"default={default}" in line) if default else ("default" not in line)
