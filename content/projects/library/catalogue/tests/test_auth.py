# region: 06-tests
from django.contrib.auth.models import Group
from rest_framework.settings import api_settings

BOOKS = "/api/v1/books/"
TOKEN = "/api/v1/token/"


def test_without_a_token_loans_are_401(api, db):
    assert api.get("/api/v1/loans/").status_code == 401


def test_the_group_makes_a_librarian(api, ada, bearer, book):
    address = f"{BOOKS}{book.pk}/"
    assert api.patch(address, {"title": "X"}, **bearer(ada)).status_code == 403
    ada.groups.add(Group.objects.get(name="librarian"))
    assert api.patch(address, {"title": "X"}, **bearer(ada)).status_code == 200


def test_a_refresh_token_works_once(api, ada):
    first = api.post(TOKEN, {"username": "ada", "password": "a long pass phrase"}).data["refresh"]
    second = api.post(f"{TOKEN}refresh/", {"refresh": first}).data["refresh"]
    assert api.post(f"{TOKEN}refresh/", {"refresh": first}).status_code == 401
    assert api.post(f"{TOKEN}logout/", {"refresh": second}).status_code == 200
    assert api.post(f"{TOKEN}refresh/", {"refresh": second}).status_code == 401


# endregion


# region: 06-throttle-tests
def test_passwords_cannot_be_guessed_fast(api, ada, monkeypatch):
    monkeypatch.setattr(api_settings, "NUM_PROXIES", 1)  # as DJANGO_PROXIES=1 in production
    codes = [
        api.post(
            TOKEN,
            {"username": "ada", "password": "guess"},
            HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 192.0.2.7",  # the first is made up
        ).status_code
        for number in range(7)
    ]
    assert codes == [401] * 5 + [429] * 2


def test_a_made_up_address_does_not_help_without_a_proxy(api, ada):
    codes = [
        api.post(TOKEN, {"username": "ada"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}").status_code
        for number in range(7)
    ]
    assert codes == [400] * 5 + [429] * 2


# endregion
