# region: 07-tests
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

FRONTEND = "http://localhost:5173"


def test_the_schema_is_complete_and_committed(tmp_path):
    made = tmp_path / "schema.yml"
    call_command("spectacular", file=str(made), validate=True, fail_on_warn=True)
    committed = Path(settings.BASE_DIR, "contracts/schema.yml").read_text()
    assert made.read_text() == committed, "write it anew: scripts/schema.sh"


def test_the_page_of_the_docs_loads_nothing_from_elsewhere(client):
    page = client.get("/api/docs/", headers={"origin": FRONTEND}).content.decode()
    assert "//cdn" not in page
    assert "/static/drf_spectacular_sidecar/" in page


def test_the_frontend_may_read_answers_and_strangers_may_not(client, db):
    ours = client.get("/api/v1/books/", headers={"origin": FRONTEND})
    other = client.get("/api/v1/books/", headers={"origin": "https://evil.example"})
    assert ours["Access-Control-Allow-Origin"] == FRONTEND
    assert not other.has_header("Access-Control-Allow-Origin")


# endregion
