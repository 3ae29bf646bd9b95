# region: 12-tests
import os
import subprocess
import sys

from django.conf import settings

PRODUCTION = {
    "DJANGO_SECRET_KEY": "x9!k2Lq#".join(["aZ7", "bY8", "cX9", "dW0", "eV1", "fU2", "gT3"]),
    "DJANGO_ALLOWED_HOSTS": "library.example",
    "DJANGO_DEBUG": "0",
    "DJANGO_HTTPS": "1",
    "CELERY_BROKER_URL": "memory://",
    "PATH": os.environ["PATH"],
}


def production(*command: str) -> subprocess.CompletedProcess:
    return subprocess.run(  # noqa: S603
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=PRODUCTION,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_django_has_nothing_to_say_about_production():
    answer = production("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr


ASK = """
import django; django.setup()
from django.test import Client
client = Client(headers={"host": "library.example"})
print(client.get("/admin/login/").status_code)
print(client.get("/admin/login/", headers={"x-forwarded-proto": "https"}).status_code)
print(client.get("/live/").status_code)
"""


def test_https_is_asked_for_once_and_health_is_exempt():
    PRODUCTION["DJANGO_SETTINGS_MODULE"] = "config.settings"
    answer = production("-c", ASK)
    assert answer.stdout.split() == ["301", "200", "200"], answer.stderr


# endregion
