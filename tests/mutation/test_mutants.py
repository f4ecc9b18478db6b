"""The small changes that a test must notice are made, and no others."""

from pathlib import Path

from mutation.groups import GROUPS, ROOT
from mutation.mutants import mutants

SOURCE = '''"""What it says is not changed."""
import os

LEVELS = ('low', 'high')


def kept(limit: int | None, *, sure: bool = True) -> bool:
    """Nor this."""
    if limit is None:
        raise ValueError(f'none of {LEVELS}')
    os.putenv('A',
              value='1')
    zip(LEVELS, strict=True)
    return all(level < limit for level in LEVELS if level) and not sure
'''

GOOD = "(level < limit for level in LEVELS if level)"
CHANGES = [
    ("", 4, "('low', 'high') -> ('high',)"),
    ("", 4, "('low', 'high') -> ('low',)"),
    ("", 4, "'low' -> 'XXlow'"),
    ("", 4, "'high' -> 'XXhigh'"),
    ("kept", 7, "True -> False"),
    ("kept", 9, "limit is None -> limit is not None"),
    ("kept", 10, "raise ValueError(f'none of {LEVELS}') -> pass"),
    ("kept", 11, "os.putenv('A', value='1') -> pass"),
    ("kept", 11, "os.putenv('A', value='1') -> os.putenv('A')"),
    ("kept", 11, "'A' -> 'XXA'"),
    ("kept", 12, "'1' -> 'XX1'"),
    ("kept", 13, "zip(LEVELS, strict=True) -> pass"),
    ("kept", 14, f"return all({GOOD}) and (not sure) -> return None"),
    ("kept", 14, f"all({GOOD}) and (not sure) -> all({GOOD}) or not sure"),
    ("kept", 14, f"all({GOOD}) -> any({GOOD})"),
    ("kept", 14, f"{GOOD} -> (level < limit for level in LEVELS)"),
    ("kept", 14, "level < limit -> level <= limit"),
    ("kept", 14, "not sure -> sure"),
]


def test_each_kind_of_change_is_made_and_no_line_moves(tmp_path: Path) -> None:
    path = tmp_path / "small.py"
    path.write_text(SOURCE, encoding="utf-8")
    changes = list(mutants(path))
    assert [(mutant.where, mutant.first, mutant.what) for mutant in changes] == CHANGES
    for mutant in changes:
        changed = mutant.source().decode()
        assert changed != SOURCE
        assert changed.count("\n") == SOURCE.count("\n")
        compile(changed, "small.py", "exec")


def test_of_a_long_table_what_is_around_the_change_is_said(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text(f"TABLE = ({', '.join(f'name_{number}' for number in range(100))})", encoding="utf-8")
    said = list(mutants(path))[50].what
    assert said == (
        "…me_46, name_47, name_48, name_49, name_50, name_51, name_52, name_53, name_54, na… -> "
        "…me_46, name_47, name_48, name_49, name_51, name_52, name_53, name_54, na…"
    )


def test_every_group_has_its_files_and_tests() -> None:
    for group in GROUPS.values():
        assert group.paths()
        assert all((ROOT / "tests" / name).exists() for name in group.tests)
