"""What moving in adds to the desk."""

from obole.portability.wagtail_hooks import flags, imports

__all__ = ["flags", "imports"]
