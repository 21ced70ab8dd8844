import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image, ImageCms

from obole.foundation import images
from obole.foundation.images import ADVICE, ImageRefused, Reason, reencode

UPLOADS = Path(__file__).parents[3] / "shared/data/security/uploads"
REFUSED = {
    "bomb_30000x30000.png": Reason.TOO_MANY_PIXELS,
    "csv_formula.csv": Reason.NOT_A_PICTURE,
    "empty.png": Reason.NOT_A_PICTURE,
    "eps_named.jpg": Reason.NOT_A_PICTURE,
    "feed_deep.xml": Reason.NOT_A_PICTURE,
    "gifar.gif": Reason.NOT_A_PICTURE,
    "html_named.jpg": Reason.NOT_A_PICTURE,
    "limit_7071x7071.png": Reason.TOO_MANY_PIXELS,
    "lying_header.jpg": Reason.DAMAGED,
    "svg_entities.svg": Reason.NOT_A_PICTURE,
    "svg_script.svg": Reason.NOT_A_PICTURE,
    "svg_ssrf.svg": Reason.NOT_A_PICTURE,
    "truncated.jpg": Reason.DAMAGED,
    "wxr_billion_laughs.xml": Reason.NOT_A_PICTURE,
    "wxr_quadratic.xml": Reason.NOT_A_PICTURE,
    "wxr_xxe.xml": Reason.NOT_A_PICTURE,
    "zip_bomb_100MB.zip": Reason.NOT_A_PICTURE,
    "zip_slip.zip": Reason.NOT_A_PICTURE,
    "zip_symlink.zip": Reason.NOT_A_PICTURE,
    "ztxt_bomb.png": Reason.DAMAGED,
}
MADE_ANEW = {
    "exif_gps_and_script.jpg": (64, 64),
    "polyglot_jpeg_html.jpg": (10, 10),
    "polyglot_jpeg_zip.jpg": (10, 10),
}
ORIENTATION = 0x0112


def hostile(name):
    if not UPLOADS.exists():
        pytest.skip(f"the hostile uploads are not at {UPLOADS}")
    return (UPLOADS / name).read_bytes()


def encoded(picture, file_format, **options):
    output = io.BytesIO()
    picture.save(output, file_format, **options)
    return output.getvalue()


def opened(reencoded):
    return Image.open(io.BytesIO(reencoded.bytes))


def is_near(colour, other):
    return all(abs(a - b) <= 4 for a, b in zip(colour, other, strict=True))


def test_every_hostile_upload_has_its_answer():
    if not UPLOADS.exists():
        pytest.skip(f"the hostile uploads are not at {UPLOADS}")

    assert {file.name for file in UPLOADS.iterdir()} == REFUSED.keys() | MADE_ANEW.keys()


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_a_hostile_upload_is_refused(name, reason):
    with pytest.raises(ImageRefused) as refusal:
        reencode(hostile(name))

    assert refusal.value.reason == reason


@pytest.mark.parametrize(("name", "size"), MADE_ANEW.items())
def test_what_is_a_picture_too_is_made_anew_without_the_rest(name, size):
    reencoded = reencode(hostile(name))

    picture = opened(reencoded)
    picture.load()
    assert picture.size == size == (reencoded.width, reencoded.height)
    assert not picture.getexif()
    assert b"script" not in reencoded.bytes
    assert b"Jane" not in reencoded.bytes
    assert b"PK" not in reencoded.bytes


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_four_formats_are_taken_and_their_metadata_dropped(file_format):
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    exif.get_ifd(0x8825)[1] = "N"
    upload = encoded(Image.new("RGB", (40, 20), "teal"), file_format, exif=exif)

    picture = opened(reencode(upload))

    assert b"secret" in upload
    assert is_near(picture.convert("RGB").getpixel((5, 5)), (0, 128, 128))
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
        "progressive",
        "progression",
    }


@pytest.mark.parametrize("file_format", ["GIF", "BMP", "TIFF", "PDF", "ICO"])
def test_other_formats_are_refused(file_format):
    with pytest.raises(ImageRefused) as refusal:
        reencode(encoded(Image.new("RGB", (16, 16)), file_format))

    assert refusal.value.reason == Reason.NOT_A_PICTURE


def test_a_picture_that_was_taken_sideways_is_turned_upright():
    picture = Image.new("RGB", (60, 30), "red")
    picture.paste("blue", (0, 0, 30, 30))
    exif = Image.Exif()
    exif[ORIENTATION] = 6

    upright = opened(reencode(encoded(picture, "JPEG", exif=exif, quality=95)))

    assert upright.size == (30, 60)
    assert is_near(upright.getpixel((15, 5)), (0, 0, 254))
    assert is_near(upright.getpixel((15, 55)), (254, 0, 0))


@pytest.mark.parametrize("file_format", ["PNG", "WEBP", "AVIF"])
def test_transparency_is_kept(file_format):
    upload = encoded(Image.new("RGBA", (20, 20), (0, 128, 0, 0)), file_format)

    reencoded = reencode(upload)

    assert reencoded.format == "PNG"
    assert opened(reencoded).getpixel((3, 3))[-1] == 0


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        *(("P", 0, None), ("L", 90, 90), ("1", 1, 255), ("LA", (90, 128), (90, 128))),
        *(("I;16", 90 * 256, 90), ("RGBA", (9, 8, 7, 6), (9, 8, 7, 6))),
    ],
)
def test_every_kind_of_png_is_taken(mode, colour, expected):
    reencoded = reencode(encoded(Image.new(mode, (8, 8), colour), "PNG"))

    assert reencoded.format == "PNG"
    if expected is not None:
        assert opened(reencoded).getpixel((0, 0)) == expected


def test_a_picture_for_print_becomes_one_for_screens():
    reencoded = reencode(encoded(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", quality=95))

    assert opened(reencoded).mode == "RGB"
    assert opened(reencoded).getpixel((4, 4))[0] > 200


def test_colours_keep_their_look_when_their_profile_is_dropped():
    lab = ImageCms.createProfile("LAB")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    broken = ImageCms.ImageCmsProfile(lab).tobytes()

    for icc_profile in (profile, broken, b"no profile at all"):
        upload = encoded(Image.new("RGB", (8, 8), "teal"), "PNG", icc_profile=icc_profile)
        assert is_near(opened(reencode(upload)).getpixel((0, 0)), (0, 128, 128))


def test_a_picture_that_moves_is_refused():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    upload = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])

    with pytest.raises(ImageRefused) as refusal:
        reencode(upload)

    assert refusal.value.reason == Reason.ANIMATED


def test_a_picture_that_ends_too_early_is_refused():
    upload = encoded(Image.effect_noise((200, 200), 60), "JPEG")

    with pytest.raises(ImageRefused) as refusal:
        reencode(upload[: len(upload) // 2])

    assert refusal.value.reason == Reason.DAMAGED


@pytest.mark.parametrize(("size", "is_taken"), [((5000, 5000), True), ((5000, 5001), False)])
def test_twenty_five_megapixels_are_taken_and_no_more(size, is_taken):
    upload = encoded(Image.new("1", size), "PNG")

    if is_taken:
        assert reencode(upload).width == 5000
    else:
        with pytest.raises(ImageRefused) as refusal:
            reencode(upload)
        assert refusal.value.reason == Reason.TOO_MANY_PIXELS


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(images, "CHILD", Path("/nowhere"))

    with pytest.raises(ImageRefused) as refusal:
        reencode(b"x" * (images.BYTE_LIMIT + 1))

    assert refusal.value.reason == Reason.TOO_LARGE


CHILDREN_THAT_FAIL = {
    "eats memory": "limit(); bytearray(4 * 1024**3)",
    "crashes": "import os; os.abort()",
    "never ends": "import time; time.sleep(60)",
}


@pytest.mark.parametrize("program", CHILDREN_THAT_FAIL.values(), ids=CHILDREN_THAT_FAIL)
def test_a_child_at_its_limit_is_a_refusal_and_no_crash(program, monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    folder = images.CHILD.parent
    prelude = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    prelude += "from image_child import _limit_resources as limit\n"
    child.write_text(prelude + program)
    monkeypatch.setattr(images, "CHILD", child)
    monkeypatch.setattr(images, "TIME_LIMIT_SECONDS", 5)

    started_at = time.monotonic()
    with pytest.raises(ImageRefused) as refusal:
        reencode(b"")

    assert refusal.value.reason == Reason.TOO_HEAVY
    assert time.monotonic() - started_at < 20


def test_the_child_sees_no_secret(monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    child.write_text(
        "import json, os, sys\n"
        "kept = {k: v for k, v in os.environ.items() if k != 'LC_CTYPE'}\n"
        "open_files = os.listdir('/proc/self/fd')\n"
        "seen = json.dumps([kept, len(open_files)])\n"
        "print(json.dumps({'format': seen, 'width': 1, 'height': 1}))"
    )
    monkeypatch.setattr(images, "CHILD", child)
    monkeypatch.setenv("OBOLE_SECRET_KEY", "hush")
    secret = os.open(tmp_path, os.O_RDONLY)

    seen = reencode(b"").format
    os.close(secret)

    # Its three standard streams, and the folder that it lists.
    assert seen == "[{}, 4]"


def test_the_child_starts_without_django():
    program = "import sys, image_child; print(any(m.startswith('django') for m in sys.modules))"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=images.CHILD.parent,
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stdout.strip() == "False"


def test_every_reason_tells_what_to_do():
    with translation.override("en"):
        advice = [str(ADVICE[reason]) for reason in Reason]
        told = str(ImageRefused(Reason.ANIMATED).message)

    assert all(text.count(".") >= 1 and len(text) > 40 for text in advice)
    assert told in advice
