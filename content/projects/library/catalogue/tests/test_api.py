# region: 05-tests
import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from catalogue.models import Book, Loan

BOOKS = "/api/v1/books/"
LOANS = "/api/v1/loans/"


def new_book(author) -> dict:
    return {"title": "A Man of the People", "isbn": "9780385086165", "author_id": author.pk}


def test_a_book_has_the_fields_of_the_contract(api, book):
    contract = json.loads(Path(settings.BASE_DIR, "contracts/book-detail.json").read_text())
    answer = api.get(f"{BOOKS}{book.pk}/").json()
    contract["id"] = answer["id"]
    contract["author"]["id"] = answer["author"]["id"]
    assert answer == contract


def test_a_new_book_has_an_address(api, librarian, book):
    api.force_authenticate(librarian)
    answer = api.post(BOOKS, new_book(book.author))
    assert answer.status_code == 201
    assert api.get(answer["Location"]).json() == answer.json()


@pytest.mark.parametrize("isbn", ["978038501480", "97803850148²²", "978-038501480"])
def test_an_isbn_has_thirteen_digits(api, librarian, book, isbn):
    api.force_authenticate(librarian)
    assert api.post(BOOKS, new_book(book.author) | {"isbn": isbn}).status_code == 400


@pytest.mark.parametrize("who", ["nobody", "borrower"])
def test_only_librarians_write(api, ada, book, who):
    if who == "borrower":
        api.force_authenticate(ada)
    address = f"{BOOKS}{book.pk}/"
    assert api.get(address).status_code == 200
    answers = [api.patch(address, {"title": "X"}), api.delete(address), api.post(BOOKS, {})]
    assert {answer.status_code for answer in answers} <= {401, 403}
    assert Book.objects.get().title == "Arrow of God"


def test_books_are_filtered_and_ordered(api, book):
    Book.objects.create(title="Changes", isbn="9780435910143", author=book.author, copies=3)
    titles = [b["title"] for b in api.get(BOOKS, {"ordering": "-free_copies"}).json()["results"]]
    assert titles == ["Changes", "Arrow of God"]
    assert api.get(BOOKS, {"q": "arrow"}).json()["count"] == 1
    assert api.get(BOOKS, {"author": book.author.pk + 1}).json()["count"] == 0
    assert api.get(BOOKS, {"author": "²"}).status_code == 200


def test_a_book_with_loans_stays(api, ada, librarian, book):
    Loan.objects.create(book=book, borrower=ada, due_on=date(2099, 1, 1))
    api.force_authenticate(librarian)
    answer = api.delete(f"{BOOKS}{book.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (409, "has_loans")


def test_borrow_and_return(api, ada, ben, book):
    loan = {"book": book.pk, "due_on": "2099-01-01"}
    api.force_authenticate(ada)
    answer = api.post(LOANS, loan)
    assert answer.status_code == 201
    address = answer["Location"]
    assert api.post(LOANS, loan).json()["code"] == "already_borrowed"

    api.force_authenticate(ben)
    assert api.post(LOANS, loan).json()["code"] == "no_copies_left"
    assert api.get(address).status_code == 404  # not even that it exists
    assert api.post(f"{address}return/").status_code == 404

    api.force_authenticate(ada)
    assert api.post(f"{address}return/").json()["returned_at"]
    api.force_authenticate(ben)
    assert api.post(LOANS, loan).status_code == 201


def test_a_loan_does_not_end_in_the_past(api, ada, book):
    api.force_authenticate(ada)
    assert api.post(LOANS, {"book": book.pk, "due_on": "2020-01-01"}).status_code == 400


def test_loans_are_for_members(api, db):
    assert api.get(LOANS).status_code in {401, 403}


# endregion
