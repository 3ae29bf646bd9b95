# region: 02-querysets
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Greatest
from django.utils import timezone


class BookQuerySet(models.QuerySet):
    def with_free_copies(self):
        """Books with the number of copies that nobody has at home."""
        open_loans = Count("loans", filter=Q(loans__returned_at__isnull=True))
        return self.annotate(free_copies=Greatest(F("copies") - open_loans, 0))

    def available(self):
        """Books with at least one free copy."""
        return self.with_free_copies().filter(free_copies__gt=0)


class LoanQuerySet(models.QuerySet):
    def open(self):
        return self.filter(returned_at__isnull=True)

    def late(self):
        return self.open().filter(due_on__lt=timezone.localdate())


# endregion
