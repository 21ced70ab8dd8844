"""The process that sends posts, as `obole serve` runs it: `python -m bench.social_worker ORIGIN`.

It may reach that origin of this machine, which the guarded client refuses anywhere else.
"""

import sys

import django


def main() -> None:
    """Send until SIGTERM."""
    django.setup()
    from obole.project import posting
    from obole.social.networks.calling import neighbours

    print("ready", flush=True)  # noqa: T201 - the bench waits for it
    with neighbours(*sys.argv[1:]):
        posting.run()


if __name__ == "__main__":
    main()
