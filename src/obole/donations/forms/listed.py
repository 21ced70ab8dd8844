"""What forms of readers have in common."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS


class ListedForm(forms.Form):
    """A form above which everything that is wrong with it is listed, in its order."""

    def listed_errors(self) -> list[tuple[str, str]]:
        """Return each error with the id of the field to go to; none for those of all."""
        names = [name for name in [*self.fields, NON_FIELD_ERRORS] if name in self.errors]
        return [(self.target_of(name), str(error)) for name in names for error in self.errors[name]]

    def target_of(self, name: str) -> str:
        """Return the id of what a person goes to, to mend a field."""
        return self[name].id_for_label if name in self.fields else ""
