"""Is the site well? What `obole doctor` looks at, and what it advises."""

from obole.project.health.examination import examine
from obole.project.health.findings import Finding, Verdict

__all__ = ["Finding", "Verdict", "examine"]
