from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.models.sharing import sharings_of
from budgets.views.versions import codes_open_to, version_or_404


def share(request: HttpRequest, year: int, number: int, agreement: int, code: str) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    allowed = codes_open_to(user)
    for sharing in sharings_of(version):
        if sharing.agreement.pk != agreement or sharing.explained is None:
            continue
        for found in sharing.explained.members:
            if found.member.code == code and (allowed is None or code in allowed):
                context = {
                    "version": version,
                    "sharing": sharing,
                    "explained": sharing.explained,
                    "share": found,
                    "queue": sorted(sharing.explained.members, key=lambda s: s.rank),
                }
                return render(request, "budgets/share.html", context)
    raise Http404(
        _("No municipality with the code %(code)s shares this, as far as you may see.")
        % {"code": code}
    )
