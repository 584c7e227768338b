"""What became of a line from one budget to another, in words."""

from django.utils.translation import gettext as _

from budgets.core.difference import DifferenceKind, DifferenceRow


def became(row: DifferenceRow) -> str:
    """Say what became of a line; empty where nothing did."""
    match row.kind:
        case DifferenceKind.ADDED:
            return _("added")
        case DifferenceKind.REMOVED:
            return _("removed")
        case DifferenceKind.CHANGED:
            return ", ".join(_changed(row))
        case DifferenceKind.SAME:
            return ""


def _changed(row: DifferenceRow) -> list[str]:
    before, after = row.before, row.after
    assert before is not None  # a changed line stands on both sides
    assert after is not None
    found = [_("amount")] if before.amount != after.amount else []
    for name, old, new in (
        (_("charged"), before.charged, after.charged),
        (_("account"), before.account, after.account),
        (_("note"), before.note, after.note),
    ):
        if old != new:
            found.append(f"{name}: {old or '–'} → {new or '–'}")
    return found
