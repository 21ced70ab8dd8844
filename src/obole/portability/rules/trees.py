"""A small tree: what one item of an XML file says."""

from collections.abc import Mapping

UNKNOWN = ""
"""The short name of elements of other namespaces, which are not kept."""


class Element:
    """An element: its short name (`wp:post_id`, `content:encoded`, `title`), text and children.

    Elements of other namespaces are not kept.
    """

    __slots__ = ("attributes", "children", "line", "name", "pieces")

    def __init__(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """Begin an element that has neither text nor children yet."""
        self.name = name
        self.attributes = attributes
        self.line = line
        self.pieces: list[str] = []
        self.children: list[Element] = []

    @property
    def text(self) -> str:
        """The characters directly in it."""
        return "".join(self.pieces)

    def child_text(self, name: str) -> str:
        """Return the text of the first child of that name; nothing when there is none."""
        return next((child.text for child in self.children if child.name == name), "")
