# region: 09-popular
from django.core.cache import cache
from django.db.models import Count

from .models import Book

POPULAR_KEY = "catalogue:popular-books:v1"
POPULAR_SECONDS = 300


def _load_popular_books() -> list[dict]:
    books = (
        Book.objects.select_related("author")
        .annotate(loan_count=Count("loans"))
        .order_by("-loan_count", "title")[:10]
    )
    return [
        {"id": book.pk, "title": book.title, "author": book.author.name, "loans": book.loan_count}
        for book in books
    ]


def popular_books() -> list[dict]:
    """Return the ten most borrowed books; at most five minutes old."""
    return cache.get_or_set(POPULAR_KEY, _load_popular_books, timeout=POPULAR_SECONDS)


def forget_popular_books() -> None:
    cache.delete(POPULAR_KEY)


# endregion
