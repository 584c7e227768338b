"""Finding the payer a page is about; only one that the person may see."""

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.models.payer import PARTY
from municipalities.models import Municipality, OtherParty, Payer


def payer_or_404(user: User, key: str) -> Payer:
    """The payer of an address; to others than the office only the own."""
    municipalities, parties = Municipality.objects.all(), OtherParty.objects.all()
    if not user.is_office:
        municipalities = Municipality.objects.represented_by(user)
        parties = OtherParty.objects.represented_by(user)
    number = key.removeprefix(PARTY)
    found: Payer | None = None
    # Asked only for what could be there: no column holds a longer number, or any other sign.
    if number.isascii() and number.isdigit() and len(number) < 18:
        if key.startswith(PARTY):
            found = parties.filter(pk=int(number)).first()
        else:
            found = municipalities.filter(code=key).first()
    if found is None:
        raise Http404(_("There is no such payer that you may see."))
    return found
