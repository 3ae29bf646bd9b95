# region: 02-fixtures
import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()  # the cache of the tests is in memory: see config/testing.py


@pytest.fixture
def ada(django_user_model):
    return django_user_model.objects.create_user("ada", "ada@example.com", "a long pass phrase")


@pytest.fixture
def ben(django_user_model):
    return django_user_model.objects.create_user("ben", "ben@example.com", "a long pass phrase")


@pytest.fixture
def book(db):
    from catalogue.models import Author, Book

    author = Author.objects.create(name="Chinua Achebe")
    return Book.objects.create(title="Arrow of God", isbn="9780385014809", author=author)


# endregion


# region: 05-fixtures
@pytest.fixture
def api():
    from rest_framework.test import APIClient

    return APIClient()


@pytest.fixture
def librarian(django_user_model):
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("lib", "lib@example.com", "a long pass phrase")
    names = ["add_book", "change_book", "delete_book", "view_book", "change_loan"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


# endregion


# region: 06-fixtures
@pytest.fixture
def bearer(api):
    """Log in and return the header that proves it."""

    def log_in(user) -> dict:
        answer = api.post(
            "/api/v1/token/", {"username": user.username, "password": "a long pass phrase"}
        )
        assert answer.status_code == 200
        return {"HTTP_AUTHORIZATION": f"Bearer {answer.data['access']}"}

    return log_in


# endregion
