"""The WSGI application that `obole serve` runs; any other WSGI server can."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "obole.project.settings")

django_application = get_wsgi_application()

# Loaded after Django is set up: it reads the settings.
from obole.project.edition import put_edition_in_front  # noqa: E402
from obole.project.static_files import serve_static_files  # noqa: E402
from obole.project.web_servers.connections import tell_who_asks  # noqa: E402

application = put_edition_in_front(tell_who_asks(serve_static_files(django_application)))
