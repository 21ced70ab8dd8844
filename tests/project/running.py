"""Running `obole` as a person or a script does."""

import subprocess
import sys
from pathlib import Path

from demo_site import environment_of_a_site

OBOLE = Path(sys.executable).with_name("obole")
PASSWORD = "correct horse battery"
# Making a site takes a quarter of a minute of computing; a busy machine needs several times that.
PATIENCE_SECONDS = 300


def obole(*arguments, stdin="", **variables):
    """Run `obole` to its end."""
    return subprocess.run(
        [OBOLE, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        input=stdin,
        timeout=PATIENCE_SECONDS,
        env=environment_of_a_site() | variables,
    )
