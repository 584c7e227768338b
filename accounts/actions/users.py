"""Adding people."""

from accounts.models import Role, User


def add(*, email: str, role: Role, password: str, name: str = "") -> User:
    """Add a person who may sign in, or raise ``ValidationError`` where a field is wrong."""
    user = User(email=email, role=role, name=name)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user
