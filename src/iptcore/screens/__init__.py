"""What a frontend shows: the phase of a course, the checklist, each kind of event with its form, and the history.

:func:`screen` gives all of it as plain data, in one of the :func:`languages` that ship; :func:`form` the form of one
kind of event, :func:`posted_data` what a posted form means, and :func:`form_faults` what is wrong with it. Nothing of
IPT has to be written again in an app.
"""

from iptcore.screens.form_faults import FormFault, form_faults
from iptcore.screens.forms import Choice, Field, Variant, form, posted_data
from iptcore.screens.screen import Screen, screen, screen_schema
from iptcore.screens.translation import Translation, languages, translation

__all__ = [
    "Choice",
    "Field",
    "FormFault",
    "Screen",
    "Translation",
    "Variant",
    "form",
    "form_faults",
    "languages",
    "posted_data",
    "screen",
    "screen_schema",
    "translation",
]
