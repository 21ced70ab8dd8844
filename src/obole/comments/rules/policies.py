"""What holds for the comments of one page, once section and site have had their say."""

from dataclasses import dataclass
from datetime import datetime, time

from obole.comments.rules.states import Mode


@dataclass(frozen=True, kw_only=True)
class ThreadPolicy:
    """The rules of one thread."""

    mode: Mode
    closes_at: datetime | None
    """From this moment on nobody writes any more; None for never."""
    is_sensitive: bool
    longest_body: int
    night_from: time | None
    night_until: time | None
    approvals_for_trust: int
    reports_that_hide: int
    reserved_names: tuple[str, ...]
    """As the newsroom wrote them."""

    def is_closed(self, *, now: datetime) -> bool:
        """Tell whether nobody can write here."""
        return self.mode is Mode.CLOSED or (self.closes_at is not None and self.closes_at <= now)

    def is_night(self, *, hour: time) -> bool:
        """Tell whether nobody sits at the desk at this hour of the newsroom's clock."""
        if self.night_from is None or self.night_until is None:
            return False
        if self.night_from <= self.night_until:
            return self.night_from <= hour < self.night_until
        return hour >= self.night_from or hour < self.night_until
