# region: 10-tests
from datetime import date
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from unittest.mock import patch

import pytest

from catalogue.models import Loan
from catalogue.tasks import remind_late_borrowers, send_reminder


@pytest.fixture
def late_loan(ada, book):
    return Loan.objects.create(
        book=book, borrower=ada, borrowed_on=date(2020, 1, 1), due_on=date(2020, 1, 15)
    )


def test_the_second_run_sends_nothing(late_loan, mailoutbox):
    assert send_reminder(late_loan.pk) == "sent"
    assert send_reminder(late_loan.pk) == "already sent"
    assert len(mailoutbox) == 1


def test_each_late_loan_is_queued_once(late_loan, mailoutbox, django_capture_on_commit_callbacks):
    for expected in [1, 0]:
        with django_capture_on_commit_callbacks(execute=True):
            assert remind_late_borrowers() == expected
    assert [mail.to for mail in mailoutbox] == [["ada@example.com"]]


@pytest.mark.parametrize(
    ("error", "times"),
    [(SMTPServerDisconnected("later"), 7), (SMTPRecipientsRefused({"ada": (550, b"no")}), 1)],
)
def test_only_what_may_heal_is_tried_again(late_loan, error, times):
    with patch("catalogue.tasks.send_mail", side_effect=error) as send:
        assert send_reminder.apply(args=[late_loan.pk]).failed()
    assert send.call_count == times
    late_loan.refresh_from_db()
    assert late_loan.reminded_at is None


def test_borrowing_through_the_api_sends_a_receipt(
    api, ada, book, mailoutbox, django_capture_on_commit_callbacks
):
    api.force_authenticate(ada)
    with django_capture_on_commit_callbacks(execute=True):
        api.post("/api/v1/loans/", {"book": book.pk, "due_on": "2099-01-01"})
    assert mailoutbox[0].subject == "You borrowed Arrow of God"


def test_the_report_counts_months(api, ada, admin_user, late_loan, mailoutbox):
    from catalogue.tasks import build_yearly_report

    build_yearly_report(2020, "head@example.com")
    assert mailoutbox[0].body == "2020-01: 1"
    api.force_authenticate(ada)
    assert api.post("/api/v1/reports/").status_code == 403
    api.force_authenticate(admin_user)
    assert api.post("/api/v1/reports/").status_code == 202


# endregion
