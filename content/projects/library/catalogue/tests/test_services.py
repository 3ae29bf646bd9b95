# region: 04-tests
from datetime import date

import pytest

from catalogue.services import AlreadyBorrowed, NoCopiesLeft, borrow_book, return_loan

DUE = date(2099, 1, 1)


def test_the_last_copy_is_lent_once(ada, ben, book):
    borrow_book(book_id=book.pk, borrower=ada, due_on=DUE)
    with pytest.raises(AlreadyBorrowed):
        borrow_book(book_id=book.pk, borrower=ada, due_on=DUE)
    with pytest.raises(NoCopiesLeft):
        borrow_book(book_id=book.pk, borrower=ben, due_on=DUE)


def test_a_second_return_changes_nothing(ada, book):
    loan = borrow_book(book_id=book.pk, borrower=ada, due_on=DUE)
    first = return_loan(loan.pk).returned_at
    assert return_loan(loan.pk).returned_at == first


# endregion
