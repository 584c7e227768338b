"""Finding the payer a page is about; only one that the person may see."""

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from municipalities.models import Municipality, OtherParty, Payer

PARTY = "part-"


def payers_of(user: User) -> list[Payer]:
    """Those the person is a contact of today: municipalities first, each kind by name."""
    return [
        *Municipality.objects.represented_by(user),
        *OtherParty.objects.represented_by(user),
    ]


def payer_or_404(user: User, key: str) -> Payer:
    """The payer of an address; to others than the office only the own."""
    municipalities, parties = Municipality.objects.all(), OtherParty.objects.all()
    if not user.is_office:
        municipalities = Municipality.objects.represented_by(user)
        parties = OtherParty.objects.represented_by(user)
    number = key.removeprefix(PARTY)
    found: Payer | None = municipalities.filter(code=key).first()
    if found is None and key.startswith(PARTY) and number.isascii() and number.isdigit():
        # A number that no column holds finds nothing.
        found = parties.filter(pk=int(number)).first() if len(number) < 18 else None
    if found is None:
        raise Http404(_("There is no such payer that you may see."))
    return found
