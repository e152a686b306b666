"""Settings from the environment, and what keeps the server from starting."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from contracts.runtime.config import INSECURE_KEY, ConfigError, database_url
from server import create_app
from server.config import check_config, load_config, web_settings

ROOT = Path(__file__).parents[2]
KEY = "k" * 32


@pytest.mark.parametrize(
    ("name", "variables", "complaint"),
    [
        ("production", {}, "SECRET_KEY is not set"),
        ("production", {"SECRET_KEY": INSECURE_KEY}, "SECRET_KEY is not set"),
        ("production", {"SECRET_KEY": "short"}, "at least 32 bytes"),
        ("production", {"SECRET_KEY": KEY, "HEALTH_FAULTS_FILE": "/x"}, "HEALTH_FAULTS_FILE"),
        ("development", {"HEALTH_FAULTS_FILE": "/x"}, "HEALTH_FAULTS_FILE"),
        ("staging", {}, "APP_CONFIG is 'staging'"),
        ("development", {"PAGE_SIZE": "many"}, "PAGE_SIZE is 'many'"),
        ("development", {"PAGE_SIZE": "0"}, "PAGE_SIZE must lie"),
        ("development", {"IMAGE_DECODERS": "0"}, "IMAGE_DECODERS is 0"),
        ("development", {"PAGE_SIZE": "200"}, "PAGE_SIZE must lie"),
        ("development", {"DASHERIZE_API": "perhaps"}, "DASHERIZE_API is 'perhaps'"),
        ("development", {"HEALTH_TIMEOUT": "soon"}, "HEALTH_TIMEOUT is 'soon'"),
        ("development", {"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'LOUD'"),
        ("development", {"LOG_FORMAT": "xml"}, "LOG_FORMAT is 'xml'"),
        ("development", {"DATABASE_URL": "app.db"}, "DATABASE_URL is not the URL"),
        ("development", {"DATABASE_URL": "nosql://h/a"}, "DATABASE_URL is not the URL"),
        ("development", {"DATABASE_URL": "postgresql://h:x/a"}, "DATABASE_URL is not the URL"),
        ("development", {"DATABASE_URL": "mysql://h/a"}, "DATABASE_URL needs the Python module"),
    ],
)
def test_a_setting_that_is_wrong_or_unsafe_is_refused(
    name: str, variables: dict[str, str], complaint: str
) -> None:
    with pytest.raises(ConfigError, match=complaint):
        load_config(name, variables)


def test_the_environment_chooses_the_configuration() -> None:
    config = load_config(None, {"APP_CONFIG": "production", "SECRET_KEY": KEY})
    assert (config["ENVIRONMENT"], config["TESTING"]) == ("production", False)
    assert load_config(None, {})["ENVIRONMENT"] == "development"


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("PAGE_SIZE", "50", 50),
        ("DASHERIZE_API", "false", False),
        ("DASHERIZE_API", "1", True),
        ("JWT_EXPIRES_IN", "60", 60),
        ("HEALTH_TIMEOUT", "2.5", 2.5),
        ("REDIS_URL", "redis://r", "redis://r"),
        ("LOG_LEVEL", "debug", "DEBUG"),
    ],
)
def test_variables_become_settings(variable: str, text: str, value: Any) -> None:
    assert load_config("development", {variable: text})[variable] == value


@pytest.mark.parametrize(
    ("variables", "broker"),
    [
        ({}, ""),
        ({"REDIS_URL": "redis://r"}, "redis://r"),
        ({"REDIS_URL": "redis://r", "CELERY_BROKER_URL": ""}, ""),
        ({"REDIS_URL": "redis://r", "CELERY_BROKER_URL": "redis://b"}, "redis://b"),
    ],
)
def test_one_redis_serves_all_unless_told_otherwise(variables: dict[str, str], broker: str) -> None:
    assert load_config("development", variables)["CELERY_BROKER_URL"] == broker


def test_a_redis_that_counts_logins_has_little_time_to_answer() -> None:
    """The client's own limits would let a login wait for many seconds while it hangs."""
    given = load_config("development", {"RATELIMIT_STORAGE_URI": "redis://r"})
    assert given["RATELIMIT_STORAGE_OPTIONS"] == {
        "socket_timeout": 0.5,
        "socket_connect_timeout": 0.5,
    }
    assert load_config("development", {})["RATELIMIT_STORAGE_OPTIONS"] == {}


def test_the_database_is_asked_whether_a_kept_connection_still_works_and_no_value_is_logged() -> (
    None
):
    options = load_config("development", {})["SQLALCHEMY_ENGINE_OPTIONS"]
    engine = create_engine("sqlite://", **options)
    assert engine.pool._pre_ping
    assert engine.hide_parameters
    engine.dispose()


class Recorder(dict[str, str]):
    """An empty environment that notes what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return default


def variables_read() -> set[str]:
    """The environment variables that some configuration looks at."""
    environment = Recorder()
    for name in ("development", "testing"):
        load_config(name, environment)
    load_config(None, environment)
    web_settings(environment)
    return environment.asked


def variables_told() -> set[str]:
    """The names in the first column of the README's table of variables."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", readme, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}


def test_the_readme_tells_all_variables_and_no_others() -> None:
    assert variables_read() - {"TEST_DATABASE_URL"} == variables_told()


#: Numbers that the units of the README's table stand for.
UNITS = {"s": 1, "day": 86_400, "days": 86_400, "MiB": 1 << 20, "million": 10**6}
#: Defaults that the table describes in words, as values.
IN_WORDS = {
    "insecure": INSECURE_KEY,
    "`REDIS_URL`": "",
    "the request's host": "",
    "temporary": "",
    "`json` in production, else `text`": "text",
    "`sqlite:///app.db`": database_url("sqlite:///app.db"),
    "0: none": 0,
    "–": "",
    "none": (),
}
#: Settings whose variable has another name.
RENAMED = {
    "APP_CONFIG": "ENVIRONMENT",
    "DATABASE_URL": "SQLALCHEMY_DATABASE_URI",
    "WEB_CONCURRENCY": "WORKERS",
    "WEB_THREADS": "THREADS",
}


def documented(cell: str) -> list[Any]:
    """The values of a cell of the README's column of defaults."""
    if cell in IN_WORDS:
        return [IN_WORDS[cell]]
    found: list[Any] = []
    for text in cell.split(", "):
        number, _, unit = text.partition(" ")
        if text in ("on", "off"):
            found.append(text == "on")
        elif number.replace(",", "").isdigit():
            factor = UNITS.get((unit or cell).split()[0 if unit else -1], 1)
            found.append(int(number.replace(",", "")) * factor)
        else:
            found.append(IN_WORDS.get(text, text.strip("`")))
    return found


def documented_defaults(environment: str) -> dict[str, Any]:
    """The default of each variable in the README's table, for an environment."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found: dict[str, Any] = {}
    for names, cell in re.findall(r"^\| (`[A-Z_`, ]+`) \| (.+?) \|", readme, re.MULTILINE):
        usual, _, testing = cell.partition("; testing: ")
        shown = documented(testing if testing and environment == "testing" else usual)
        found |= zip(re.findall(r"`([A-Z_]+)`", names), shown, strict=True)
    return found


def plain(value: Any) -> Any:
    """A setting; of a rate its number."""
    number, _, rest = str(value).partition(" per ")
    return int(number) if rest and number.isdigit() else value


@pytest.mark.parametrize(
    ("environment", "others"),
    [
        ("development", {}),
        (
            "testing",
            {
                "APP_CONFIG": "testing",
                "PASSWORD_HASH_METHOD": "scrypt:128:8:1",
                "JWT_LEEWAY": 0,
                "RATELIMIT_ENABLED": False,
                "STORAGE_URL": "memory://uploads",
            },
        ),
    ],
)
def test_the_defaults_are_those_of_the_readme(environment: str, others: dict[str, Any]) -> None:
    """``others``: what tests need, which no operator sets."""
    web = {name.upper(): value for name, value in web_settings({}).items()}
    used = load_config(environment, {}) | web
    wanted = documented_defaults(environment) | others
    if environment == "testing":
        del wanted["DATABASE_URL"]  # a file of the process
    assert {name: plain(used[RENAMED.get(name, name)]) for name in wanted} == wanted


def test_only_the_configuration_reads_the_environment() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "server").rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    }
    assert readers == {"server/config.py"}


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://a@b/c", "postgresql+psycopg://a@b/c"),
        ("postgres://a@b/c", "postgresql+psycopg://a@b/c"),
        ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
        ("sqlite:///x.db", f"sqlite:///{Path('x.db').absolute()}"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
    ],
)
def test_database_urls(given: str, used: str) -> None:
    assert database_url(given) == used


def test_settings_given_to_the_application_are_checked_too() -> None:
    with pytest.raises(ConfigError):
        create_app({"ENVIRONMENT": "production", "SECRET_KEY": INSECURE_KEY})
    with pytest.raises(ConfigError):
        check_config({**load_config("testing", {}), "TESTING": False, "HEALTH_FAULTS_FILE": "/x"})
