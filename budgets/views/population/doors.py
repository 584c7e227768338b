"""Who may bring populations in: administrators."""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.views.versions import refuse


def administrator_or_404(request: HttpRequest) -> User:
    """The administrator who asks; the office is told why it may not, to others there is nothing."""
    user = cast(User, request.user)
    if not user.is_staff:
        refuse(user, _("An administrator brings populations in."))
    return user
