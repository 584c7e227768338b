"""Open versions get the headings that they have lines under, called and ordered as until now.

Versions that are frozen say nothing of their headings: their checksums were made without.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    versions = apps.get_model("budgets", "BudgetVersion").objects
    heading_in_version = apps.get_model("budgets", "HeadingInVersion")
    headings = list(apps.get_model("budgets", "Heading").objects.order_by("-kind", "position", "pk"))
    heading_in_version.objects.bulk_create(
        heading_in_version(
            version=version, heading=heading, name=heading.name, position=position
        )
        for version in versions.filter(state__in=["draft", "consultation"])
        for position, heading in enumerate(headings)
    )


class Migration(migrations.Migration):
    dependencies = [("budgets", "0010_headings_in_versions")]

    operations = [migrations.RunPython(name, migrations.RunPython.noop)]
