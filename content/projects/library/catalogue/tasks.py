# region: 10-receipt
from functools import partial
from smtplib import SMTPRecipientsRefused

from celery import shared_task
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from .models import Loan


@shared_task
def send_loan_receipt(loan_id: int) -> None:
    loan = Loan.objects.select_related("book", "borrower").get(pk=loan_id)
    send_mail(
        subject=f"You borrowed {loan.book.title}",
        message=f"Please bring it back by {loan.due_on:%d %B %Y}.",
        from_email=None,
        recipient_list=[loan.borrower.email],
    )


# endregion


# region: 10-reminder
@shared_task(
    autoretry_for=(OSError,),  # the mail server cannot be reached; SMTPException is one of these
    dont_autoretry_for=(SMTPRecipientsRefused,),  # will be refused tomorrow, too
    retry_backoff=5,
    retry_backoff_max=600,
    retry_jitter=True,
    max_retries=6,
    acks_late=True,
    soft_time_limit=30,
    time_limit=40,
)
def send_reminder(loan_id: int) -> str:
    with transaction.atomic():
        loan = (
            Loan.objects.select_for_update(of=("self",))
            .select_related("book", "borrower")
            .filter(pk=loan_id)
            .first()
        )
        if loan is None or loan.returned_at is not None:
            return "not needed"
        if loan.reminded_at is not None:
            return "already sent"
        send_mail(
            subject=f"Please return {loan.book.title}",
            message=f"It was due on {loan.due_on:%d %B %Y}.",
            from_email=None,
            recipient_list=[loan.borrower.email],
        )
        loan.reminded_at = timezone.now()
        loan.save(update_fields=["reminded_at"])
    return "sent"


# endregion


# region: 10-late
@shared_task
def remind_late_borrowers() -> int:
    """Queue one reminder for each late loan; Celery beat runs this once a day."""
    ids = list(Loan.objects.late().filter(reminded_at=None).values_list("pk", flat=True))
    for loan_id in ids:
        transaction.on_commit(partial(send_reminder.delay, loan_id))
    return len(ids)


# endregion


# region: 10-report
@shared_task
def build_yearly_report(year: int, email: str) -> None:
    """Count the loans of each month and send the table."""
    months = (
        Loan.objects.filter(borrowed_on__year=year)
        .order_by("borrowed_on__month")
        .values_list("borrowed_on__month")
        .annotate(loans=Count("pk"))
    )
    lines = [f"{year}-{month:02}: {loans}" for month, loans in months]
    send_mail(f"Loans of {year}", "\n".join(lines), None, [email])


# endregion
