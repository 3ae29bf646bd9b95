# region: 01-env
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def load(path: Path) -> None:
    """Read `NAME=value` lines. What the environment has wins; no value is no setting."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.strip().partition("=")
        if sign and value.strip() and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


def words(name: str, default: str = "") -> list[str]:
    """Split a value at its commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


# endregion
