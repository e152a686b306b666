"""Migrations make exactly the tables of the models."""

from __future__ import annotations

from collections.abc import Iterator

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import inspect

from server import create_app
from server.packages import load_package


@pytest.fixture
def unmigrated(empty_database: str) -> Iterator[Flask]:
    """An application on an empty database."""
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": empty_database})
    yield app
    with app.app_context():
        load_package().db.engine.dispose()


@pytest.mark.parametrize("downgraded", [False, True])
def test_migrated_tables_are_those_of_the_models(unmigrated: Flask, downgraded: bool) -> None:
    with unmigrated.app_context():
        flask_migrate.upgrade()
        if downgraded:
            flask_migrate.downgrade(revision="base")
            flask_migrate.upgrade()
        flask_migrate.check()
        assert unmigrated.test_client().get("/health-check").status_code == 200


def test_a_downgrade_leaves_no_table_of_a_model(unmigrated: Flask) -> None:
    db = load_package().db
    with unmigrated.app_context():
        flask_migrate.upgrade()
        flask_migrate.downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}


def test_a_database_without_the_tables_is_noticed(unmigrated: Flask) -> None:
    with unmigrated.app_context():
        flask_migrate.upgrade()
        flask_migrate.downgrade(revision="base")
        with pytest.raises(SystemExit):
            flask_migrate.check()
