"""Packages that only some rooms need, and what to do where one is missing."""

import importlib
from typing import Any

from iptcore.errors import IptError


class MissingPackage(IptError, ModuleNotFoundError):
    """A package that only a part of iptcore needs is not installed; *name* is the package."""


def needed(package: str, *, by: str, install: str) -> Any:
    """The *package*, which *by* cannot do without; ``pip install`` followed by *install* brings it.

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
