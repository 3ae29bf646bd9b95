#!/bin/sh
# region: 07-schema
set -eu
python manage.py spectacular --file contracts/schema.yml --validate --fail-on-warn
# endregion
