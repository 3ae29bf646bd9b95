# region: 06-librarians
from django.contrib.auth.management import create_permissions
from django.db import migrations

RIGHTS = ["add_book", "change_book", "delete_book", "view_book", "view_loan", "change_loan"]


def add_group(apps, schema_editor):
    config = apps.get_app_config("catalogue")
    config.models_module = True  # Django creates permissions after migrations; this needs them now
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="librarian")
    rights = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="catalogue", codename__in=RIGHTS
    )
    group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_loan"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(add_group, migrations.RunPython.noop)]
# endregion
