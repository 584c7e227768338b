"""What an export is called, and why nothing came of one."""

from django.utils.translation import gettext as _

from budgets.models import Export, ExportKind, ExportState, FailureReason


def title(export: Export) -> str:
    """What the file is, in the middle of a sentence."""
    return {
        ExportKind.STATEMENTS: _("all statements of %(year)s"),
        ExportKind.COMPLETE: _("all of budget %(year)s as Excel"),
    }[ExportKind(export.kind)] % {"year": export.version.year}


def headline(export: Export) -> str:
    """What the file is, and how far it has come."""
    heads = {
        ExportState.DONE: _("Ready: %(what)s"),
        ExportState.CANCELLED: _("Cancelled: %(what)s"),
        ExportState.FAILED: _("Not made: %(what)s"),
    }
    head = heads.get(ExportState(export.state), _("Being made: %(what)s"))
    return (_("Not made: %(what)s") if export.is_lost else head) % {"what": title(export)}


def what_is_in_it(export: Export) -> str:
    """A sentence about what the file holds."""
    return {
        ExportKind.STATEMENTS: _("Each payer’s statement as PDF, Excel and CSV, in one archive."),
        ExportKind.COMPLETE: _("Table, lines, allocation, statements, population and notes."),
    }[ExportKind(export.kind)]


def why_not(reason: str) -> str:
    """Why nothing came of it, and what to do."""
    return {
        FailureReason.NO_PRINTER: _(
            "PDF cannot be made on this machine: a program for it is missing. "
            "Tell an administrator."
        ),
        FailureReason.LOST: _(
            "Whoever was making it stopped in the middle, as when the server starts anew. "
            "Nothing is lost: have it made again."
        ),
        FailureReason.FAULT: _(
            "There is a fault in the program, and it has been noted. Have it made again; if it "
            "fails again, tell an administrator."
        ),
    }[FailureReason(reason)]
