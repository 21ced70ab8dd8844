"""What other programs for comments export, each read by a module of its own."""

from collections.abc import Mapping

from obole.portability.rules.comment_formats.commento import read_commento
from obole.portability.rules.comment_formats.disqus import read_disqus
from obole.portability.rules.comment_formats.isso import read_isso
from obole.portability.rules.comment_formats.readings import ReadComment, Reader, ReadThread
from obole.portability.rules.comment_formats.remark42 import read_remark42

READERS: Mapping[str, Reader] = {
    "disqus": read_disqus,
    "isso": read_isso,
    "commento": read_commento,
    "remark42": read_remark42,
}
"""By the names that the command line knows."""

__all__ = ["READERS", "ReadComment", "ReadThread", "Reader"]
