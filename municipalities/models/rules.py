"""Who may what with the registers."""

from accounts.models import User


def may_keep_contacts(user: User) -> bool:
    """Say whether the person invites contacts and ends them: the office and administrators."""
    return user.is_office
