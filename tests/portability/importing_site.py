"""A site that imports in a process of its own, which a test may kill: `importing_site.py COMMAND`.

OBOLE_SITE names its folder. `import FILE UPLOADS` says "ready" and then imports to the end;
so does `comments FORMAT FILE` with the comments of another program. `state` prints all that is
there, as JSON.
"""

import json
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "obole.project.settings"

import django

django.setup()

from moving_in import NOW, bring_in, state  # noqa: E402

from obole.portability.actions import CommentFile, bring_comments_in  # noqa: E402
from obole.portability.models import ImportRun, Stage  # noqa: E402


def main() -> None:
    command, *arguments = sys.argv[1:]
    if command == "import":
        file, uploads = map(Path, arguments)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        # One that was killed after its last commit is done, and need not be repeated.
        if ImportRun.objects.filter(stage=Stage.DONE).exists():
            return
        bring_in(file, uploads=uploads)
    elif command == "comments":
        format_, file_name = arguments
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        file = CommentFile(path=Path(file_name), format=format_)
        bring_comments_in(file=file, now=NOW, tell=lambda done, total: None)
    elif command == "state":
        runs = ImportRun.objects.order_by("pk")
        said = state() | {
            "reports": [run.report for run in runs],
            "stages": [r.stage for r in runs],
        }
        json.dump(said, sys.stdout, default=str, sort_keys=True)


main()
