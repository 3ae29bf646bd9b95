# region: 05-tests
from catalogue.models import Author, Book


def test_the_list_needs_two_queries(api, django_assert_num_queries, book):
    for number in range(20):
        author = Author.objects.create(name=f"Author {number}")
        Book.objects.create(title=f"Book {number}", isbn=f"{number:013}", author=author)
    with django_assert_num_queries(2):  # one to count, one for the books
        assert len(api.get("/api/v1/books/").json()["results"]) == 21


# endregion
