"""A project that calls users, owners, deletion and access levels by names of its own.

A part of our blueprint is written again in other words, and read with settings that
name them. Whatever is derived from it must be the same, in those words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner
from flask import Flask

from contracts.api import Blueprint, Target, read, render_docs, render_openapi, states, verify
from contracts.build.default_errors import implied_errors
from contracts.build.identity.ownership import owner_path
from contracts.build.identity.sign_in import DocumentedSignIn, sign_in
from contracts.cli.state_agent import state_agent
from contracts.diff.actions import compare_actions
from contracts.diff.types import compare_types
from contracts.importers import described
from contracts.importers.writer import files
from contracts.model import Access, Contract, Conventions, Severity
from contracts.model.conventions import PLAIN_USER_TYPES, USER_TYPES
from contracts.runtime.app import complete, new_app
from contracts.runtime.config import check_config, load_config
from contracts.runtime.identity.login import register_login
from contracts.runtime.jsonapi.views.routes import register_resources
from contracts.runtime.packages import load_package
from contracts.scaffold.resource import resource_group
from contracts.scaffold.wanted import wanted as wanted_resource
from contracts.serve.scaffold import PACKAGE, RUNTIME_ENVIRONMENT, generated_package
from contracts.verify.laws import laws
from tests.blueprint import BLUEPRINT, copy_part

SETTINGS: Final = """\
[tool.contract.conventions]
user-types = ["member"]
owner = "writer"
user-roles = ["writer"]
admin-attributes = ["is-staff"]
active-attributes = ["has-joined"]
deleted-at = "removed-at"
last-access = "seen-at"
trash-parameter = "with-removed"
access-words = { user = "member", organizer = "writer", admin = "staff" }
"""
OPERATIONS: Final = (
    *("authentication.apib", "users.apib", "user.apib", "events.apib", "event.apib"),
    *("faqs.apib", "trash.apib"),
)
WORDS: Final = {
    "is-admin": "is-staff",
    "is_admin": "is_staff",
    "is-verified": "has-joined",
    "deleted-at": "removed-at",
    "last-accessed-at": "seen-at",
    "get-trashed": "with-removed",
    "get%2Dtrashed": "with%2Dremoved",
    "/auth/login": "/entrance",
    "/auth/refresh": "/entrance/again",
    "access_token": "session_token",
    "JWT": "Bearer",
    "email": "mail",
    "password": "passphrase",
    "organizer": "writer",
    "owner": "writer",
    "admin": "staff",
    "user": "member",
    "users": "members",
    "Owner": "Writer",
    "User": "Member",
    "Users": "Members",
}
JSON_API: Final = {"Content-Type": "application/vnd.api+json"}
_WORD: Final = re.compile(
    "|".join(rf"(?:(?<![A-Za-z])|(?<=%5B)){word}(?![A-Za-z]|-Agent)" for word in WORDS)
)


def reworded(text: str) -> str:
    """The text in the other words."""
    return _WORD.sub(lambda match: WORDS[match[0]], text)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Blueprint:
    """A part of our blueprint that has every word and rule which the settings concern."""
    return read(copy_part(tmp_path_factory.mktemp("ours"), OPERATIONS))


@pytest.fixture(scope="module")
def theirs(ours: Blueprint, tmp_path_factory: pytest.TempPathFactory) -> Blueprint:
    """The same in the other words."""
    folder = tmp_path_factory.mktemp("reworded")
    (folder / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    root = Path(ours.source.file).parent
    for path in root.rglob("*.apib"):
        text = reworded(path.read_text(encoding="utf-8"))
        copy = folder / reworded(str(path.relative_to(root)))
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(text, encoding="utf-8")
    return read(folder / "api.apib")


def test_the_contract_is_the_same(ours: Blueprint, theirs: Blueprint) -> None:
    assert theirs.errors == ()
    assert list(facts(theirs.contract)) == [reworded(each) for each in facts(ours.contract)]


def test_the_derived_states_are_the_same(ours: Blueprint, theirs: Blueprint) -> None:
    assert list(wanted(theirs.contract)) == [reworded(each) for each in wanted(ours.contract)]


def test_the_laws_are_the_same(ours: Blueprint, theirs: Blueprint) -> None:
    expected = [reworded(law.name) for law in laws(ours.contract)]
    assert [law.name for law in laws(theirs.contract)] == expected


def test_the_generated_server_behaves_the_same(ours: Blueprint, theirs: Blueprint) -> None:
    """Access, ownership, deletion, restoring and the trash, as all checks see them."""
    expected = {reworded(name): reworded(seen) for name, seen in judged(ours.contract).items()}
    assert judged(theirs.contract) == expected
    assert list(expected.values()).count("passed") > 200


def test_users_sign_in_at_the_addresses_and_by_the_names_of_the_contract(
    theirs: Blueprint, tmp_path: Path
) -> None:
    names = ("mail", "mail"), ("passphrase", "passphrase")
    expected = DocumentedSignIn(
        "Bearer", "/v1/entrance", "/v1/entrance/again", "session_token", *names
    )
    assert sign_in(theirs.contract) == expected
    with generated_package(theirs.contract):
        client = without_replays(tmp_path / "test.db").test_client()
        jane = {"mail": "jane@example.com", "passphrase": "correct-horse-battery"}
        data: dict[str, Any] = {"type": "member", "attributes": jane}
        assert client.post("/v1/members", json={"data": data}, headers=JSON_API).status_code == 201
        assert client.get("/v1/members/1").headers["WWW-Authenticate"] == "Bearer"
        token = client.post("/v1/entrance", json=jane).get_json()["session_token"]
        signed = {**JSON_API, "Authorization": f"Bearer {token}"}
        shown = client.get("/v1/members/1", headers=signed).get_json(force=True)
        assert shown["data"]["attributes"]["seen-at"] is not None
        assert client.post("/v1/entrance/again", headers=signed).get_json()["session_token"]
        wrong = client.post("/v1/entrance", json={**jane, "passphrase": "x"})
        assert wrong.get_json(force=True)["errors"][0]["detail"] == "Wrong mail or passphrase"
        changed = {"data": {**data, "id": "1", "attributes": {"passphrase": "battery-staple-9"}}}
        assert client.patch("/v1/members/1", json=changed, headers=signed).status_code == 200
        assert client.get("/v1/members/1", headers=signed).status_code == 401


def without_replays(database: Path) -> Flask:
    """The generated server with its views and log-in alone, on a database of its own."""
    settings = {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}",
        "CREATE_TABLES": True,
        "SECRET_KEY": "a-secret-of-32-bytes-for-this-test",
    }
    package = load_package(PACKAGE)
    app = new_app(complete(settings, load_config, check_config), package)
    register_login(app, package.sign_in)
    register_resources(app, package.resources)
    return app


def test_changes_of_access_are_shown_in_the_words_of_the_project(theirs: Blueprint) -> None:
    contract = theirs.contract
    words = contract.conventions, contract.conventions
    action = next(a for a in contract.actions() if a.access is Access.ADMIN)
    opened = replace(action, access=Access.ORGANIZER)
    (change,) = compare_actions(action, opened, lambda _kind, _name: False, words)
    assert (change.before, change.after) == ("staff", "writer")
    users = contract.resource_type("member")
    assert users is not None
    mail = replace(users.attributes[0], writable_by=Access.ADMIN)
    reserved = replace(contract, resource_types=(replace(users, attributes=(mail,)),))
    now = {(c.before, c.after) for c in compare_types(contract, reserved) if "mail" in c.subject}
    assert now == {("anyone", "staff")}


def test_an_import_writes_access_in_the_words_of_the_project() -> None:
    document = {
        "openapi": "3.0.0",
        "info": {"title": "API", "version": "1"},
        "security": [{"token": []}],
        "paths": {"/things": {"get": {"responses": {"200": {"description": "Things"}}}}},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }
    words = Conventions(access_words=((Access.USER, "member"),))
    assert "**Access:** member" in "".join(files(described(document), words).values())


def test_the_state_agent_has_the_names_of_users_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    ran = CliRunner().invoke(state_agent, [str(tmp_path / "agent.py")])
    assert ran.exit_code == 0, ran.output
    agent: dict[str, Any] = {"__name__": "agent"}
    exec((tmp_path / "agent.py").read_text("utf-8"), agent)
    assert agent["USERS"][0] == ("member",)
    assert "writer" in agent["ROLES"]
    assert agent["has_words"]({"is", "staff"}, agent["ADMIN"][:1])
    assert agent["has_words"]({"has", "joined"}, agent["ACTIVE"][:1])


def test_the_documentation_uses_the_words(theirs: Blueprint) -> None:
    (page,) = render_docs(theirs.contract).values()
    shown = set(re.findall(r'class="access [^>]*>(\w+)</span> <span class="who">([^<]*)', page))
    assert ("writer", "for the writer of the event it belongs to, or an administrator") in shown
    assert ("writer", "for the writer of the event, or an administrator") in shown
    assert {word for word, _ in shown} == {"public", "member", "self", "writer", "staff"}
    assert "it sets <code>removed-at</code>" in page


def test_other_renderers_and_rules_use_the_words(theirs: Blueprint) -> None:
    text = render_openapi(theirs.contract)["openapi.json"]
    shown = set(re.findall(r'"x-access": "(\w+)"', text))
    assert shown == {"public", "member", "self", "writer", "staff"}
    venue = resource_group(theirs.contract, wanted_resource("venue", "name:string!", "event"))
    assert "**Access:** writer" in venue
    assert "`removed-at` (Timestamp, nullable)" in venue


def test_a_level_is_written_in_its_own_word_alone(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    blueprint = tmp_path / "api.apib"
    text = "FORMAT: 1A\n\n# API\n\n## Read [GET /a]\n\n**Access:** admin\n\n+ Response 204\n"
    blueprint.write_text(text, encoding="utf-8")
    (found,) = [d for d in read(blueprint).diagnostics if d.code == "access-unknown"]
    assert found.hint == "write one of public, member, self, writer, staff"
    blueprint.write_text(text.replace("admin", "staff"), encoding="utf-8")
    (access,) = [action.access for action in read(blueprint).contract.actions()]
    assert access is Access.ADMIN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[tool.contract.conventions]\nuser-type = "member"\n',
            "[tool.contract.conventions]: unknown key 'user-type', did you mean 'user-types'?",
        ),
        (
            '[tool.contract.conventions]\nowner = ["author"]\n',
            "[tool.contract.conventions] owner must be a name, not ['author']",
        ),
        (
            '[tool.contract.conventions]\nuser-types = "member"\n',
            "[tool.contract.conventions] user-types must be a list of names",
        ),
        (
            '[tool.contract.conventions]\naccess-words = { owner = "author" }\n',
            "[tool.contract.conventions] access-words: no level 'owner'",
        ),
        (
            '[tool.contract.conventions]\naccess-words = { user = "admin" }\n',
            "[tool.contract.conventions] access-words: 'admin' would mean two levels",
        ),
        ('[tool.contract]\nconventions = "x"\n', "[tool.contract.conventions] must be a table"),
        (
            '[tool.contract.convention]\nowner = "author"\n',
            "unknown table [tool.contract.convention], did you mean 'conventions'?",
        ),
        ("[tool]\ncontract = 1\n", "[tool.contract] must be a table"),
        ("tool = 1\n", "[tool.contract] must be a table"),
    ],
)
def test_settings_of_no_meaning_are_reported(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    blueprint = tmp_path / "api.apib"
    blueprint.write_text("FORMAT: 1A\n\n# API\n\nText.\n", encoding="utf-8")
    (found,) = [d for d in read(blueprint).diagnostics if d.code == "settings-invalid"]
    assert found.message.startswith(f"{tmp_path / 'pyproject.toml'}: {expected}")
    assert (found.severity, found.location.line) == (Severity.ERROR, 1)


def test_every_setting_is_documented_with_its_default() -> None:
    page = (Path(BLUEPRINT).parent.parent / "docs" / "blueprint-conventions.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| [^|]* \| ([^|]*) \|$", page, re.MULTILINE))
    defaults = Conventions()
    assert rows.keys() == {f.name.replace("_", "-") for f in fields(Conventions)}
    assert rows["owner"] == f"`{defaults.owner}`"
    assert rows["deleted-at"] == f"`{defaults.deleted_at}`"
    assert rows["trash-parameter"] == f"`{defaults.trash_parameter}`"
    assert rows["user-roles"] == ", ".join(f"`{role}`" for role in defaults.user_roles)
    usual, _, plain = rows["user-types"].partition("; in plain JSON ")
    assert usual == ", ".join(f"`{name}`" for name in USER_TYPES)
    assert plain == ", ".join(f"`{name}`" for name in PLAIN_USER_TYPES)


def facts(contract: Contract) -> Iterator[str]:
    """What the contract says of types and actions, without its own nouns."""
    for owner in contract.resource_types:
        yield f"{owner.name}: {owner.path} {owner.deleted_at} {owner_path(contract, owner.name)}"
        for attribute in owner.attributes:
            level = attribute.writable_by and contract.conventions.word(attribute.writable_by)
            flags = attribute.required, attribute.read_only, attribute.write_only
            yield f"{owner.name}.{attribute.name}: {flags} {level or ''}"
        for relationship in owner.relationships:
            yield f"{owner.name}.{relationship.name}: {relationship.target} {relationship.required}"
    for action in contract.actions():
        level = action.access and contract.conventions.word(action.access)
        implied_statuses = [each.status for each in implied_errors(action, contract.conventions)]
        yield f"{action.id}: {level or ''} {implied_statuses}"


def wanted(contract: Contract) -> Iterator[str]:
    """The derived states, without their own nouns."""
    for name, state in states(contract).items():
        for record in state.resources:
            values = json.dumps([dict(record.attributes), dict(record.relationships)])
            yield f"{name}: {record.type} {record.id} {values}"
        if state.token is not None:
            token = state.token
            yield f"{name}: {token.placeholder} {token.user} {token.role == 'admin'}"


def judged(contract: Contract) -> dict[str, str]:
    """The outcome of every check of a generated server, by the check's name."""
    with generated_package(contract) as server:
        target = Target(app=server.app, state=server.state, environment=dict(RUNTIME_ENVIRONMENT))
        results = verify(contract, target).results
    return {
        result.transaction.name: "; ".join(p.message for p in result.problems)
        or result.outcome.value
        for result in results
    }
