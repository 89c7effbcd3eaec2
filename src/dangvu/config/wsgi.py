"""The WSGI entry of ``dangvu serve``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangvu.config.settings")
application = get_wsgi_application()
