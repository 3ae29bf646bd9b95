# region: 03-tests
from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import timezone

from catalogue.models import Book, Loan


def test_a_loan_cannot_end_before_it_begins(ada, book):
    with pytest.raises(IntegrityError, match="loan_due_after_borrowed"):
        Loan.objects.create(
            book=book, borrower=ada, borrowed_on=date(2026, 5, 4), due_on=date(2026, 5, 1)
        )


def test_nobody_has_two_copies_of_a_book(ada, book):
    Loan.objects.create(book=book, borrower=ada, due_on=date(2099, 1, 1))
    with pytest.raises(IntegrityError):
        Loan.objects.create(book=book, borrower=ada, due_on=date(2099, 1, 1))


def test_a_returned_book_can_be_borrowed_again(ada, book):
    loan = Loan.objects.create(book=book, borrower=ada, due_on=date(2099, 1, 1))
    assert not Book.objects.available().exists()
    loan.returned_at = timezone.now()
    loan.save()
    assert Book.objects.available().get().free_copies == 1
    Loan.objects.create(book=book, borrower=ada, due_on=date(2099, 1, 1))


def test_late_loans_are_found(ada, book):
    loan = Loan.objects.create(
        book=book, borrower=ada, borrowed_on=date(2020, 1, 1), due_on=date(2020, 1, 15)
    )
    assert list(Loan.objects.late()) == [loan]


# endregion
