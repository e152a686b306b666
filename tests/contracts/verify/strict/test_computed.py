"""What a server makes of what was sent: sizes of pictures, copies under a longer name."""

from __future__ import annotations

import pytest

from contracts.verify.strict.computed import is_computed


@pytest.mark.parametrize(
    ("name", "sent", "computed"),
    [
        ("large-image-url", "original-image-url", True),
        ("thumbnail-image-url", "avatar_url", True),
        ("avatar-url", "avatar_url", True),
        ("icon_image", "logo", True),
        ("room-name", "name", True),
        ("icon", "logo", False),
        ("name", "room-name", False),
        ("video-url", "avatar-url", False),
        ("small-image-url", "icon-image-url", True),
        ("large-size", "name", False),
        ("thumbnail-image-url", "name", False),
    ],
)
def test_an_attribute_is_made_of_another(name: str, sent: str, computed: bool) -> None:
    assert is_computed(name, ("title", sent)) is computed
