# region: 08-tests
from django.contrib.auth.models import Group

from catalogue.models import Author, Book
from catalogue.schema import schema

RENAME = 'mutation { renameBook(id: "%s", title: "%s") { title } }'


def ask(api, query: str, **headers) -> dict:
    return api.post("/graphql/", {"query": query}, format="json", **headers).json()


def test_authors_do_not_cost_extra_queries(db, django_assert_num_queries):
    for number in range(5):
        author = Author.objects.create(name=f"Author {number}")
        Book.objects.create(title=f"Book {number}", isbn=f"{number:013}", author=author)
    with django_assert_num_queries(1):
        result = schema.execute_sync("{ books { title author { name } } }")
    assert result.errors is None
    assert len(result.data["books"]) == 5


def test_a_book_and_the_other_books_of_its_author(api, book):
    query = '{ book(id: "%s") { title author { books { title } } } }' % book.pk
    answer = ask(api, query)
    assert answer["data"]["book"]["author"]["books"] == [{"title": "Arrow of God"}]
    assert ask(api, '{ book(id: "x") { title } }')["data"] == {"book": None}


def test_a_token_of_a_librarian_may_rename(api, ada, bearer, book):
    query = RENAME % (book.pk, "Changed")
    assert ask(api, query)["errors"][0]["message"] == "You may not change books."
    ada.groups.add(Group.objects.get(name="librarian"))
    assert ask(api, query, **bearer(ada))["data"]["renameBook"]["title"] == "Changed"


def test_errors_say_what_is_wrong_and_no_more(api, ada, bearer, book):
    ada.groups.add(Group.objects.get(name="librarian"))
    headers = bearer(ada)
    missing = ask(api, RENAME % (book.pk + 1, "X"), **headers)
    blank = ask(api, RENAME % (book.pk, ""), **headers)
    assert missing["errors"][0]["message"] == "There is no such book."
    assert blank["errors"][0]["message"] == "This field cannot be blank."


def test_a_session_cookie_counts_for_nothing(admin_client, book):
    query = RENAME % (book.pk, "Changed")
    answer = admin_client.post("/graphql/", {"query": query}, content_type="application/json")
    assert answer.json()["errors"][0]["message"] == "You may not change books."


def test_a_bad_token_is_refused(api, db):
    answer = api.post("/graphql/", {}, format="json", HTTP_AUTHORIZATION="Bearer nonsense")
    assert answer.status_code == 401


# endregion
