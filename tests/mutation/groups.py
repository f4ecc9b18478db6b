"""Which tests hold which files: the nearest first."""

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Group(NamedTuple):
    files: tuple[str, ...]
    """Patterns below src/iptcore."""
    tests: tuple[str, ...]
    """Paths below tests."""

    def paths(self) -> list[Path]:
        paths = {path for pattern in self.files for path in (ROOT / "src/iptcore").glob(pattern)}
        return sorted(path.relative_to(ROOT) for path in paths if path.name != "__init__.py")


WRITTEN = (
    "test_reference.py",
    "documents/test_fault_words.py",
    "documents/test_stored_versions.py",
    "protocol/test_fault_words.py",
    "readings/test_words.py",
    "screens/test_translation.py",
)
"""Tests that compare what the whole code says with what is stored: in every group."""

GROUPS = {
    "course": Group(
        ("fold.py", "corrections.py", "course.py", "growing_list.py"),
        (
            "test_course.py",
            "test_growing_list.py",
            "test_course_machine.py",
            "test_notebook.py",
            "rules/test_coherence.py",
        ),
    ),
    "protocol": Group(
        ("protocol/*.py",),
        (
            # Not test_gates.py, which takes longer than all others together.
            *(
                f"protocol/{path.name}"
                for path in (ROOT / "tests/protocol").glob("test_*.py")
                if "gates" not in path.name
            ),
            "rules/test_coherence.py",
            "rules/test_said_once.py",
            "rules/test_every_rule.py",
            "documents/test_schema.py",
            "test_notebook.py",
        ),
    ),
    "rules": Group(
        ("protocol/rules/*.py",),
        (
            "rules",
            "protocol/test_catalogue.py",
            "protocol/test_protocol.py",
            "protocol/test_review.py",
            "protocol/test_steps.py",
            "protocol/test_whole_courses.py",
            "readings/test_safety.py",
        ),
    ),
    "readings": Group(("readings/*.py",), ("readings", "rules", "protocol/test_carried_over.py")),
    "documents": Group(("documents/*.py",), ("documents",)),
    "schedule": Group(("schedule.py",), ("test_schedule.py",)),
}
