"""Sphinx: the pages of docs/ and the API read from the code; built offline, with every warning an error."""

from typing import Any

import attrs
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

import iptcore
from iptcore.constraints import constraint

project = "iptcore"
author = "The iptcore maintainers"
copyright = "The iptcore maintainers"  # noqa: A001  # the name Sphinx looks for
version = release = iptcore.__version__

extensions = ["myst_parser", "sphinx.ext.apidoc", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
default_role = "py:obj"  # what stands in single backticks is a name; one that is no object of the API is shown as code
myst_heading_anchors = 3
toc_object_entries = False  # every page carries the whole tree: with every object in it, half the time went there

apidoc_modules = [
    {"path": "../src/iptcore", "destination": "api", "separate_modules": True, "module_first": True},
]
autodoc_class_signature = "separated"
autodoc_default_options = {
    "members": True,
    "ignore-module-all": True,
    "show-inheritance": True,
    "exclude-members": "__init__, __new__",
}
autodoc_member_order = "bysource"
autodoc_typehints = "description"


def _tell_fields(_app: Sphinx, what: str, _name: str, obj: Any, _options: Any, lines: list[str]) -> None:
    """Add to a value's docstring what the metadata of its fields says, which is written nowhere else."""
    if what == "class" and attrs.has(obj):
        for attribute in attrs.fields(obj):
            bound = constraint(attribute)
            words = "; ".join(part for part in (bound.label, bound.help, bound.unit) if part)
            lines.extend(["", f":param {attribute.name}: {words}"] if words else [])


def _keep_sentence(_app: Sphinx, what: str, _name: str, _obj: Any, _options: Any, lines: list[str]) -> None:
    """Begin the docstring of a datum with an empty comment: napoleon takes a first line up to its colon for a type."""
    if what in {"attribute", "data", "property"}:
        lines[:0] = ["..", ""]


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", _keep_sentence, priority=400)  # before napoleon's 500
    app.connect("autodoc-process-docstring", _tell_fields)
    app.add_lexer("mermaid", TextLexer)  # diagrams stay readable text: drawing them would need the network
