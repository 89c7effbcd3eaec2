"""The WSGI entry of ``dangvu serve``."""

import os
import threading
import time

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangvu.config.settings")
application = get_wsgi_application()


def _end_with(server: int) -> None:
    """A process that answers requests ends when its server was killed: it would keep the port, and
    the server could not be started again."""
    while os.getppid() == server:
        time.sleep(0.5)
    os._exit(1)


if server := os.environ.get("DANGVU_SERVER"):
    threading.Thread(target=_end_with, args=(int(server),), daemon=True).start()
