"""The packed twins of a page."""

import gzip
from collections.abc import Mapping

import brotli

from obole.edition.rules.negotiation import Coding

# A reader may wait for the baking: 30 kB take about a millisecond each so. The best quality of
# Brotli saves another tenth, and takes sixty times as long.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
# What fits into one packet is not made faster by packing.
SMALLEST_BYTES = 860


def copies_of(body: bytes) -> Mapping[Coding, bytes]:
    """Return the plain bytes, and packed ones where they are fewer. The same for the same bytes."""
    copies = {Coding.IDENTITY: body}
    if len(body) >= SMALLEST_BYTES:
        # Without a time and a name in its head, gzip gives the same bytes again.
        packed = {
            Coding.BROTLI: brotli.compress(body, quality=BROTLI_QUALITY),
            Coding.GZIP: gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0),
        }
        copies |= {coding: copy for coding, copy in packed.items() if len(copy) < len(body)}
    return copies
