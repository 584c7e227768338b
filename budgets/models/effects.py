"""What other population figures do to the budgets of the versions that use them.

An open version follows the newest figures, so its shares become others. An adopted version keeps
its own (rule 9); of it is told what it would have been had the figures been known, with the total,
the key and the participants that were decided, so that nothing but the population differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from budgets.core.explanation import AllocationExplained, Member, explain
from budgets.models.sharing import Sharing, frozen_sharings, sharings_by_figures
from budgets.models.version import BudgetVersion, State
from municipalities.models import Agreement, Municipality


@dataclass(frozen=True)
class ShareBeside:
    """A municipality's share in kronor by two populations; None where it cannot be computed."""

    code: str
    name: str
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Kronor after − kronor before."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True)
class Effect:
    """What the figures do to one agreement of one version.

    ``missing`` are members without a figure among the new ones; then nobody's share is known.
    """

    version: BudgetVersion
    agreement: Agreement
    total: Decimal
    shares: tuple[ShareBeside, ...]
    missing: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether any share becomes another."""
        return any(share.before != share.after for share in self.shares)

    @property
    def largest(self) -> ShareBeside | None:
        """The share that changes most, up or down; None where none does."""
        moved = [share for share in self.shares if share.difference]
        return max(moved, key=lambda share: abs(share.difference or Decimal(0)), default=None)


def effects_on_open(
    year: int, before: Mapping[str, int] | None, after: Mapping[str, int]
) -> list[Effect]:
    """What figures for 31 December ``year`` do to drafts and to what is in consultation.

    Figures are population by municipality code; ``before`` is None where there were none.
    """
    versions = list(
        BudgetVersion.objects.filter(
            state__in=[State.DRAFT, State.CONSULTATION],
            planned_adoption_date__year=year + 1,  # rule 1
        ).select_related("budget_year")
    )
    was = sharings_by_figures(versions, before or {})
    becomes = sharings_by_figures(versions, after)
    return [
        _effect(version, old, new)
        for version in versions
        for old, new in zip(was[version.pk], becomes[version.pk], strict=True)
    ]


def effects_on_adopted(year: int, after: Mapping[str, int]) -> list[Effect]:
    """What figures for 31 December ``year`` would have done to the budgets adopted by that day."""
    versions = list(
        BudgetVersion.objects.filter(state=State.ADOPTED, snapshot__year=year).select_related(
            "budget_year", "snapshot"
        )
    )
    decided = frozen_sharings(versions)
    return [
        _effect(version, sharing, _by_others(sharing, after))
        for version in versions
        for sharing in decided[version.pk]
    ]


def _by_others(sharing: Sharing, figures: Mapping[str, int]) -> Sharing:
    """The same total, key and members, shared by other figures."""
    decided = sharing.explained
    assert decided is not None  # what was adopted was shared
    codes = [share.member.code for share in decided.members]
    missing = [code for code in codes if code not in figures]
    explained = None
    if not missing:
        explained = explain(
            sharing.total,
            [
                Member(share.member.code, share.member.name, figures[share.member.code])
                for share in decided.members
            ],
            equal_percent=decided.equal_percent,
            allocate_in_ore=decided.unit < 1,
        )
    names = {share.member.code: share.member.name for share in decided.members}
    return Sharing(
        agreement=sharing.agreement,
        total=sharing.total,
        snapshot=None,
        explained=explained,
        missing=tuple(Municipality(code=code, name=names[code]) for code in missing),
        members=len(codes),
    )


def _effect(version: BudgetVersion, old: Sharing, new: Sharing) -> Effect:
    was, becomes = _amounts(old.explained), _amounts(new.explained)
    members = {
        share.member.code: share.member.name
        for explained in (old.explained, new.explained)
        for share in (explained.members if explained else ())
    }
    return Effect(
        version=version,
        agreement=new.agreement,
        total=new.total,
        shares=tuple(
            ShareBeside(code, members[code], was.get(code), becomes.get(code))
            for code in sorted(members)
        ),
        missing=tuple(m.name for m in new.missing),
    )


def _amounts(explained: AllocationExplained | None) -> dict[str, Decimal]:
    return {s.member.code: s.amount for s in explained.members} if explained else {}
