# region: 01-test-settings
"""The settings with everything in memory: tests never touch a real cache, broker or mail server."""

import os

os.environ["DJANGO_SECRET_KEY"] = "only for tests, and as long as a real one: " + "x" * 16  # noqa: S105
os.environ["CELERY_BROKER_URL"] = "memory://"

from .settings import *  # noqa: E402

DEBUG = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# endregion
