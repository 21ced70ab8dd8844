"""What the desk and the picture library learn from public pages."""

from wagtail import hooks

from obole.pages.encoding import QuickAvifOperation


@hooks.register("register_image_operations")
def register_image_operations() -> list[tuple[str, type[QuickAvifOperation]]]:
    """Let renditions ask for a quick encoder."""
    return [("avifspeed", QuickAvifOperation)]
