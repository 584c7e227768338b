"""The three ways in: fetched from SCB, taken from a file, typed by hand. Each ends in a preview."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from budgets.models import BudgetVersion, State
from budgets.views.population.doors import administrator_or_404
from budgets.views.population.rows import figures_of, participants_of
from municipalities.actions import proposals
from municipalities.forms.populations import FileForm, TypedForm, YearForm
from municipalities.models import Municipality, Origin, PopulationProposal, PopulationSnapshot
from municipalities.models.fetching import fetch as ask_scb
from municipalities.sources import files
from municipalities.sources.extract import Extract, SourceRefused
from municipalities.wording.sources import refusal


def fetch(request: HttpRequest) -> HttpResponse:
    user = administrator_or_404(request)
    form = YearForm(request.POST or None, initial={"year": year_needed()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            year = form.cleaned_data["year"]
            try:
                return to_preview(ask_scb(year), Origin.FETCHED, user)
            except SourceRefused as refused:
                form.add_error(None, refusal(refused))
    return render(request, "budgets/population/fetch.html", {"form": form}, status=status)


def file(request: HttpRequest) -> HttpResponse:
    user = administrator_or_404(request)
    if request.method != "POST":
        return render(request, "budgets/population/file.html", {"form": FileForm()})
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        handed_in = form.cleaned_data["file"]
        try:
            extract = files.read_file(handed_in.read(), year=form.cleaned_data["year"])
            return to_preview(extract, Origin.FILE, user)
        except SourceRefused as refused:
            form.add_error("file", refusal(refused))
    return render(request, "budgets/population/file.html", {"form": form}, status=422)


def typed(request: HttpRequest) -> HttpResponse:
    """First the year, then a figure for each participant of it."""
    user = administrator_or_404(request)
    asked = YearForm(request.GET if "year" in request.GET else None)
    if not asked.is_valid():
        if not asked.is_bound:
            asked = YearForm(initial={"year": year_needed()})
        return render(request, "budgets/population/typed_year.html", {"form": asked})
    year = asked.cleaned_data["year"]
    newest = PopulationSnapshot.objects.newest_of(year)
    known, participants = figures_of(newest), participants_of(year)
    form = TypedForm(
        request.POST or None,
        participants=participants,
        known=known,
        register=set(Municipality.objects.values_list("code", flat=True)),
        initial={"source": newest.source if newest else ""},
    )
    if request.method == "POST" and form.is_valid():
        return to_preview(
            Extract(
                day=datetime.date(year, 12, 31),
                # A correction keeps what it does not touch.
                figures=_untouched(known, participants) | form.figures,
                source=form.cleaned_data["source"],
            ),
            Origin.TYPED,
            user,
            note=form.cleaned_data["note"],
        )
    context = {
        "form": form,
        "year": year,
        "newest": newest,
        "last_year": figures_of(PopulationSnapshot.objects.newest_of(year - 1)),
        "untouched": len(_untouched(known, participants)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "budgets/population/typed.html", context, status=status)


def to_preview(extract: Extract, origin: Origin, user: User, note: str = "") -> HttpResponse:
    """Keep what was read, and show it before anything is recorded."""
    proposal: PopulationProposal = proposals.keep(
        extract=extract, origin=origin, by=user, note=note
    )
    return redirect(reverse("population:proposal", args=[proposal.key]))


def year_needed() -> int:
    """The year whose population an open version waits for; else the last that is over."""
    known = set(PopulationSnapshot.objects.values_list("year", flat=True))
    waiting = [
        version.population_date
        for version in BudgetVersion.objects.filter(state__in=[State.DRAFT, State.CONSULTATION])
    ]
    today = timezone.localdate()
    lacking = [day.year for day in waiting if day.year not in known and day <= today]
    return min(lacking, default=today.year - 1)


def _untouched(known: dict[str, int], participants: list[Municipality]) -> dict[str, int]:
    typed_here = {m.code for m in participants}
    return {code: figure for code, figure in known.items() if code not in typed_here}
