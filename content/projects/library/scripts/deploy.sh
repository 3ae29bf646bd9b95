#!/bin/sh
# region: 12-deploy
# Usage: scripts/deploy.sh COMMIT. To roll back, name the commit before.
set -eu
export IMAGE="ghcr.io/example/library:$1"
docker compose pull web worker beat
docker compose run --rm web python manage.py check --deploy --fail-level WARNING
docker compose run --rm web python manage.py migrate --no-input
docker compose up --detach --no-build --wait web worker beat proxy
# endregion
