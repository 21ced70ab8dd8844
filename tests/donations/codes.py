"""Reading the codes of transfers with a program that is not ours."""

import subprocess
from pathlib import Path


def read_code(picture: Path) -> str:
    """Return what zbarimg reads in a picture."""
    done = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sbinary", str(picture)],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout.decode().rstrip("\n")
