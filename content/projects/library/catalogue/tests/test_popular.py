# region: 09-tests
from catalogue.cache import popular_books
from catalogue.stats import book_count


def test_the_second_call_needs_no_query(django_assert_num_queries, book):
    popular_books()
    with django_assert_num_queries(0):
        popular_books()


def test_a_changed_title_is_seen_at_once(
    api, django_capture_on_commit_callbacks, django_assert_num_queries, book
):
    assert api.get("/api/v1/popular/").json()["results"][0]["title"] == "Arrow of God"
    with django_capture_on_commit_callbacks(execute=True):
        book.title = "Changes"
        book.save()
    assert api.get("/api/v1/popular/").json()["results"][0]["title"] == "Changes"


def test_the_number_of_books_is_kept(django_assert_num_queries, book):
    assert book_count() == 1
    with django_assert_num_queries(0):
        assert book_count() == 1


# endregion
