"""Files that a page hands out."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_response(content: bytes, title: str) -> HttpResponse:
    """A workbook to be saved under its title."""
    name = get_valid_filename(title.replace("–", "-")) + ".xlsx"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": disposition or "attachment"}
    )
