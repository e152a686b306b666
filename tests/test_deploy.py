"""Files that only other machines run: no container engine is here, so linters read them."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.config import load_config

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent

LINTERS = {
    "Dockerfile": ("hadolint", "Dockerfile"),
    "compose.yaml": ("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"),
    "kubernetes.yaml": ("kubernetes-validate", "--strict", "deploy/kubernetes.yaml"),
    "style": ("yamllint", "--strict", "compose.yaml", "deploy"),
}


def lint(command: tuple[str, ...], root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", LINTERS)
def test_a_file_passes_its_linter(name: str) -> None:
    done = lint(LINTERS[name], ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "file", "old", "new"),
    [
        ("Dockerfile", "Dockerfile", "FROM python:3.12-slim", "FROM python"),
        ("compose.yaml", "compose.yaml", "restart: unless-stopped", "restrat: always"),
        ("kubernetes.yaml", "deploy/kubernetes.yaml", "httpGet:", "htpGet:"),
        ("style", "compose.yaml", "services:", "services: "),
    ],
)
def test_a_linter_notices_a_mistake(
    tmp_path: Path, name: str, file: str, old: str, new: str
) -> None:
    broken = tmp_path / file
    for path in ("Dockerfile", "compose.yaml", "deploy/kubernetes.yaml", ".yamllint"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text((ROOT / path).read_text(encoding="utf-8"), encoding="utf-8")
    text = broken.read_text(encoding="utf-8")
    assert old in text
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = lint(LINTERS[name], tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr


def manifests() -> dict[str, Any]:
    """The Kubernetes manifests by kind and name."""
    documents = yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text())
    return {f"{each['kind']}/{each['metadata']['name']}": each for each in documents}


def container(manifest: Any) -> Any:
    """The server's own container; beside it there may be a proxy."""
    first, *_others = manifest["spec"]["template"]["spec"]["containers"]
    return first


COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
KUBERNETES = manifests()
WEB = KUBERNETES["Deployment/reference-server-web"]


def test_the_probes_ask_the_two_health_endpoints() -> None:
    probes = {name: container(WEB)[f"{name}Probe"] for name in ("startup", "liveness", "readiness")}
    assert {name: probe["httpGet"]["path"] for name, probe in probes.items()} == {
        "startup": "/health-check/live",
        "liveness": "/health-check/live",
        "readiness": "/health-check",
    }
    ports = {port["name"]: str(port["containerPort"]) for port in container(WEB)["ports"]}
    settings = KUBERNETES["ConfigMap/reference-server"]["data"]
    assert {ports[probe["httpGet"]["port"]] for probe in probes.values()} == {
        settings["MANAGEMENT_PORT"]
    }
    assert ports["web"] == settings["PORT"]
    # Health answers within HEALTH_TIMEOUT, 3 s by default.
    assert probes["readiness"]["timeoutSeconds"] > 3


def test_a_buffering_proxy_is_the_only_way_to_the_server() -> None:
    settings = (ROOT / "deploy" / "nginx.conf").read_text()
    assert "proxy_request_buffering on;" in settings
    (port,) = re.findall(r"listen (\d+);", settings)
    (upstream,) = re.findall(r"proxy_pass http://127\.0\.0\.1:(\d+);", settings)
    assert upstream == KUBERNETES["ConfigMap/reference-server"]["data"]["PORT"]
    _, proxy = WEB["spec"]["template"]["spec"]["containers"]
    (opened,) = proxy["ports"]
    (served,) = KUBERNETES["Service/reference-server"]["spec"]["ports"]
    assert served["targetPort"] == opened["name"]
    assert str(opened["containerPort"]) == port
    services = COMPOSE["services"]
    assert services["proxy"]["network_mode"] == "service:web"
    assert [mapping.rpartition(":")[2] for mapping in services["web"]["ports"]] == [port]
    assert services["proxy"]["image"] == proxy["image"]
    assert "image" not in services["web"] or services["web"]["image"] != proxy["image"]


def test_the_proxy_lets_the_largest_image_pass() -> None:
    settings = (ROOT / "deploy" / "nginx.conf").read_text()
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", settings)
    assert int(megabytes) * 2**20 > load_config("testing", {})["IMAGE_MAX_BYTES"] * 4 / 3


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command that one of the files runs, and what it is."""
    for line in (ROOT / "Procfile").read_text().splitlines():
        role, _, command = line.partition(": ")
        yield {"release": "migrate"}.get(role, role), shlex.split(command)
    yield from made()
    image = (ROOT / "Dockerfile").read_text()
    found = re.search(r"^CMD (.*)$", image, re.MULTILINE)
    assert found
    default = yaml.safe_load(found[1])
    for role in ("migrate", "web", "worker"):
        yield role, COMPOSE["services"][role].get("command", default)
        kind = "Job" if role == "migrate" else "Deployment"
        yield role, container(KUBERNETES[f"{kind}/reference-server-{role}"]).get("args", default)


def made() -> Iterator[tuple[str, list[str]]]:
    """The commands of `make serve-prod` and `make worker`."""
    done = subprocess.run(
        ["make", "-n", "-o", "setup", "BIN=bin", "serve-prod", "worker"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    roles = {"flask": "migrate", "gunicorn": "web", "celery": "worker"}
    for command in re.findall(r"bin/([^&;\n]*)", done.stdout):
        words = shlex.split(command)
        yield roles[words[0]], words


def test_everywhere_the_same_commands_run() -> None:
    found: dict[str, set[str]] = {}
    for role, command in commands():
        found.setdefault(role, set()).add(shlex.join(command))
    assert found == {
        "migrate": {"flask --app server.wsgi db upgrade"},
        "web": {"gunicorn -c deploy/gunicorn.conf.py server.wsgi:app"},
        "worker": {"celery -A server.worker:celery worker"},
    }


def test_the_image_copies_what_there_is() -> None:
    copied = re.findall(r"^COPY (\S+) ", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert copied
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_every_variable_that_is_set_is_one_that_the_server_reads() -> None:
    """A misspelt variable would be ignored silently."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    known = set(re.findall(r"`([A-Z][A-Z_]+)`", readme))
    given = set(COMPOSE["services"]["web"]["environment"])
    given |= set(KUBERNETES["ConfigMap/reference-server"]["data"])
    assert given <= known


def test_the_grace_of_the_orchestrator_is_longer_than_the_servers() -> None:
    assert WEB["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > 30 + 5
    assert COMPOSE["services"]["web"]["stop_grace_period"] == "40s"
