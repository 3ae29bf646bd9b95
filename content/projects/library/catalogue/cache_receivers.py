# region: 09-receivers
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from .cache import forget_popular_books
from .models import Book


@receiver([post_save, post_delete], sender=Book)
def book_changed(**kwargs) -> None:
    """Forget the list only when the change is sure to last."""
    transaction.on_commit(forget_popular_books)


# endregion
