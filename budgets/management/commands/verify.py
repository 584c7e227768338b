import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.models import TraceHead
from accounts.models.change import breaks_in_trace
from budgets.models import verification
from budgets.models.invoice_verification import invoices_amiss
from budgets.wording import verification as wording


class Command(BaseCommand):
    help = "Recompute adopted versions, invoices and trace; print what differs, exit 1 if any does."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        versions = verification.frozen_versions()
        found = 0
        for sentence in self.differences(versions):
            self.stdout.write(sentence)
            found += 1
        if found:
            sys.exit(1)
        head = TraceHead.objects.first() or TraceHead()
        self.stdout.write(
            # The hash, noted elsewhere, proves later that the trace was not written anew.
            _(
                "All is well: %(versions)s adopted versions, %(changes)s changes. "
                "The trace ends in %(hash)s."
            )
            % {"versions": len(versions), "changes": head.count, "hash": head.hash or "–"}
        )

    def differences(self, versions: list[int]) -> Iterator[str]:
        for version_id in versions:
            yield from map(wording.in_version, verification.differences_of(version_id))
        yield from map(wording.untold, verification.untold())
        yield from map(wording.in_invoices, invoices_amiss())
        yield from map(wording.in_trace, breaks_in_trace())
