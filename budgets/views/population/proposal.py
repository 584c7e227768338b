"""What new figures would do, before they are saved."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from budgets.models.effects import effects_on_adopted, effects_on_open
from budgets.views.population.doors import administrator_or_404
from budgets.views.population.rows import figure_table, figures_of, participants_of
from municipalities.actions import proposals
from municipalities.actions.populations import CannotBeRecorded
from municipalities.forms.populations import SaveForm
from municipalities.models import (
    Municipality,
    Origin,
    PopulationProposal,
    PopulationSnapshot,
)
from municipalities.models.succession import merged_after, merged_figures
from municipalities.sources.checks import Finding, blocked
from municipalities.wording.sources import finding as told

REMARKS_TOLD = 12
"""About municipalities that take part in nothing; there may be hundreds."""

_ANOTHER_WAY = {
    Origin.FETCHED: ("population:fetch", gettext_lazy("Fetch another year")),
    Origin.FILE: ("population:file", gettext_lazy("Choose another file")),
    Origin.TYPED: ("population:typed", gettext_lazy("Type again")),
}


def show_proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    user = administrator_or_404(request)
    kept = (
        PopulationProposal.objects.of(user).filter(key=proposal).select_related("snapshot").first()
    )
    if kept is None:
        raise Http404(_("There is no such preview. It is kept for a week, for whoever made it."))
    if kept.snapshot is not None:
        messages.info(request, _("These figures are saved already."))
        return redirect("population:snapshot", kept.snapshot.year, kept.snapshot.revision)
    if request.method == "POST":
        return _save(request, user, kept)
    return _preview(request, kept)


def _save(request: HttpRequest, user: User, kept: PopulationProposal) -> HttpResponse:
    form = _form(kept, proposals.findings(kept), request)
    if not form.is_valid():
        return _preview(request, kept, form=form, status=422)
    try:
        snapshot = proposals.record(
            key=kept.key,
            newest_seen=_number(request.POST.get("newest", "")),
            by=user,
            source=form.cleaned_data.get("source", ""),
            reason=form.cleaned_data.get("reason", ""),
            confirmed=form.cleaned_data.get("confirmed", False),
        )
    except (proposals.Outdated, proposals.Unconfirmed, proposals.NoReason):
        messages.warning(
            request,
            _("Something has changed meanwhile. This is how it looks now; nothing is saved."),
        )
        return _preview(request, kept, status=409)
    except CannotBeRecorded:
        return _preview(request, kept, status=409)
    messages.success(
        request,
        _("The population of %(snapshot)s is saved.") % {"snapshot": snapshot},
    )
    return redirect("population:snapshot", snapshot.year, snapshot.revision)


def _preview(
    request: HttpRequest,
    kept: PopulationProposal,
    *,
    form: SaveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    extract, year = kept.extract, kept.extract.year
    found = proposals.findings(kept)
    newest = PopulationSnapshot.objects.newest_of(year)
    before = figures_of(PopulationSnapshot.objects.newest_of(year - 1))
    now = figures_of(newest)
    merged = merged_figures(merged_after(year), extract.figures)
    becomes = {**extract.figures, **merged}
    names = dict(Municipality.objects.values_list("code", "name"))
    participants = participants_of(year)
    in_rows, remarks = _remarks(found, {m.code for m in participants}, names)
    context = {
        "kept": kept,
        "extract": extract,
        "newest": newest,
        "blocking": [told(one, names) for one in found if one.blocks],
        "remarks": remarks[:REMARKS_TOLD],
        "further_remarks": len(remarks[REMARKS_TOLD:]),
        "can_save": not blocked(found),
        "table": figure_table(
            participants,
            new=becomes,
            last_year={**extract.before, **before},
            replaced=now if newest else None,
            remarks=in_rows,
        ),
        "merged": [names[code] for code in merged],
        "corrected": sum(1 for code in becomes if becomes[code] != now.get(code)),
        "left_out": len(set(now) - set(becomes)),
        "on_open": effects_on_open(year, now if newest else None, becomes),
        "on_adopted": effects_on_adopted(year, becomes),
        "form": form or _form(kept, found),
        "another_way": _ANOTHER_WAY[Origin(kept.origin)],
    }
    return render(request, "budgets/population/proposal.html", context, status=status)


def _form(
    kept: PopulationProposal, found: Sequence[Finding], request: HttpRequest | None = None
) -> SaveForm:
    extract = kept.extract
    return SaveForm(
        request.POST if request else None,
        says_source=bool(extract.source),
        is_revision=PopulationSnapshot.objects.newest_of(extract.year) is not None,
        has_remarks=any(not one.blocks for one in found),
    )


def _remarks(
    found: Sequence[Finding], participants: Collection[str], names: dict[str, str]
) -> tuple[dict[str, list[str]], list[str]]:
    """What does not block: beside the participant it is about, and all else."""
    in_rows: dict[str, list[str]] = defaultdict(list)
    above = []
    for one in found:
        if one.blocks:
            continue
        if one.code in participants:
            in_rows[one.code].append(told(one, names))
        else:
            above.append(told(one, names))
    return in_rows, above


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else -1
