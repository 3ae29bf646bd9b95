# region: 04-borrow
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from .models import Book, Loan


class NoCopiesLeft(Exception):
    """All copies of the book are lent."""


class AlreadyBorrowed(Exception):
    """The borrower has an open loan of this book."""


def borrow_book(*, book_id: int, borrower, due_on: date) -> Loan:
    try:
        with transaction.atomic():
            book = Book.objects.select_for_update().get(pk=book_id)
            open_loans = book.loans.open()
            if open_loans.filter(borrower=borrower).exists():
                raise AlreadyBorrowed
            if open_loans.count() >= book.copies:
                raise NoCopiesLeft
            return Loan.objects.create(book=book, borrower=borrower, due_on=due_on)
    except IntegrityError as error:
        if "one_open_loan_per_book_and_borrower" in str(error):
            raise AlreadyBorrowed from error
        raise


# endregion


# region: 04-return
def return_loan(loan_id: int) -> Loan:
    """Give the book back. A second call changes nothing."""
    with transaction.atomic():
        loan = Loan.objects.select_for_update().get(pk=loan_id)
        if loan.returned_at is None:
            loan.returned_at = timezone.now()
            loan.save(update_fields=["returned_at"])
    return loan


# endregion
