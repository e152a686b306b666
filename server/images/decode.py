"""Decodes uploaded bytes and encodes them again, so that only pixels remain.

The content decides the format, not a name or declared type. Encoding again removes metadata,
embedded thumbnails and trailing bytes. Images that would take too much to decode are refused
before decoding.

The server runs this file in a child process (``apart.py``): it imports nothing of the server, and
nothing that takes long to load.
"""

from __future__ import annotations

import atexit
import gc
import io
import json
import math
import struct
import sys
from typing import Any, NamedTuple

from PIL import (
    Image,
    ImageCms,
    ImageOps,
    ImageSequence,
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401  Pillow loads all its formats to find one that is not loaded
)

#: Endings by Pillow's name of the format; MPO is a JPEG with further pictures behind it.
ENDINGS = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "WEBP": "webp", "GIF": "gif"}
DECODERS = ("PNG", "JPEG", "WEBP", "GIF")
#: The exceptions that Pillow raises for broken images of each format.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    Image.DecompressionBombError,
)
#: Information that affects how an image looks or moves; the rest is removed.
KEPT = {"transparency", "background", "duration", "loop", "disposal", "blend"}
#: The most pixels that a byte of a GIF can describe: a code of LZW has 12 bits, and of 4096 codes
#: none stands for more pixels than there are.
GIF_PIXELS_PER_BYTE = 4096 * 8 // 12
#: Modes that Pillow can reduce as they are.
REDUCIBLE = ("L", "LA", "RGB", "RGBA", "CMYK")
QUALITY = {"JPEG": {"quality": 90, "optimize": True}, "WEBP": {"quality": 90}}
_SRGB = ImageCms.createProfile("sRGB")


class ImageRefused(ValueError):
    """Bytes that are refused as an image; the text has the reason, the status is 413 or 422."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class Limits(NamedTuple):
    """The limits of an image: bytes, pixels over all frames, frames."""

    bytes: int
    pixels: int
    frames: int


def too_large(limits: Limits) -> ImageRefused:
    """The refusal of too many bytes."""
    return ImageRefused(413, f"An image has {limits.bytes} bytes at most.")


def cleaned(data: bytes, limits: Limits) -> tuple[bytes, str]:
    """The image in ``data`` without anything but its pixels, and its ending.

    Raises:
        ImageRefused: 413 for too many bytes; 422 for what is no PNG, JPEG, WebP or GIF, is
            broken, or has too many pixels or frames.
    """
    if len(data) > limits.bytes:
        raise too_large(limits)
    image = _open(data)
    try:
        _check_canvas(image, len(data))
        frames = _frames(image, limits)
        return _encoded(image, frames), ENDINGS[str(image.format)]
    except ImageRefused:
        raise
    except BROKEN as error:
        raise ImageRefused(422, "The image is broken or incomplete.") from error


def square(data: bytes, side: int) -> tuple[bytes, str]:
    """The middle of a cleaned image as a square of ``side`` pixels, or of all that it has.

    Of an image that moves it is the first frame.
    """
    with Image.open(io.BytesIO(data), formats=DECODERS) as image:
        image.draft("RGB", (2 * side, 2 * side))
        still = _plain(_reduced(image, 2 * side))
    side = min(side, *still.size)
    fitted = ImageOps.fit(still, (side, side), Image.Resampling.LANCZOS)
    if fitted.mode == "RGBA":
        return _saved(fitted, "PNG"), "png"
    return _saved(fitted, "JPEG"), "jpg"


def _open(data: bytes) -> Any:
    try:
        return Image.open(io.BytesIO(data), formats=DECODERS)
    except UnidentifiedImageError as error:
        raise ImageRefused(422, "This is no PNG, JPEG, WebP or GIF image.") from error
    except BROKEN as error:
        raise ImageRefused(422, "The image is broken or incomplete.") from error


def _check_canvas(image: Any, size: int) -> None:
    """Refuse a GIF of ``size`` bytes whose frames cannot fill its canvas.

    The canvas costs memory and time, whatever is drawn on it, and the header alone decides how
    large it is.
    """
    width, height = image.size
    if image.format == "GIF" and width * height > GIF_PIXELS_PER_BYTE * size:
        raise ImageRefused(422, f"A GIF of {size} bytes has no {width} by {height} pixels.")


def _reduced(image: Any, side: int) -> Any:
    """The picture at a whole fraction of its size, where both sides keep ``side`` pixels."""
    factor = min(image.size) // side
    return image.reduce(factor) if factor > 1 and image.mode in REDUCIBLE else image


def _frames(image: Any, limits: Limits) -> int:
    """How many frames are kept; counts no further than to the limit."""
    width, height = image.size
    if width * height > limits.pixels:
        raise ImageRefused(422, f"An image has {limits.pixels} pixels at most.")
    if image.format == "MPO" or not getattr(image, "is_animated", False):
        return 1
    allowed = min(limits.frames, limits.pixels // (width * height))
    if image.format != "GIF":
        count = image.n_frames
    else:
        # A GIF does not say how many frames it has; all would have to be walked through.
        count = 0
        try:
            while count <= allowed:
                image.seek(count)
                count += 1
        except EOFError:
            pass
        image.seek(0)
    if count > allowed:
        raise ImageRefused(422, f"A moving image of this size has {allowed} frames at most.")
    return int(count)


def _encoded(image: Any, frames: int) -> bytes:
    format_ = "JPEG" if image.format == "MPO" else str(image.format)
    if frames == 1:
        still = _plain(image)
        return _saved(still.convert("RGB") if format_ == "JPEG" else still, format_)
    pictures, durations = [], []
    for frame in ImageSequence.Iterator(image):
        pictures.append(_bare(frame.convert("RGBA")))
        # Known only after decoding, for WebP.
        durations.append(int(frame.info.get("duration", 0)))
    timing: dict[str, Any] = {"duration": durations}
    if format_ != "GIF" or "loop" in image.info:
        timing["loop"] = image.info.get("loop", 0)
    options = {**QUALITY.get(format_, {}), **timing}
    out = io.BytesIO()
    pictures[0].save(out, format_, save_all=True, append_images=pictures[1:], **options)
    return out.getvalue()


def _plain(image: Any) -> Any:
    """The picture upright, in sRGB, as RGB or RGBA."""
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):
        # 16 bits: converting to 8 would cut off all that is not nearly black.
        upright = upright.convert("I").point(lambda value: value * (1 / 256) + 0).convert("L")
    if profile:
        upright = _in_srgb(upright, profile)
    return _bare(upright.convert("RGBA" if upright.has_transparency_data else "RGB"))


def _in_srgb(image: Any, profile: bytes) -> Any:
    """The picture in sRGB; as it is where its profile is broken or does not fit."""
    if image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image


def _bare(image: Any) -> Any:
    """The picture without comments, text, EXIF, XMP and profile, which saving would write."""
    image.info = {name: value for name, value in image.info.items() if name in KEPT}
    return image


def _saved(image: Any, format_: str) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **QUALITY.get(format_, {}))
    return out.getvalue()


def _limit(seconds: float, memory: int) -> None:
    """Limit this process's time of computing and its memory, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    most = math.ceil(seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Do the job in the first line of the standard input with the image that follows it.

    The first line of the output has the refusal, or the ending and the bytes of each new image;
    these follow, one after the other.
    """
    job = json.loads(sys.stdin.buffer.readline())
    _limit(job["seconds"], job["memory"])
    reply: dict[str, Any]
    content = b""
    # The end of the process frees the memory: a last collection takes a tenth of its time.
    atexit.register(gc.freeze)
    try:
        data = sys.stdin.buffer.read()
        if "sides" in job:
            made = [square(data, side) for side in job["sides"]]
        else:
            made = [cleaned(data, Limits(**job["limits"]))]
        reply = {"made": [[ending, len(image)] for image, ending in made]}
        content = b"".join(image for image, _ in made)
    except ImageRefused as error:
        reply = {"status": error.status, "detail": str(error)}
    except MemoryError:
        reply = {"status": 422, "detail": "The image takes too much memory to decode."}
    sys.stdout.buffer.write(json.dumps(reply).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
