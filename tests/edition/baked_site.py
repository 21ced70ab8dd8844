"""The test database served as `obole serve` does it: the edition in front, Django behind.

In threads of the test's own process, so that a test makes what it needs and looks at what became
of it. Django's own live server has no edition.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler
from proof import PromptKeeper

from obole.edition.front import Front
from obole.edition.places import the_tree


@contextmanager
def served_site() -> Iterator[str]:
    """Serve until the end; yield the address."""
    front = Front(
        application=StaticFilesHandler(WSGIHandler()),
        tree=the_tree(),
        names=frozenset(settings.ALLOWED_HOSTS),
        excepted=settings.EDITION_EXCEPTED,
    )
    front._keeper = PromptKeeper()
    server = ThreadedWSGIServer(("localhost", 0), QuietWSGIRequestHandler)
    server.set_app(front)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
