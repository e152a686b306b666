"""What the tests of images share."""

from __future__ import annotations

from typing import Any

import pytest

from server.images import apart, decode


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Images are decoded here: a child process takes longer than such a test.

    Child processes are started by the other modules, among them test_decoding_apart.py.
    """

    def decoded(job: dict[str, Any], data: bytes) -> list[tuple[bytes, str]]:
        if "sides" in job:
            return [decode.square(data, side) for side in job["sides"]]
        return [decode.cleaned(data, decode.Limits(**job["limits"]))]

    monkeypatch.setattr(apart, "_decoded", decoded)
