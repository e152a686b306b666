"""The placeholder image for users without an avatar."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

PLACEHOLDER = "placeholder.png"
SIDE = 512
GROUND, FIGURE = (226, 229, 233), (158, 166, 176)


def placeholder() -> bytes:
    """Head and shoulders in grey on a disc, transparent around it, as a PNG."""
    picture = Image.new("RGB", (SIDE, SIDE), GROUND)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((160, 100, 352, 292), fill=FIGURE)
    draw.ellipse((76, 320, 436, 680), fill=FIGURE)
    disc = Image.new("L", (SIDE, SIDE), 0)
    ImageDraw.Draw(disc).ellipse((0, 0, SIDE - 1, SIDE - 1), fill=255)
    picture.putalpha(disc)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
