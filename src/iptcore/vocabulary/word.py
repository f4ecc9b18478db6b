"""The base of every word."""

from enum import StrEnum


class Word(StrEnum):
    """A word from a closed list. ``word.label`` is the same word for people to read."""

    @property
    def label(self) -> str:
        """The word for people to read."""
        return self.value.replace("_", " ")
