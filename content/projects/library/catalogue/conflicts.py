# region: 05-conflicts
from rest_framework import status
from rest_framework.exceptions import APIException

from .services import AlreadyBorrowed, NoCopiesLeft


class Conflict(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "The request does not fit the present state."
    default_code = "conflict"


def conflict_from(error: AlreadyBorrowed | NoCopiesLeft) -> Conflict:
    if isinstance(error, AlreadyBorrowed):
        return Conflict({"code": "already_borrowed", "detail": "You already have this book."})
    return Conflict({"code": "no_copies_left", "detail": "All copies of this book are lent."})


# endregion
