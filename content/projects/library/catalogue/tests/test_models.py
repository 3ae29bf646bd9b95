# region: 02-tests
import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from catalogue.models import Book


def test_an_isbn_is_there_once(book):
    with pytest.raises(IntegrityError):
        Book.objects.create(title="A copy", isbn=book.isbn, author=book.author)


def test_an_author_with_books_cannot_be_deleted(book):
    with pytest.raises(ProtectedError):
        book.author.delete()


def test_every_page_of_the_admin_has_an_address(admin_client, book):
    assert admin_client.get("/admin/catalogue/book/").status_code == 200


# endregion
