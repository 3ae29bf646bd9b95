# region: 10-receivers
from functools import partial

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from .models import Loan
from .tasks import send_loan_receipt


@receiver(post_save, sender=Loan)
def loan_saved(instance: Loan, created: bool, **kwargs) -> None:
    """Send a receipt for each new loan, once the loan is sure to last."""
    if created:
        transaction.on_commit(partial(send_loan_receipt.delay, instance.pk))


# endregion
