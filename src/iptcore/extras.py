"""Packages that only some parts of the library need, and the error where one is missing."""

import importlib
from typing import Any

from iptcore.errors import IptError


class MissingPackage(IptError, ModuleNotFoundError):
    """A package that only a part of iptcore needs is not installed; *name* is the package."""


def needed(package: str, *, by: str, install: str) -> Any:
    """The module of the *package* that *by* needs; ``pip install`` followed by *install* installs it.

    Raises:
        MissingPackage: if it is not installed. One that is there and broken raises its own error.
    """
    try:
        return importlib.import_module(package)
    except ModuleNotFoundError as missing:
        if missing.name != package:
            raise
        message = f'{by} needs {package}, which is not installed: pip install "{install}"'
        raise MissingPackage(message, name=package) from None
