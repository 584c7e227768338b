"""Nobody takes part while its code is not in use, and successors follow: held by the database."""

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db import migrations

from accounts.triggers import Guard, installing

IN_USE = "participation_while_the_code_is_in_use"
FOLLOWS = "successor_follows_the_former"
MUNICIPALITY = "municipalities_municipality"
PARTICIPATION = "municipalities_participation"
SUCCESSION = "municipalities_succession"


def outside(code: str, row: str) -> str:
    """That a participation goes on before or after the years of a code."""
    return (
        f"({code}.from_year > {row}.from_year"
        f" OR {code}.to_year < COALESCE({row}.to_year, 9999))"
    )


def does_not_follow(former: str, successor: str) -> str:
    """That a successor's code is not in use the year after the former's ended."""
    return (
        f"({former}.to_year IS NULL OR {successor}.from_year > {former}.to_year + 1"
        f" OR {successor}.to_year <= {former}.to_year)"
    )


def guards(apps: Apps) -> Sequence[Guard]:
    participation = (
        f"EXISTS (SELECT 1 FROM {MUNICIPALITY} AS code"
        f" WHERE code.id = NEW.municipality_id AND {outside('code', 'NEW')})"
    )
    participations = (
        f"EXISTS (SELECT 1 FROM {PARTICIPATION} AS row"
        f" WHERE row.municipality_id = NEW.id AND {outside('NEW', 'row')})"
    )
    succession = (
        f"EXISTS (SELECT 1 FROM {MUNICIPALITY} AS former, {MUNICIPALITY} AS successor"
        " WHERE former.id = NEW.former_id AND successor.id = NEW.successor_id"
        f" AND {does_not_follow('former', 'successor')})"
    )
    successions = (
        f"EXISTS (SELECT 1 FROM {SUCCESSION} AS row"
        f" JOIN {MUNICIPALITY} AS other ON other.id = row.successor_id"
        f" WHERE row.former_id = NEW.id AND {does_not_follow('NEW', 'other')})"
        f" OR EXISTS (SELECT 1 FROM {SUCCESSION} AS row"
        f" JOIN {MUNICIPALITY} AS other ON other.id = row.former_id"
        f" WHERE row.successor_id = NEW.id AND {does_not_follow('other', 'NEW')})"
    )
    held = f"SELECT 1 FROM {MUNICIPALITY} WHERE id IN ({{ids}}) ORDER BY id FOR SHARE"
    of_one = held.format(ids="NEW.municipality_id")
    of_both = held.format(ids="NEW.former_id, NEW.successor_id")
    return [
        *(Guard(IN_USE, PARTICIPATION, e, participation, hold=of_one) for e in ("insert", "update")),
        Guard(IN_USE, MUNICIPALITY, "update", participations),
        *(Guard(FOLLOWS, SUCCESSION, e, succession, hold=of_both) for e in ("insert", "update")),
        Guard(FOLLOWS, MUNICIPALITY, "update", successions),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0008_population_proposals"),
        ("accounts", "0003_trace_is_append_only"),
    ]

    operations = [installing(guards)]
