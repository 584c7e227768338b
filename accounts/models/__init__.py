"""Who signs in, and the trace of what was changed."""

from accounts.models.access_token import AccessToken, TokenStanding
from accounts.models.change import Change, Deed, TraceHead, TraceIsAppendOnly
from accounts.models.invitation import Invitation, Standing
from accounts.models.outgoing_mail import OutgoingMail
from accounts.models.user import OFFICE_ROLES, LowerCaseEmailField, Role, User

__all__ = [
    "OFFICE_ROLES",
    "AccessToken",
    "Change",
    "Deed",
    "Invitation",
    "LowerCaseEmailField",
    "OutgoingMail",
    "Role",
    "Standing",
    "TokenStanding",
    "TraceHead",
    "TraceIsAppendOnly",
    "User",
]
