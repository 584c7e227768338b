"""Where the hand is after a form was refused."""

from typing import Any

from django import forms


class FocusOnError(forms.Form):
    """A form that comes back with the focus in the first field that has to be mended."""

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        refused = [name for name in self.fields if name in self.errors]
        for name in refused:
            self.fields[name].widget.attrs.pop("autofocus", None)
        if refused:
            self.fields[refused[0]].widget.attrs["autofocus"] = True
