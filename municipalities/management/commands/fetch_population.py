import datetime
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from municipalities.actions import populations
from municipalities.models import Municipality, PopulationSnapshot
from municipalities.models.checking import findings_of
from municipalities.models.fetching import fetch
from municipalities.sources.checks import Check, Finding, blocked
from municipalities.sources.extract import Extract, SourceRefused
from municipalities.wording import sources as wording

_MOST_SHOWN = 40


class Command(BaseCommand):
    help = "Fetch the population of a 31 December from Statistics Sweden, check it, record it."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", required=True, help="the day, such as 2019-12-31")
        parser.add_argument("--dry-run", action="store_true", help="tell all, record nothing")
        parser.add_argument(
            "--accept-warnings", action="store_true", help="record in spite of what only warns"
        )
        parser.add_argument("--reason", default="", help="why what is recorded is to be corrected")

    def handle(self, *args: Any, **options: Any) -> None:
        year = self._year(options["date"])
        try:
            extract = fetch(year)
        except SourceRefused as refused:
            raise CommandError(wording.refusal(refused)) from refused
        findings = findings_of(extract)
        self._tell(extract, findings)
        if any(map(_is_nothing_new, findings)):
            self.stdout.write(_("Nothing to record: these figures are there already."))
        elif options["dry_run"]:
            self.stdout.write(_("Nothing was recorded."))
        else:
            self._record(extract, findings, options)

    def _year(self, text: str) -> int:
        try:
            day = datetime.date.fromisoformat(text)
        except ValueError as error:
            raise CommandError(_("Write the day as 2019-12-31.")) from error
        if (day.month, day.day) != (12, 31):
            found = Finding(check=Check.NOT_31_DECEMBER, blocks=True, day=day)
            raise CommandError(wording.finding(found, {}))
        return day.year

    def _tell(self, extract: Extract, findings: Sequence[Finding]) -> None:
        count = len(extract.figures)
        self.stdout.write(extract.source)
        self.stdout.write(
            ngettext(
                "%(day)s: %(count)s municipality, updated %(edition)s.",
                "%(day)s: %(count)s municipalities, updated %(edition)s.",
                count,
            )
            % {"day": extract.day.isoformat(), "count": count, "edition": extract.edition or "–"}
        )
        names = dict(Municipality.objects.values_list("code", "name"))
        if count <= _MOST_SHOWN:
            for code, number in sorted(extract.figures.items()):
                self.stdout.write(wording.figure(code, number, extract.before.get(code), names))
        for found in findings:
            self.stdout.write(f"- {wording.finding(found, names)}")

    def _record(
        self, extract: Extract, findings: Sequence[Finding], options: dict[str, Any]
    ) -> None:
        if blocked(findings):
            raise CommandError(_("Nothing was recorded: the figures cannot be right."))
        if findings and not options["accept_warnings"]:
            raise CommandError(
                _("Nothing was recorded. Look at the above, and repeat with --accept-warnings.")
            )
        earlier = PopulationSnapshot.objects.newest_of(extract.year)
        if earlier and not options["reason"]:
            raise CommandError(
                _("Nothing was recorded: %(snapshot)s is there. Say with --reason why it changes.")
                % {"snapshot": earlier}
            )
        snapshot = populations.take_in(extract=extract, reason=options["reason"])
        self.stdout.write(_("Recorded: %(snapshot)s.") % {"snapshot": snapshot})


def _is_nothing_new(found: Finding) -> bool:
    """Whether the newest snapshot says it already; an earlier one that did was corrected since."""
    return found.check == Check.SAME_FIGURES or (found.check == Check.SAME_CONTENT and found.blocks)
