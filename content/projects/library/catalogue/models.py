# region: 02-books
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .querysets import BookQuerySet, LoanQuerySet


class Author(models.Model):
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    title = models.CharField(max_length=200)
    isbn = models.CharField(max_length=13, unique=True)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="books")
    copies = models.PositiveIntegerField(default=1, validators=[MaxValueValidator(1000)])

    objects = BookQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


# endregion


# region: 03-loan
class Loan(models.Model):
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="loans")
    borrower = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="loans"
    )
    borrowed_on = models.DateField(default=timezone.localdate)
    due_on = models.DateField()
    returned_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        ordering = ["-borrowed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("borrowed_on")),
                name="loan_due_after_borrowed",
            ),
            models.UniqueConstraint(
                fields=["book", "borrower"],
                condition=Q(returned_at__isnull=True),
                name="one_open_loan_per_book_and_borrower",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(returned_at__isnull=True),
                name="open_loan_due_on",
            ),
        ]

    def __str__(self) -> str:
        return f"Loan {self.pk} until {self.due_on}"


# endregion
