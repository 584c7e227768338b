from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def interface(request: HttpRequest) -> HttpResponse:
    """How programs ask: the one page about it, since none is loaded from elsewhere."""
    return render(request, "budgets/interface.html", {"at": request.build_absolute_uri("/api/v1/")})
