"""The register of municipalities, brought in from the file that comes with the application."""

import csv
from pathlib import Path

from django.db import transaction

from accounts.actions import trace
from accounts.actions.trace import Entry
from accounts.models import Deed
from municipalities.models import Municipality

REGISTER = Path(__file__).resolve().parent.parent / "register.csv"
"""Code, name and organisation number of the 290 municipalities, from public registers."""


@transaction.atomic
def load() -> int:
    """Bring the register up to the file, and answer how many rows were new or changed.

    Municipalities that only the database knows stay.
    """
    known = {m.code: m for m in Municipality.objects.all()}
    new, changed = [], []
    told: list[Entry] = []
    with REGISTER.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            municipality = known.get(row["code"])
            if municipality is None:
                new.append(Municipality(**row))
            elif (municipality.name, municipality.organisation_number) != (
                row["name"],
                row["organisation_number"],
            ):
                before = trace.texts_of(municipality)
                municipality.name = row["name"]
                municipality.organisation_number = row["organisation_number"]
                changed.append(municipality)
                changes = trace.changed(before, trace.texts_of(municipality))
                told.append(Entry(Deed.IMPORTED, municipality, municipality, changes=changes))
    Municipality.objects.bulk_create(new)
    Municipality.objects.bulk_update(changed, ["name", "organisation_number"])
    if new:
        number = {"": ("", str(len(new)))}
        told.append(Entry(Deed.IMPORTED, Municipality, changes=number))
    trace.record_all(by=None, entries=told)
    return len(new) + len(changed)
