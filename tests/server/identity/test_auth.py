"""Login, tokens good and bad, refresh, and the identity behind a request."""

from __future__ import annotations

import base64
import json
import logging
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import jwt
import pytest
from flask import Flask
from sqlalchemy import text

from contracts.runtime import PendingChange
from contracts.runtime.config import INSECURE_KEY
from contracts.runtime.identity.auth import current_identity, get_identity
from contracts.runtime.identity.token_version import new_version
from contracts.runtime.identity.tokens import (
    Claims,
    ExpiredToken,
    Signer,
    TokenError,
    read_token,
    write_token,
)
from contracts.runtime.jsonapi.errors import ApiError
from server.config import load_config
from server.states import StateHandler
from tests.server.conftest import JsonApiClient, World, error, one, resource
from tests.server.snapshots import Snapshots

KEY = INSECURE_KEY
NOW = int(time.time())
SIGNER = Signer(KEY, "open-event")
STAMP = "0123456789abcdef"
NO_LEEWAY = timedelta(0)
GOOD = {
    "identity": 1,
    "stamp": STAMP,
    "iss": "open-event",
    "iat": NOW,
    "nbf": NOW,
    "exp": NOW + 3600,
}


def stamped(states: StateHandler, app: Flask) -> World:
    """The usual world, in which everybody has the stamp of the tokens below."""
    world = World(states)
    with app.app_context():
        db = app.extensions["jsonapi"].package.db
        db.session.execute(text("UPDATE users SET token_stamp = :stamp"), {"stamp": STAMP})
        db.session.commit()
    world.owner, world.stranger, world.admin = (states.token(id_) for id_ in "123")
    return world


@pytest.fixture
def states(
    app: Flask, request: pytest.FixtureRequest, handler: StateHandler, snapshots: Snapshots
) -> StateHandler:
    if "world" in request.fixturenames:
        snapshots.bring(stamped, partial(stamped, app=app))
    else:
        handler.reset()
    return handler


@pytest.fixture
def world(states: StateHandler, snapshots: Snapshots) -> World:
    made: World = snapshots.made(stamped)
    return made


def signed(claims: Any, key: str = KEY, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm=algorithm)


def segment(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def with_payload(payload: bytes) -> str:
    """A token whose signature is right and whose payload is not."""
    return jwt.api_jws.encode(payload, KEY, algorithm="HS256")


def tampered(token: str) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{segment({**GOOD, 'identity': 3})}.{signature}"


VALID = signed(GOOD)
HEADER, PAYLOAD, SIGNATURE = VALID.split(".")

ODD_IDENTITIES: list[Any] = [None, "1", 1.0, True, [1], {"id": 1}, 0, -1, 2**63, 10**30, 99]
ODD_TIMES: list[Any] = [None, "x", [], {}, True, "1e400"]

BAD_TOKENS = {
    "no token at all": "",
    "another algorithm": signed(GOOD, algorithm="HS384"),
    "the algorithm none": signed(GOOD, key="", algorithm="none"),
    "the algorithm none, unsigned": f"{segment({'alg': 'none', 'typ': 'JWT'})}.{PAYLOAD}.",
    "the algorithm None": f"{segment({'alg': 'None', 'typ': 'JWT'})}.{PAYLOAD}.{SIGNATURE}",
    "an unheard-of algorithm": f"{segment({'alg': 'XX1'})}.{PAYLOAD}.{SIGNATURE}",
    "no algorithm": f"{segment({'typ': 'JWT'})}.{PAYLOAD}.{SIGNATURE}",
    "an algorithm that is no text": f"{segment({'alg': ['HS256']})}.{PAYLOAD}.{SIGNATURE}",
    "a header that is a list": f"{segment([])}.{PAYLOAD}.{SIGNATURE}",
    "a header that is no JSON": f"{segment(b'{')}.{PAYLOAD}.{SIGNATURE}",
    "another key": signed(GOOD, key="x" * 40),
    "a tampered payload": tampered(VALID),
    "a truncated signature": VALID[:-3],
    "no signature": f"{HEADER}.{PAYLOAD}.",
    "two segments": f"{HEADER}.{PAYLOAD}",
    "one segment": HEADER,
    "four segments": f"{VALID}.{SIGNATURE}",
    "dots only": "..",
    "not base64": f"{HEADER}.%%%.{SIGNATURE}",
    "not ASCII": "ä.ö.ü",
    "unpadded rubbish": "a.b.c",
    "oversized": f"{HEADER}.{'A' * 100_000}.{SIGNATURE}",
    "a payload that is a list": with_payload(b"[]"),
    "a payload that is a number": with_payload(b"1"),
    "a payload that is null": with_payload(b"null"),
    "a payload that is no JSON": with_payload(b"{"),
    "a payload that is not UTF-8": with_payload(b"\xff"),
    "a payload nested too deep": with_payload(b'{"identity":' + b"[" * 2000 + b"]" * 2000 + b"}"),
    "expired": signed({**GOOD, "exp": NOW - 1}),
    "not valid yet": signed({**GOOD, "nbf": NOW + 3600}),
    "issued in the future": signed({**GOOD, "iat": NOW + 3600}),
    "another issuer": signed({**GOOD, "iss": "somebody"}),
    "an issuer that is no text": with_payload(json.dumps({**GOOD, "iss": ["open-event"]}).encode()),
    "another stamp": signed({**GOOD, "stamp": "fedcba9876543210"}),
    "a stamp that is no text": signed({**GOOD, "stamp": 1}),
    **{f"without {c}": signed({k: GOOD[k] for k in GOOD if k != c}) for c in GOOD},
    **{f"identity {value!r}": signed({**GOOD, "identity": value}) for value in ODD_IDENTITIES},
    **{
        f"{claim} {value!r}": signed({**GOOD, claim: value})
        for claim in ("exp", "iat", "nbf")
        for value in ODD_TIMES
    },
    "an expiry beyond time": signed({**GOOD, "exp": 1e400}),
    "an issue date beyond time": signed({**GOOD, "iat": -(10**30)}),
}


@pytest.mark.parametrize(
    ("path", "name"),
    [("/v1/users/1", name) for name in BAD_TOKENS]
    + [("/v1/auth/refresh", name) for name in BAD_TOKENS if name != "expired"],
)
def test_a_bad_token_is_refused_with_a_clear_detail(
    client: JsonApiClient, world: World, name: str, path: str
) -> None:
    method = "POST" if path.endswith("refresh") else "GET"
    headers = {"Authorization": f"JWT {BAD_TOKENS[name]}".encode().decode("latin-1")}
    response = client.call(method, path, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "JWT"
    detail = response.get_json(force=True)["errors"][0]["detail"]
    assert "oken" in detail or "Authorization" in detail


@pytest.mark.parametrize(
    "header", ["", "JWT", "JWT ", VALID, f"Bearer {VALID}", f"JWT {VALID} {VALID}", f"JWT,{VALID}"]
)
def test_a_bad_header_is_refused(client: JsonApiClient, world: World, header: str) -> None:
    response = client.call("GET", "/v1/users/1", headers={"Authorization": header})
    assert response.status_code == 401


@pytest.mark.parametrize("header", [f"JWT {VALID}", f"jwt {VALID}", f"JWT   {VALID} "])
def test_a_good_header_is_accepted(client: JsonApiClient, world: World, header: str) -> None:
    response = client.call("GET", "/v1/users/1", headers={"Authorization": header})
    assert response.status_code == 200


def test_a_public_operation_asks_for_no_token_and_looks_at_none(
    client: JsonApiClient, world: World
) -> None:
    assert client.call("GET", "/v1/faqs/1", token="rubbish").status_code == 200


def login(client: JsonApiClient, **body: Any) -> Any:
    return client.post("/v1/auth/login", json=body)


def test_who_logs_in_gets_a_token_that_works(client: JsonApiClient) -> None:
    sent = resource("user", {"email": "a@example.com", "password": "pässword"})
    id_ = client.call("POST", "/v1/users", sent).get_json(force=True)["data"]["id"]
    answer = login(client, email="A@Example.com", password="pässword")
    assert (answer.status_code, set(answer.json)) == (200, {"access_token"})
    claims = jwt.decode(answer.json["access_token"], KEY, algorithms=["HS256"])
    assert claims["identity"] == int(id_)
    assert set(claims) == {*GOOD, "auth_time"}
    shown = client.call("GET", f"/v1/users/{id_}", token=answer.json["access_token"])
    assert shown.get_json(force=True)["data"]["attributes"]["last-accessed-at"] is not None


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("jane@example.com", "wrong"),
        ("jane@example.com", ""),
        ("jane@example.com", "Password"),
        ("nobody@example.com", "password"),
        ("", ""),
        ("%", "password"),
    ],
)
def test_wrong_credentials_get_one_and_the_same_answer(
    client: JsonApiClient, world: World, email: str, password: str
) -> None:
    answer = login(client, email=email, password=password)
    assert answer.status_code == 401
    (first,) = answer.get_json(force=True)["errors"]
    assert first["detail"] == "Wrong email or password"


def test_an_unknown_address_costs_a_hash_as_a_wrong_password_does(
    client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def check(stored: str, _password: str) -> bool:
        checked.append(stored)
        return False

    monkeypatch.setattr("contracts.runtime.identity.login.check_password_hash", check)
    login(client, email="jane@example.com", password="wrong")
    login(client, email="nobody@example.com", password="wrong")
    assert len(checked) == 2
    assert checked[0].split("$")[0] == checked[1].split("$")[0]


def test_a_deleted_user_cannot_log_in(client: JsonApiClient, world: World) -> None:
    assert client.call("DELETE", "/v1/users/1", token=world.owner).status_code == 200
    assert login(client, email="jane@example.com", password="password").status_code == 401
    assert client.call("GET", "/v1/users/1", token=world.owner).status_code == 401
    refreshed = client.call("POST", "/v1/auth/refresh", token=world.owner)
    assert refreshed.status_code == 401


def test_a_changed_password_is_the_one_that_counts(client: JsonApiClient, world: World) -> None:
    sent = resource("user", {"password": "new-password-1"}, id_="1")
    sent["meta"] = {"current-password": "password"}
    assert client.call("PATCH", "/v1/users/1", sent, token=world.owner).status_code == 200
    assert login(client, email="jane@example.com", password="password").status_code == 401
    assert login(client, email="jane@example.com", password="new-password-1").status_code == 200


def test_a_changed_password_makes_earlier_tokens_worthless(
    client: JsonApiClient, world: World, states: StateHandler
) -> None:
    expired = states.token("1", "expired")
    sent = resource("user", {"first-name": "Jane"}, id_="1")
    client.call("PATCH", "/v1/users/1", sent, token=world.owner)
    assert client.call("GET", "/v1/users/1", token=world.owner).status_code == 200
    sent = resource("user", {"password": "new-password-1"}, id_="1")
    sent["meta"] = {"current-password": "password"}
    client.call("PATCH", "/v1/users/1", sent, token=world.owner)
    assert client.call("GET", "/v1/users/1", token=world.owner).status_code == 401
    for token in (world.owner, expired):
        assert client.call("POST", "/v1/auth/refresh", token=token).status_code == 401
    new = login(client, email="jane@example.com", password="new-password-1").json["access_token"]
    assert client.call("GET", "/v1/users/1", token=new).status_code == 200
    assert client.call("GET", "/v1/users/2", token=world.stranger).status_code == 200


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("application/json", "{", (400, "")),
        ("application/json", "[]", (400, "")),
        ("application/json", "", (400, "")),
        ("application/json", "{}", (422, "/email")),
        ("application/json", '{"email": "a@example.com"}', (422, "/password")),
        ("application/json", '{"email": 1, "password": "x"}', (422, "/email")),
        ("application/json", '{"email": "a", "password": ["x"]}', (422, "/password")),
        ("application/json", '{"email": "a", "password": "\\u0000"}', (422, "/password")),
        ("application/json", '{"email": "\\ud800", "password": "x"}', (422, "/email")),
        ("application/x-www-form-urlencoded", "email=a&password=b", (415, "")),
        ("application/vnd.api+json", "{}", (415, "")),
        ("", "{}", (415, "")),
    ],
)
def test_credentials_must_be_json(
    client: JsonApiClient, content_type: str, body: str, expected: tuple[int, str]
) -> None:
    headers = {"Content-Type": content_type}
    assert error(client.post("/v1/auth/login", data=body, headers=headers)) == expected


def test_an_expired_token_is_good_for_a_new_one(
    client: JsonApiClient, world: World, states: StateHandler
) -> None:
    expired = states.token("1", "expired")
    assert client.call("GET", "/v1/users/1", token=expired).status_code == 401
    refreshed = client.call("POST", "/v1/auth/refresh", token=expired)
    assert refreshed.status_code == 200
    token = refreshed.get_json(force=True)["access_token"]
    assert client.call("GET", "/v1/users/1", token=token).status_code == 200


def test_an_active_token_is_good_for_a_new_one(client: JsonApiClient, world: World) -> None:
    assert client.call("POST", "/v1/auth/refresh", token=world.owner).status_code == 200


def test_a_token_can_be_too_old_to_be_refreshed(
    app: Flask, client: JsonApiClient, world: World
) -> None:
    window = app.config["JWT_REFRESH_WINDOW"]
    for age, status in ((window - 60, 200), (window + 60, 401)):
        issued = datetime.now(UTC) - timedelta(seconds=age)
        token = write_token(1, STAMP, SIGNER, now=issued, lifetime=timedelta(seconds=1))
        assert client.call("POST", "/v1/auth/refresh", token=token).status_code == status


def test_refreshing_does_not_prolong_a_login(
    app: Flask, client: JsonApiClient, world: World
) -> None:
    now, window = datetime.now(UTC), timedelta(seconds=app.config["JWT_REFRESH_WINDOW"])
    lifetime = timedelta(hours=1)
    first = now - window + timedelta(minutes=1)
    token = write_token(1, STAMP, SIGNER, now=now, lifetime=lifetime, logged_in_at=first)
    for _ in range(3):
        answer = client.call("POST", "/v1/auth/refresh", token=token)
        token = answer.get_json(force=True)["access_token"]
        claims = jwt.decode(token, KEY, algorithms=["HS256"])
        assert claims["auth_time"] == int(first.timestamp())
    late = now - window - timedelta(minutes=1)
    token = write_token(1, STAMP, SIGNER, now=now, lifetime=lifetime, logged_in_at=late)
    assert client.call("GET", "/v1/users/1", token=token).status_code == 200
    assert client.call("POST", "/v1/auth/refresh", token=token).status_code == 401


@pytest.mark.parametrize("moment", ["now", True, None, 10**30])
def test_a_login_at_no_time_is_401(client: JsonApiClient, world: World, moment: object) -> None:
    token = signed({**GOOD, "auth_time": moment})
    assert client.call("POST", "/v1/auth/refresh", token=token).status_code == 401


def test_get_identity_knows_the_user_of_an_expired_token(
    app: Flask, states: StateHandler, world: World
) -> None:
    headers = {"Authorization": f"JWT {states.token('2', 'expired')}"}
    with app.test_request_context(headers=headers):
        assert get_identity().email == "john@example.com"
        with pytest.raises(ApiError, match="expired"):
            current_identity()


def test_get_identity_believes_no_unsigned_token(app: Flask, world: World) -> None:
    headers = {"Authorization": f"JWT {HEADER}.{PAYLOAD}.AAAA"}
    with app.test_request_context(headers=headers), pytest.raises(ApiError, match="signature"):
        get_identity()


def test_a_token_says_whom_it_speaks_of_and_since_when() -> None:
    issued = datetime(2026, 1, 1, tzinfo=UTC)
    token = write_token(7, STAMP, SIGNER, now=issued, lifetime=timedelta(hours=1))
    assert read_token(token, SIGNER, leeway=NO_LEEWAY, allow_expired=True) == Claims(
        7, issued, STAMP
    )
    with pytest.raises(TokenError):
        read_token(token, SIGNER, leeway=NO_LEEWAY)


def test_a_token_that_was_valid_before_is_refused_once_it_expires(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = write_token(7, STAMP, SIGNER, now=datetime.now(UTC), lifetime=timedelta(hours=1))
    leeway = timedelta(seconds=30)
    assert read_token(token, SIGNER, leeway=leeway).identity == 7
    end = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: end + 20)
    assert read_token(token, SIGNER, leeway=leeway).identity == 7
    monkeypatch.setattr(time, "time", lambda: end + 40)
    with pytest.raises(ExpiredToken):
        read_token(token, SIGNER, leeway=leeway)


def test_a_token_is_not_genuine_for_another_key_because_it_is_for_one() -> None:
    token = write_token(7, STAMP, SIGNER, now=datetime.now(UTC), lifetime=timedelta(hours=1))
    read_token(token, SIGNER, leeway=NO_LEEWAY)
    with pytest.raises(TokenError, match="signature"):
        read_token(token, Signer(SIGNER.key[::-1], SIGNER.issuer), leeway=NO_LEEWAY)
    with pytest.raises(TokenError, match="issuer"):
        read_token(token, Signer(SIGNER.key, "another"), leeway=NO_LEEWAY)


def test_a_behaviour_reads_what_it_wants_of_the_caller(
    app: Flask, client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def note(change: PendingChange) -> None:
        seen.append(change.identity.email)

    operations = app.extensions["jsonapi"].package.behaviours.operations
    monkeypatch.setitem(operations, "create-faq", note)
    for token in (world.owner, world.admin):
        sent = resource("faq", {"question": "q", "answer": "a"}, event=one("event", "1"))
        assert client.call("POST", "/v1/faqs", sent, token=token).status_code == 201
    assert seen == ["jane@example.com", "root@example.com"]


@pytest.mark.parametrize(("leeway", "status"), [(0, 401), (30, 200)])
@pytest.mark.parametrize("claims", [{"exp": -10}, {"nbf": 10}, {"iat": 10}], ids=str)
def test_clocks_may_differ_by_the_leeway(
    app: Flask,
    client: JsonApiClient,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    claims: dict[str, int],
    leeway: int,
    status: int,
) -> None:
    monkeypatch.setitem(app.config, "JWT_LEEWAY", leeway)
    now = int(time.time())
    token = signed({**GOOD, **{name: now + by for name, by in claims.items()}})
    assert client.call("GET", "/v1/users/1", token=token).status_code == status


def test_passwords_are_kept_as_salted_hashes_that_cost_memory(
    app: Flask, client: JsonApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    method = load_config("development", {})["PASSWORD_HASH_METHOD"]
    monkeypatch.setitem(app.config, "PASSWORD_HASH_METHOD", method)
    for name in ("a", "b"):
        sent = resource("user", {"email": f"{name}@example.com", "password": "s3cr3t-word"})
        assert client.call("POST", "/v1/users", sent).status_code == 201
    with app.app_context():
        db = app.extensions["jsonapi"].package.db
        kept = db.session.execute(text("SELECT password FROM users")).scalars().all()
    # 128 * N * r bytes: 32 MB for each guess (RFC 7914, 2).
    assert all(each.startswith("scrypt:32768:8:1$") for each in kept)
    assert len(set(kept)) == 2


def test_neither_passwords_nor_tokens_are_logged_or_shown(
    client: JsonApiClient, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    new = resource("user", {"password": "new-s3cr3t-word", "first-name": 1}, id_="1")
    broken = json.dumps(new).replace("}", "")
    with caplog.at_level(logging.DEBUG):
        answers = [
            login(client, email="jane@example.com", password="old-s3cr3t-word"),
            client.call("PATCH", "/v1/users/1", new, token=world.owner),
            client.call("PATCH", "/v1/users/1", broken, token=world.owner),
            client.call("GET", "/v1/users/1", token=world.owner),
        ]
    secrets = ("s3cr3t", world.owner, world.owner.rpartition(".")[2])
    for shown in (caplog.text, *(answer.text for answer in answers)):
        assert not any(secret in shown for secret in secrets)
    assert [answer.status_code for answer in answers] == [401, 422, 400, 200]


def test_a_new_version_of_tokens_is_no_earlier_one() -> None:
    """64 random bits: whoever knows earlier ones does not find it by trying."""
    versions = {new_version() for _ in range(100)}
    assert len(versions) == 100
    assert {len(bytes.fromhex(version)) for version in versions} == {8}
