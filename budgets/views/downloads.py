"""Files that a page hands out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename

from budgets.core.printing import IN_KRONOR, Printing
from budgets.forms.printing import PrintingForm

CSV = "text/csv; charset=utf-8"
XML = "application/xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def printing_of_file(request: HttpRequest, default: Printing = IN_KRONOR) -> Printing:
    """How a file is printed; a choice that cannot be is a file that is not there."""
    form = PrintingForm.of(request.GET, default=default)
    for errors in form.errors.values():
        raise Http404(errors[0])
    return form.printing


def workbook_response(content: bytes, title: str) -> HttpResponse:
    """A workbook to be saved under its title."""
    return file_response(content, f"{title.replace('–', '-')}.xlsx", XLSX)


def file_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to be saved under its name."""
    disposition = content_disposition_header(as_attachment=True, filename=get_valid_filename(name))
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": disposition or "attachment"},
    )
