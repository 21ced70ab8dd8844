"""Galleries: which elements and shortcodes are one, and what stands in them."""

from obole.portability.rules.bodies import pictures
from obole.portability.rules.bodies.markup import Element, text_of
from obole.portability.rules.bodies.results import PictureRef
from obole.portability.rules.bodies.writing import Writer


def is_gallery(element: Element) -> bool:
    """Tell whether an element is one by its class, and holds pictures and their captions only."""
    if "gallery" not in element.classes and " wp-block-jetpack-" not in element.classes:
        return False
    words = len(text_of(element).split())
    captions = sum(len(text_of(caption).split()) for caption in element.all("figcaption"))
    return words == captions and element.first("img") is not None


def write_gallery(writer: Writer, element: Element) -> None:
    """Add the pictures of an element, each with the caption of the nearest frame around it."""
    frames = [frame for frame in element.all("figure", "li") if len(images_of(frame)) == 1]
    shown: list[pictures.Shown] = []
    own: list[Element] = []
    for image in images_of(element):
        # The figure inside of a list item comes last, and has the caption.
        frame = next((one for one in reversed(frames) if image in images_of(one)), None)
        shown.append(pictures.shown(writer, image, frame=frame))
        own += [frame.first("figcaption") or frame] if frame else []
    captions = [one for one in element.all("figcaption") if not any(one is other for other in own)]
    pictures.write_gallery(writer, shown, caption=" ".join(map(text_of, captions)))


def write_listed_gallery(writer: Writer, element: Element) -> None:
    written = element.attributes.get("data-ids", "").split(",")
    numbers = [number for number in map(pictures.old_id, written) if number is not None]
    refs = [PictureRef("", number) for number in numbers]
    attached = writer.source.around.attached_pictures
    pictures.write_gallery(writer, [pictures.Shown(ref) for ref in refs or attached()])


def images_of(element: Element) -> list[Element]:
    """Return the pictures in an element, without smileys."""
    return [image for image in element.all("img") if pictures.smiley(image) is None]
