"""What a workbook made for editing knows of where it comes from, sealed so that it can be trusted.

It holds the draft, and every line as it was when the workbook was made: so that, when it comes
back, each cell can be compared with what was read and with what stands there now (rule 12).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core import signing

from budgets.actions.imports import cells_of
from budgets.actions.lines import CHANGEABLE
from budgets.models import BudgetVersion, LineItem

SHEET = "_fordela"
"""The hidden sheet."""
HEADING, LINE, NEW, OUTSIDE = "heading", "line", "new", "-"
"""What a row's mark begins with; the key and the revision follow."""

_SALT = "budgets.excel.identity"
_PIECE = 30_000
"""How much of the seal a cell holds; Excel's limit is 32,767."""


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line as it was when the workbook was made."""

    heading: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """Where a workbook comes from."""

    version: int
    name: str
    lines: Mapping[int, KnownLine]
    charges: Mapping[str, str]
    """The code of each way of charging, by the label that the workbook offers."""


class SealBroken(Exception):
    """The workbook claims to be ours, but what it says of itself was changed or is incomplete."""


def identity_of(
    version: BudgetVersion, lines: Iterable[LineItem], charges: Mapping[str, str]
) -> Identity:
    """Tell what a workbook of these lines should know."""
    known = {line.pk: KnownLine(line.heading_id, cells_of(line)) for line in lines}
    return Identity(version.pk, str(version), known, charges)


def sealed(identity: Identity) -> list[str]:
    """Write it as signed text, in pieces that fit in cells."""
    lines = [
        [key, line.heading, *(str(line.cells[name]) for name in CHANGEABLE)]
        for key, line in identity.lines.items()
    ]
    content = [identity.version, identity.name, lines, dict(identity.charges)]
    text = signing.dumps(content, salt=_SALT, compress=True)
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def unsealed(pieces: Iterable[str]) -> Identity:
    """Read it back; raises ``SealBroken``."""
    try:
        version, name, lines, charges = signing.loads("".join(pieces), salt=_SALT)
    except signing.BadSignature as error:
        raise SealBroken from error
    return Identity(
        version,
        name,
        {key: KnownLine(heading, _cells(texts)) for key, heading, *texts in lines},
        charges,
    )


def _cells(texts: Iterable[str]) -> dict[str, Any]:
    cells: dict[str, Any] = dict(zip(CHANGEABLE, texts, strict=True))
    return cells | {"amount": Decimal(cells["amount"])}
