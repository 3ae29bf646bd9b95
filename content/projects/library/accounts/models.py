# region: 02-user
from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A borrower or a member of staff. Empty now, so that fields can be added later."""


# endregion
