"""Decode an untrusted picture and encode it afresh. A program of its own: see images.py.

It reads the file from its standard input and writes one line of JSON, then the new file. It must
not import Django or anything of Obole: it starts in a bare environment, and quickly.
"""

import io
import json
import resource
import sys
import warnings
from typing import Any

# Turned pictures of 25 megapixels took 410 MB of memory as JPEG, 460 as PNG with transparency, 810
# as AVIF.
MEMORY_LIMIT_BYTES = 1024 * 1024 * 1024
PROCESSOR_LIMIT_SECONDS = 20
# 6000 x 4000 with room to spare; the largest sensors of press cameras are scaled down first.
PIXEL_LIMIT = 25_000_000

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
# What comes out is JPEG, or PNG where something shows through or nothing may be lost: to encode
# 25 megapixels as WebP or AVIF took fifteen seconds, and renditions are made in those anyway.
ENCODING: dict[str, dict[str, Any]] = {
    # Renditions are made from this file, so its own losses must not show.
    "JPEG": {"quality": 92, "subsampling": "4:4:4", "progressive": True},
    "PNG": {"compress_level": 6},
}


class Refused(Exception):
    """The picture is refused; the text is one of the reasons of images.py."""


def main() -> None:
    """Answer one picture."""
    _limit_resources()
    try:
        header, content = reencode(sys.stdin.buffer.read())
    except Refused as refusal:
        header, content = {"refused": str(refusal)}, b""
    except MemoryError:
        header, content = {"refused": "too heavy"}, b""
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + content)


def reencode(file_bytes: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the description and the bytes of the new file, or raise Refused."""
    from PIL import Image

    # The limit below counts; Pillow's own would only warn, or refuse in other words.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")
    picture = _open(file_bytes)
    if picture.width * picture.height > PIXEL_LIMIT:
        raise Refused("too many pixels")
    if getattr(picture, "n_frames", 1) > 1:
        raise Refused("animated")
    try:
        picture.load()
        plain = _plain(picture)
    except (OSError, ValueError, SyntaxError, EOFError, ZeroDivisionError) as failure:
        raise Refused("damaged") from failure
    keeps_all = picture.format == "PNG" or plain.mode in ("LA", "RGBA")
    new_format = "PNG" if keeps_all else "JPEG"
    output = io.BytesIO()
    plain.save(output, new_format, **ENCODING[new_format])
    described = {"format": new_format, "width": plain.width, "height": plain.height}
    return described, output.getvalue()


def _open(file_bytes: bytes) -> Any:
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(io.BytesIO(file_bytes), formats=FORMATS)
    except UnidentifiedImageError as failure:
        raise Refused("not a picture") from failure
    except (OSError, ValueError, SyntaxError, EOFError) as failure:
        raise Refused("damaged") from failure


def _plain(picture: Any) -> Any:
    """Return the pixels alone: upright, in sRGB, eight bits, without any metadata."""
    from PIL import Image, ImageOps

    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        # Sixteen bits of grey: keep the upper eight, which Pillow would clip instead.
        picture = picture.point(lambda value: value / 256).convert("L")
    see_through = picture.has_transparency_data
    is_grey = picture.mode in ("1", "L", "LA")
    wanted = ("LA" if see_through else "L") if is_grey else ("RGBA" if see_through else "RGB")
    if profile and not is_grey:
        picture = _in_srgb(picture, profile, wanted)
    if picture.mode != wanted:
        picture = picture.convert(wanted)
    # A fresh picture has no information but its pixels.
    plain = Image.new(wanted, picture.size)
    plain.paste(picture)
    return plain


def _in_srgb(picture: Any, profile: bytes, wanted: str) -> Any:
    """Convert the colours to sRGB, since the profile that explains them is dropped."""
    from PIL import ImageCms

    if picture.mode not in ("RGB", "RGBA", "CMYK"):
        picture = picture.convert(wanted)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, target, outputMode=wanted)
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A broken profile, or one for other colours, explains nothing: take them as they are.
        return picture


def _limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    seconds = PROCESSOR_LIMIT_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
