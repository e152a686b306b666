"""Images for tests, honest ones and hostile ones."""

from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms

RED, BLUE = (200, 30, 30), (30, 30, 200)


def encoded(image: Any, format_: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def halves(width: int = 60, height: int = 40) -> Any:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def png(width: int = 60, height: int = 40) -> bytes:
    return encoded(halves(width, height), "PNG")


def jpeg(**options: Any) -> bytes:
    return encoded(halves(), "JPEG", quality=95, **options)


def moving(frames: int, format_: str = "GIF", size: tuple[int, int] = (20, 20)) -> bytes:
    """A picture that changes with every frame."""
    pictures = [Image.new("RGB", size, (n * 67 % 256, n * 29 % 256, 80)) for n in range(frames)]
    options = {"save_all": True, "append_images": pictures[1:], "duration": 40, "loop": 0}
    return encoded(pictures[0], format_, **options)


def tiny_frames(frames: int) -> bytes:
    """A GIF of one pixel with very many frames, about 30 bytes each."""
    one = moving(2, size=(1, 1))
    frame = one[one.index(b"\x21\xf9") : -1]
    return one[: one.index(b"\x21\xf9")] + frame * (frames // 2) + b"\x3b"


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are an enormous picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(width * 3 + 1))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def png_with_text_bomb() -> bytes:
    """A comment that is 200 MB when it is decompressed."""
    bomb = b"Comment\x00\x00" + zlib.compress(bytes(200 * 1024 * 1024), 9)
    whole = png()
    at = whole.index(b"IDAT") - 4
    return whole[:at] + chunk(b"zTXt", bomb) + whole[at:]


def profile_with_red_for_blue() -> bytes:
    """An RGB profile in which the two primaries have changed places."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red, blue = srgb.index(b"rXYZ"), srgb.index(b"bXYZ")
    swapped = bytearray(srgb)
    swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(swapped)


def open_image(data: bytes) -> Any:
    return Image.open(io.BytesIO(data))


def noise(pixels: int) -> Any:
    """A picture that nothing makes smaller: about three bytes a pixel."""
    side = int(pixels**0.5)
    return Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3))
