"""What an examination finds."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the doctor: what was looked at, what was seen, and what to do about it."""

    verdict: Verdict
    subject: str
    seen: str
    advice: str = ""

    def __str__(self) -> str:
        advice = f" {self.advice}" if self.advice else ""
        return f"{self.verdict:<4}  {self.subject}: {self.seen}.{advice}"


def well(subject: str, seen: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(verdict=Verdict.OK, subject=subject, seen=seen)


def doubtful(subject: str, seen: str, advice: str) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding(verdict=Verdict.WARN, subject=subject, seen=seen, advice=advice)


def broken(subject: str, seen: str, advice: str) -> Finding:
    """Return a finding that hurts the site now."""
    return Finding(verdict=Verdict.FAIL, subject=subject, seen=seen, advice=advice)
