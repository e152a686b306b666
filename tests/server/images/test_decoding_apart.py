"""Images are decoded in a child process: what it takes is limited, and it knows no secrets."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from server.config import BARE
from server.images import apart, decode
from tests.server import pictures
from tests.server.conftest import JsonApiClient, World

JSON = {"Content-Type": "application/json"}
#: Of the database an upload needs nothing but its user.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")


def upload(client: JsonApiClient, world: World, data: bytes) -> tuple[int, str]:
    """The status, and the detail of the error."""
    body = json.dumps({"data": base64.b64encode(data).decode()})
    answer = client.call("POST", "/v1/upload/image", body, token=world.owner, headers=JSON)
    errors = answer.get_json(force=True).get("errors", [{}])
    return answer.status_code, errors[0].get("detail", "")


def test_an_image_that_takes_too_much_memory_is_422_and_harms_nobody(
    app: Flask, client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = pictures.encoded(
        Image.new("RGBA", (4000, 4000), (1, 2, 3, 4)), "WEBP", lossless=True, method=0
    )
    assert len(large) < 50_000
    monkeypatch.setitem(app.config, "IMAGE_MEMORY", 256 * 1024 * 1024)
    status, detail = upload(client, world, large)
    assert status == 422
    assert detail == "The image takes too much memory to decode."
    assert upload(client, world, pictures.png())[0] == 201


def test_an_image_that_takes_too_long_is_422(
    app: Flask,
    client: JsonApiClient,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    script = tmp_path / "computes.py"
    script.write_text(
        "import runpy\n"
        f"decode = runpy.run_path({decode.__file__!r})\n"
        "decode['main'].__globals__['cleaned'] = lambda *_: max(iter(int, 1))\n"
        "decode['main']()\n"
    )
    with monkeypatch.context() as patch:
        patch.setattr(decode, "__file__", str(script))
        patch.setitem(app.config, "IMAGE_TIMEOUT", 0.5)
        patch.setattr(apart, "PATIENCE", 1000)
        status, detail = upload(client, world, pictures.png())
    assert (status, detail) == (422, "The image takes too long to decode, or is broken.")
    assert upload(client, world, pictures.png())[0] == 201


def test_a_child_that_waits_for_ever_is_killed(
    client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "waits.py"
    script.write_text("import time\ntime.sleep(3600)\n")
    monkeypatch.setattr(decode, "__file__", str(script))
    monkeypatch.setattr(apart, "PATIENCE", 0.01)
    assert upload(client, world, pictures.png())[0] == 503


def test_the_child_loads_no_other_formats(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is no image is compared with every format that is decoded, the last one included."""
    script = tmp_path / "tells.py"
    script.write_text(
        "import json, runpy, sys\n"
        f"decode = runpy.run_path({decode.__file__!r})\n"
        "sys.stdin.buffer.read()\n"
        "try:\n"
        "    decode['cleaned'](b'no image', decode['Limits'](9, 9, 9))\n"
        "except decode['ImageRefused']:\n"
        "    loaded = [n for n in sys.modules if n.startswith('PIL.') and n.endswith('Plugin')]\n"
        "    print(json.dumps({'made': [[loaded, 0]]}))\n"
    )
    monkeypatch.setattr(decode, "__file__", str(script))
    with app.app_context():
        _, loaded = apart.square(b"", 32)
    decoded = {f"PIL.{name}ImagePlugin" for name in ("Gif", "Jpeg", "Png", "WebP")}
    # Pillow loads two more by itself.
    assert decoded <= set(loaded) <= decoded | {"PIL.BmpImagePlugin", "PIL.PpmImagePlugin"}


def test_the_child_has_no_environment_of_the_server(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "tells.py"
    script.write_text(
        "import json, os, sys\n"
        "sys.stdin.buffer.read()\n"
        "print(json.dumps({'made': [[sorted(os.environ), 0]]}))\n"
    )
    monkeypatch.setattr(decode, "__file__", str(script))
    monkeypatch.setenv("SECRET_KEY", "very secret")
    with app.app_context():
        _, told = apart.square(b"", 32)
    assert "SECRET_KEY" not in told
    # The interpreter itself may set a locale.
    assert set(told) <= {*BARE, "LC_CTYPE"}
