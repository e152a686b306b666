"""What anybody may send as an image, and what is left of it."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageOps, ImageStat, PngImagePlugin
from PIL.GifImagePlugin import GifImageFile

from server.images import decode
from server.images.decode import ImageRefused, Limits, cleaned, square
from tests.server import pictures
from tests.server.pictures import BLUE, RED

LIMITS = Limits(bytes=5_000_000, pixels=1_000_000, frames=100)
SECRET = b"51.5007 N, 0.1246 W"


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 30 for a, b in zip(pixel[:3], colour, strict=True))


@pytest.mark.parametrize(
    ("format_", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("GIF", "gif")]
)
def test_the_four_formats_stay_what_they_are(format_: str, ending: str) -> None:
    data, found = cleaned(pictures.encoded(pictures.halves(), format_), LIMITS)
    image = pictures.open_image(data)
    assert (found, image.format, image.size) == (ending, format_, (60, 40))
    assert near(image.convert("RGB").getpixel((5, 5)), RED)
    assert near(image.convert("RGB").getpixel((55, 35)), BLUE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGB", "RGBA"])
def test_pngs_of_every_kind_keep_their_brightness(mode: str) -> None:
    grey = Image.new("L", (8, 8), 100)
    source = Image.new("I;16", (8, 8), 100 * 256) if mode == "I;16" else grey.convert(mode)
    data, _ = cleaned(pictures.encoded(source, "PNG"), LIMITS)
    level = ImageStat.Stat(pictures.open_image(data).convert("L")).mean[0]
    assert level == pytest.approx(100, abs=40 if mode == "1" else 5)


def test_cmyk_and_transparency_are_kept_as_they_look() -> None:
    cmyk = pictures.encoded(pictures.halves().convert("CMYK"), "JPEG")
    assert near(pictures.open_image(cleaned(cmyk, LIMITS)[0]).getpixel((5, 5)), RED)
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    data, _ = cleaned(pictures.encoded(clear, "PNG"), LIMITS)
    assert pictures.open_image(data).getpixel((0, 0))[3] == 0


def exif_with_secret(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    return exif.tobytes()


def text_with_secret() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET.decode())
    return info


@pytest.mark.parametrize(
    ("format_", "options"),
    [
        ("JPEG", {"exif": exif_with_secret()}),
        ("JPEG", {"comment": SECRET}),
        ("PNG", {"pnginfo": text_with_secret()}),
        ("PNG", {"exif": exif_with_secret()}),
        ("WEBP", {"exif": exif_with_secret()}),
        ("WEBP", {"xmp": SECRET}),
        ("GIF", {"comment": SECRET}),
    ],
)
@pytest.mark.parametrize("trailing", [b"", SECRET])
def test_metadata_and_what_follows_the_image_are_gone(
    format_: str, options: dict[str, Any], trailing: bytes
) -> None:
    sent = pictures.encoded(pictures.halves(), format_, **options)
    assert SECRET in sent
    data, _ = cleaned(sent + trailing, LIMITS)
    assert SECRET not in data
    assert not pictures.open_image(data).getexif()


@pytest.mark.parametrize("format_", ["GIF", "WEBP", "PNG"])
def test_metadata_of_moving_images_is_gone_and_they_still_move(format_: str) -> None:
    sent = pictures.moving(5, format_)
    data, _ = cleaned(sent, LIMITS)
    image = pictures.open_image(data)
    assert (image.n_frames, image.info["loop"]) == (5, 0)
    image.seek(1)
    image.load()
    assert image.info["duration"] == pytest.approx(40)


@pytest.mark.parametrize("format_", ["GIF", "WEBP", "PNG"])
def test_moving_images_without_a_time_are_taken(format_: str) -> None:
    first, second = (Image.new("RGB", (4, 4), colour) for colour in (RED, BLUE))
    sent = pictures.encoded(first, format_, save_all=True, append_images=[second])
    image = pictures.open_image(cleaned(sent, LIMITS)[0])
    assert image.n_frames == 2
    image.seek(1)
    image.load()
    assert image.info.get("duration", 0) == 0


def test_an_image_before_the_moving_ones_takes_no_time() -> None:
    """A PNG may show one that is no part of the animation where nothing moves."""
    first, *others = (Image.new("RGB", (4, 4), colour) for colour in (RED, BLUE, RED))
    options = {"save_all": True, "default_image": True, "append_images": others, "duration": 40}
    image = pictures.open_image(cleaned(pictures.encoded(first, "PNG", **options), LIMITS)[0])
    times = []
    for number in range(image.n_frames):
        image.seek(number)
        image.load()
        times.append(image.info["duration"])
    assert times == [0, 40, 40]


def test_a_photograph_is_turned_upright() -> None:
    turned = pictures.jpeg(exif=exif_with_secret(orientation=6))
    image = pictures.open_image(cleaned(turned, LIMITS)[0])
    assert image.size == (40, 60)
    assert near(image.getpixel((20, 5)), RED)
    assert near(image.getpixel((20, 55)), BLUE)


def test_colours_of_another_profile_look_the_same_in_srgb() -> None:
    profile = pictures.profile_with_red_for_blue()
    image = pictures.open_image(cleaned(pictures.jpeg(icc_profile=profile), LIMITS)[0])
    assert near(image.getpixel((5, 5)), BLUE)
    assert near(image.getpixel((55, 35)), RED)
    assert "icc_profile" not in image.info


@pytest.mark.parametrize(("mode", "alpha"), [("RGB", None), ("RGBA", 60)])
def test_an_image_of_another_profile_is_as_transparent_as_before(
    mode: str, alpha: int | None
) -> None:
    source = Image.new("RGBA", (8, 8), (*RED, 60)).convert(mode)
    sent = pictures.encoded(source, "PNG", icc_profile=pictures.profile_with_red_for_blue())
    image = pictures.open_image(cleaned(sent, LIMITS)[0])
    assert image.mode == mode
    assert image.getpixel((0, 0))[3:] == ((alpha,) if alpha else ())


def test_a_broken_profile_is_no_reason_to_refuse_an_image() -> None:
    broken = pictures.jpeg(icc_profile=b"no profile")
    assert cleaned(broken, LIMITS) == cleaned(pictures.jpeg(), LIMITS)


def gif_with_canvas(width: int, height: int) -> bytes:
    """A GIF of 35 bytes: one frame of one pixel, on a canvas of any size."""
    screen = b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + bytes(3) + b"\xff" * 3
    return screen + b"," + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0\x02\x02D\x01\0;"


REFUSED: dict[str, tuple[Callable[[], bytes], int]] = {
    "nothing": (lambda: b"", 422),
    "text": (lambda: b"This is no image.", 422),
    "SVG with a script": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        422,
    ),
    "HTML behind a GIF's first bytes": (lambda: b"GIF89a<script>alert(1)</script>", 422),
    "BMP": (lambda: pictures.encoded(pictures.halves(), "BMP"), 422),
    "TIFF": (lambda: pictures.encoded(pictures.halves(), "TIFF"), 422),
    "ICO": (lambda: pictures.encoded(pictures.halves(), "ICO"), 422),
    "PDF": (lambda: pictures.encoded(pictures.halves(), "PDF"), 422),
    "PostScript": (lambda: pictures.encoded(pictures.halves(), "EPS"), 422),
    "truncated JPEG": (lambda: pictures.jpeg()[:-200], 422),
    "truncated PNG": (lambda: pictures.png()[:80], 422),
    "truncated GIF": (lambda: pictures.encoded(pictures.halves(), "GIF")[:-30], 422),
    "truncated WebP": (lambda: pictures.encoded(pictures.halves(), "WEBP")[:60], 422),
    "too many bytes": (lambda: bytes(LIMITS.bytes + 1), 413),
    "too many pixels": (lambda: pictures.png(1001, 1000), 422),
    "a bomb: few bytes, 2.5 billion pixels": (
        lambda: pictures.png_that_claims(50_000, 50_000),
        422,
    ),
    "a bomb in a comment": (lambda: pictures.png_with_text_bomb(), 422),
    "101 frames": (lambda: pictures.moving(101), 422),
    "100,000 frames": (lambda: pictures.tiny_frames(100_000), 422),
    "frames that are too many pixels together": (lambda: pictures.moving(50, size=(200, 200)), 422),
    "a GIF of 35 bytes and a million pixels": (lambda: gif_with_canvas(1000, 1000), 422),
    "an animated PNG with too many frames": (lambda: pictures.moving(101, "PNG"), 422),
    "an animated WebP with too many frames": (lambda: pictures.moving(101, "WEBP"), 422),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_harmless_image_is_refused(name: str) -> None:
    make, status = REFUSED[name]
    with pytest.raises(ImageRefused) as refused:
        cleaned(make(), LIMITS)
    assert refused.value.status == status


@pytest.mark.parametrize(
    "make", [lambda: pictures.png_that_claims(50_000, 50_000), lambda: gif_with_canvas(999, 999)]
)
def test_a_bomb_is_refused_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[], bytes]
) -> None:
    def explode(*_: Any) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", explode)
    with pytest.raises(ImageRefused):
        cleaned(make(), LIMITS)


def test_a_gif_of_one_colour_has_the_fewest_bytes_for_its_pixels_and_is_taken() -> None:
    blank = pictures.encoded(Image.new("P", (1000, 1000), 0), "GIF")
    assert cleaned(blank, LIMITS)[1] == "gif"


def test_frames_are_counted_no_further_than_to_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sought: list[int] = []
    seek = GifImageFile.seek
    monkeypatch.setattr(GifImageFile, "seek", lambda s, n: (sought.append(n), seek(s, n)))
    with pytest.raises(ImageRefused, match="frames at most"):
        cleaned(pictures.tiny_frames(100_000), LIMITS)
    assert max(sought) == LIMITS.frames


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP", "GIF"])
def test_damaged_images_are_refused_or_made_whole(format_: str) -> None:
    """Any bytes: an image that can be opened again, or a refusal; never another exception."""
    choose = random.Random(5)
    whole = pictures.moving(3) if format_ == "GIF" else pictures.encoded(pictures.halves(), format_)
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(choose.randint(1, 8)):
            damaged[choose.randrange(len(damaged))] = choose.randrange(256)
        try:
            data, _ = cleaned(bytes(damaged[: choose.randint(1, len(damaged))]), LIMITS)
        except ImageRefused:
            continue
        pictures.open_image(data).load()


@pytest.mark.parametrize(
    ("size", "side", "expected"),
    [((60, 40), 20, 20), ((40, 60), 20, 20), ((60, 40), 500, 40), ((1, 1), 35, 1)],
)
def test_a_square_is_the_middle_and_never_blown_up(
    size: tuple[int, int], side: int, expected: int
) -> None:
    data, ending = square(pictures.png(*size), side)
    assert ending == "jpg"
    assert pictures.open_image(data).size == (expected, expected)


def test_a_square_is_cut_from_the_centre() -> None:
    picture = Image.new("RGB", (300, 100), RED)
    picture.paste(BLUE, (100, 0, 200, 100))
    data, _ = square(pictures.encoded(picture, "PNG"), 50)
    image = pictures.open_image(data)
    assert all(near(image.getpixel((x, 25)), BLUE) for x in (2, 25, 47))


def test_squares_of_transparent_images_are_transparent() -> None:
    data, ending = square(pictures.encoded(Image.new("RGBA", (80, 80), (0, 0, 0, 0)), "PNG"), 35)
    assert (ending, pictures.open_image(data).getpixel((0, 0))[3]) == ("png", 0)


def test_the_same_image_always_becomes_the_same_bytes() -> None:
    once, again = (cleaned(pictures.jpeg(), LIMITS) for _ in range(2))
    assert once == again
    assert square(once[0], 35) == square(again[0], 35)


def test_a_jpeg_is_reduced_while_it_is_decoded_for_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    fit = ImageOps.fit

    def seen(image: Any, *arguments: Any) -> Any:
        sizes.append(image.size)
        return fit(image, *arguments)

    monkeypatch.setattr(ImageOps, "fit", seen)
    data, _ = square(pictures.encoded(Image.new("RGB", (2000, 1000), RED), "JPEG"), 64)
    assert pictures.open_image(data).size == (64, 64)
    assert max(sizes[0]) <= 500


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_other_formats_are_reduced_before_they_are_converted(
    monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    source = pictures.encoded(pictures.halves().resize((1200, 800)), format_)
    whole = square(source, 400)  # more than half of the height: nothing is reduced
    sizes = []
    plain = decode._plain
    monkeypatch.setattr(decode, "_plain", lambda i: (sizes.append(i.size), plain(i))[1])
    data, _ = square(source, 64)
    assert sizes == [(200, 134)]
    small, large = pictures.open_image(data), pictures.open_image(whole[0])
    assert small.size == (64, 64)
    for x in (5, 58):
        assert near(small.getpixel((x, 30)), large.getpixel((x * 6, 180))[:3])
