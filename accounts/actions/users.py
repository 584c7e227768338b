"""Adding people."""

from django.db import transaction

from accounts.actions import trace
from accounts.models import Deed, Role, User


@transaction.atomic
def add(*, email: str, role: Role, password: str, name: str = "", by: User | None = None) -> User:
    """Add a person who may sign in, or raise ``ValidationError`` where a field is wrong."""
    user = User(email=email, role=role, name=name)
    user.set_password(password)
    user.full_clean()
    user.save()
    trace.record(
        by=by, deed=Deed.ADDED, subject=user, whole=user, changes=trace.added(trace.texts_of(user))
    )
    return user


def tell_of_password(user: User, *, by: User) -> None:
    """Tell the trace that a password was changed; not to what."""
    trace.record(by=by, deed=Deed.CHANGED, subject=user, whole=user, changes={"password": ("", "")})
