# region: 11-tests
from unittest.mock import patch

from django.db import OperationalError


def test_ready_says_whether_the_database_answers(client, db):
    assert client.get("/live/").status_code == 200
    assert client.get("/ready/").status_code == 200
    with patch("config.health.connection.cursor", side_effect=OperationalError):
        assert client.get("/live/").status_code == 200
        assert client.get("/ready/").status_code == 503


# endregion
