# region: 04-race
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from datetime import date

import pytest
from django.db import connection, transaction

from catalogue.models import Loan
from catalogue.services import NoCopiesLeft, borrow_book

DUE = date(2099, 1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no row locks")
def test_the_second_borrower_waits_for_the_first(ada, ben, book):
    def attempt() -> str:
        try:
            borrow_book(book_id=book.pk, borrower=ben, due_on=DUE)
            return "lent"
        except NoCopiesLeft:
            return "none left"
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            borrow_book(book_id=book.pk, borrower=ada, due_on=DUE)
            other = pool.submit(attempt)
            with pytest.raises(StillWaiting):
                other.result(timeout=0.5)
        assert other.result(timeout=5) == "none left"
    assert Loan.objects.count() == 1


# endregion
