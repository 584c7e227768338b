"""A version that is out for consultation was sent out: note that it was, and when."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def note(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    consultations = apps.get_model("budgets", "Consultation").objects
    changes = apps.get_model("accounts", "Change").objects.filter(
        deed="sent_to_consultation", subject="budgets.budgetversion"
    )
    for version in apps.get_model("budgets", "BudgetVersion").objects.filter(state="consultation"):
        made = consultations.create(version=version, round=1, answers_by=version.answers_by)
        if sent := changes.filter(subject_id=version.pk).order_by("-number").first():
            consultations.filter(pk=made.pk).update(at=sent.at, by=sent.by)


def forget(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("budgets", "Consultation").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("budgets", "0013_consultations"), ("accounts", "0002_trace")]

    operations = [migrations.RunPython(note, forget)]
