# region: 09-stats
from django.core.cache import cache

from .models import Book

BOOK_COUNT_KEY = "catalogue:book-count"


def book_count() -> int:
    """Return the number of books; at most five minutes old."""
    return cache.get_or_set(BOOK_COUNT_KEY, Book.objects.count, timeout=300)


# endregion
