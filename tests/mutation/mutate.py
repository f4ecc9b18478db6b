"""Which small changes of the source no test notices: ``python tests/mutation/mutate.py GROUP ... --sample 40``.

Every chosen change is put into a process that has the tests loaded already, and the tests that run its lines are run
there, the quickest first, until one fails. What none of them notices is tried once more in a process that imports the
changed file from the start, since some lines run only then. The groups are in groups.py; docs/contributing.md tells
more.
"""

import argparse
import gc
import importlib.machinery
import json
import os
import random
import resource
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

os.environ.update(CI="true", HYPOTHESIS_NO_PLUGINS="1")  # before Hypothesis is imported
sys.dont_write_bytecode = False  # each change imports everything anew: compiling it first takes most of the time

import attrs  # noqa: E402, F401  # what every test imports is imported once, before any fork
import cattrs  # noqa: E402, F401
import coverage  # noqa: E402
import dateutil.rrule  # noqa: E402, F401
import hypothesis.stateful  # noqa: E402, F401
import numpy as np  # noqa: E402, F401
import pytest  # noqa: E402
from _pytest.runner import runtestprotocol  # noqa: E402
from groups import GROUPS, ROOT, WRITTEN, Group  # noqa: E402
from mutants import Mutant, mutants  # noqa: E402

EXPLAINED = Path(__file__).with_name("explained.toml")
AT_MOST = 10.0
"""Seconds of tests tried on one change, by what they took unchanged."""
FEW = 3
"""Tests: what fewer of them run is tried with all others too."""
QUIET = (
    "-q",
    "-x",
    "--no-header",
    "--no-summary",
    "-m",
    "not slow",
    "-p",
    "no:cacheprovider",
    "-o",
    "addopts=--import-mode=importlib",
    "-Wignore::pytest.PytestAssertRewriteWarning",
)

TOO_LONG = "it takes too long"


def forked(task: Callable[[], Any], seconds: int = 600) -> Any:
    """The answer of a task in a process of its own, as JSON carries it; None if it fails."""
    sys.stdout.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
            answer = task()
            with os.fdopen(writing, "w") as pipe:
                json.dump(answer, pipe)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    return TOO_LONG if os.WIFSIGNALED(status) else json.loads(text or "null")


def silently(task: Callable[[], Any]) -> Any:
    """A task whose tests print nothing: in a process of its own."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return task()


class Loaded:
    """A run of pytest that learns which tests run which lines, and then tries changes in forks of itself."""

    def __init__(self, group: Group, chosen: list[Mutant], until: float) -> None:
        self.chosen, self.until = chosen, until
        files = [str(ROOT / path) for path in group.paths()]
        self.coverage = coverage.Coverage(data_file=None, include=files, config_file=False)
        self.items: dict[str, Any] = {}
        self.took: dict[str, float] = {}
        self.answers: dict[int, tuple[str | None, list[str]]] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.coverage.start()
        for item in session.items:
            self.coverage.switch_context(item.nodeid)
            began = time.process_time()
            if all(report.passed for report in runtestprotocol(item, log=False, nextitem=None)):
                self.items[item.nodeid] = item
                self.took[item.nodeid] = time.process_time() - began
        self.coverage.stop()
        print(
            f"{len(self.items)} of {len(session.items)} tests pass unchanged, in {sum(self.took.values()):.0f} s",
            flush=True,
        )
        ran = self.lines()
        functions = live_functions()
        sound = Sound(lambda name: self.first_failing([name]))
        quickest = cut(sorted(self.items, key=self.took.__getitem__), self.took)
        for number, mutant in enumerate(self.chosen):
            if time.monotonic() > self.until:
                break
            known = {line: tests for line, tests in ran.get(mutant.path, {}).items() if tests}
            lines = {mutant.statement, *range(mutant.first, mutant.last + 1)}
            names = sorted({name for line in lines for name in known.get(line, ())}, key=self.took.__getitem__)
            failing = partial(self.try_out, mutant, functions)
            names = cut(names, self.took)
            noticed = sound.of(names, failing)
            # What runs once in a process, when the file is imported or for a cache, shows in whatever uses it later.
            once = len(known.get(mutant.statement, ())) < FEW
            self.answers[number] = noticed, [*names, *quickest] if once else names
        return True

    def lines(self) -> dict[Path, dict[int, list[str]]]:
        data = self.coverage.get_data()
        return {
            Path(name).relative_to(ROOT): {
                line: [test for test in tests if test in self.items]
                for line, tests in data.contexts_by_lineno(name).items()
            }
            for name in data.measured_files()
        }

    def try_out(self, mutant: Mutant, functions: dict[CodeType, list[FunctionType]], names: list[str]) -> str | None:
        seconds = int(5 + 2 * sum(self.took[name] for name in names))
        return (
            forked(lambda: silently(lambda: put_in(mutant, functions) and self.first_failing(names)), seconds) or None
        )

    def first_failing(self, names: list[str]) -> str | None:
        for name in names:
            if not all(report.passed for report in runtestprotocol(self.items[name], log=False, nextitem=None)):
                return name
        return None


class Sound:
    """Looks whether the test that noticed a change passes without it, where it is run once more."""

    def __init__(self, alone: Callable[[str], str | None]) -> None:
        self.alone = alone
        self.known: dict[str, bool] = {TOO_LONG: True}

    def of(self, names: list[str], failing: Callable[[list[str]], str | None]) -> str | None:
        """The first of the tests, or of their files, that fails with the change and not without it."""
        while names and (name := failing(names)):
            if name not in self.known:
                self.known[name] = not forked(lambda: silently(lambda: self.alone(name)))
            if self.known[name]:
                return name
            names = [other for other in names if other != name and other.partition("::")[0] != name]
        return None


def cut(names: list[str], took: dict[str, float]) -> list[str]:
    """The first of them that take no longer than is tried on one change."""
    total, kept = 0.0, list[str]()
    for name in names:
        total += took[name]
        if kept and total > AT_MOST:
            break
        kept.append(name)
    return kept


def live_functions() -> dict[CodeType, list[FunctionType]]:
    found: dict[CodeType, list[FunctionType]] = {}
    for function in gc.get_objects():
        if type(function) is FunctionType and "/src/iptcore/" in function.__code__.co_filename:
            found.setdefault(function.__code__, []).append(function)
    return found


def put_in(mutant: Mutant, functions: dict[CodeType, list[FunctionType]]) -> bool:
    """Give the functions that live now the changed code; False where the change is in none of them."""
    filename = str(ROOT / mutant.path)
    old = compile((ROOT / mutant.path).read_bytes(), filename, "exec", dont_inherit=True)
    new = compile(mutant.source(), filename, "exec", dont_inherit=True)
    done = False
    for was, now in pairs(old, new):
        if was == now:
            continue
        for function in functions.get(was, ()):
            try:
                function.__code__ = now
            except ValueError:  # it no longer uses a variable of the function around it
                return False
            done = True
    return done


def pairs(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The code of two versions, function by function: those inside of one in their order, by their names."""
    inside_old = [code for code in old.co_consts if isinstance(code, CodeType)]
    inside_new = [code for code in new.co_consts if isinstance(code, CodeType)]
    if [code.co_name for code in inside_old] == [code.co_name for code in inside_new]:
        for was, now in zip(inside_old, inside_new, strict=True):
            yield was, now
            yield from pairs(was, now)


class Only:
    """Runs the named tests, in their order, and knows the first of them or of their files that fails."""

    def __init__(self, names: list[str]) -> None:
        self.places = {name: place for place, name in enumerate(names)}
        self.failed: str | None = None

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        kept = [item for item in items if item.nodeid in self.places]
        items[:] = sorted(kept, key=lambda item: self.places[item.nodeid])

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid


def first_failing_anew(names: list[str]) -> str | None:
    """The first of the tests that fails in this process, which has imported nothing of the package yet."""
    only = Only(names)
    files = dict.fromkeys(name.partition("::")[0] for name in names)
    status = pytest.main([*QUIET, *files], plugins=[only])
    if status is pytest.ExitCode.USAGE_ERROR:
        return next(iter(files))  # what they all import fails
    return only.failed


def try_anew(mutant: Mutant, names: list[str]) -> str | None:
    """The tests with the changed file imported from the start: those of the nearest files first."""
    read = importlib.machinery.SourceFileLoader.get_code
    filename = str(ROOT / mutant.path)

    def get_code(loader: importlib.machinery.SourceFileLoader, fullname: str) -> Any:
        if loader.path == filename:
            return compile(mutant.source(), filename, "exec", dont_inherit=True)
        return read(loader, fullname)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]
    batches: tuple[list[str], ...] = ([], [], [])
    for name in names:
        batches[how_far(mutant, name)].append(name)
    return next(filter(None, map(first_failing_anew, filter(None, batches))), None)


def in_new_process(mutant: Mutant, names: list[str]) -> str | None:
    found: str | None = forked(lambda: silently(lambda: try_anew(mutant, names)), 40)
    return found


def how_far(mutant: Mutant, name: str) -> int:
    """0 for a test in a file that is named like the changed one, 1 for what is written from the code, else 2."""
    file = name.partition("::")[0]
    return 0 if mutant.path.stem in file else 1 if file.removeprefix("tests/") in WRITTEN else 2


def changed_since(revision: str) -> dict[Path, set[int]]:
    """The lines that differ from a commit. It must be in this clone: a shallow one may lack it."""
    command = ["git", "diff", "--unified=0", "--no-color", revision, "--", "src/iptcore"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{revision} is not in this clone: fetch it first (git fetch --unshallow)\n{done.stderr}")
    found: dict[Path, set[int]] = {}
    path = Path()
    for line in done.stdout.splitlines():
        if line.startswith("+++ "):
            path = Path(line.removeprefix("+++ ").removeprefix("b/"))
        elif line.startswith("@@"):
            start, _, count = line.split(" +", 1)[1].split(" ", 1)[0].partition(",")
            found.setdefault(path, set()).update(range(int(start), int(start) + int(count or 1)))
    return found


def choose(group: Group, arguments: argparse.Namespace, changed: dict[Path, set[int]] | None) -> list[Mutant]:
    """A random sample of the changes of a group, each as likely as any other, in a random order."""
    every = [
        mutant
        for path in group.paths()
        if not arguments.file or path.name in arguments.file
        for mutant in mutants(path)
        if changed is None or not changed.get(path, set()).isdisjoint(range(mutant.first, mutant.last + 1))
    ]
    # What the budget leaves out is the end of a random order, so that what is tried stays a fair sample.
    return random.Random(arguments.seed).sample(every, min(len(every), arguments.sample))


def run(name: str, group: Group, chosen: list[Mutant], until: float) -> dict[str, Any]:
    """What became of the chosen changes of one group."""
    answers, passing = in_loaded(group, chosen, until)
    sys.path.insert(0, str(ROOT / "src"))
    explained = {entry["mutant"] for entry in tomllib.loads(EXPLAINED.read_text())["explained"]}
    written = [test for test in passing if test.partition("::")[0].removeprefix("tests/") in WRITTEN]
    sound = Sound(lambda name: first_failing_anew([name]))
    known, noticed, survived = 0, 0, []
    for number, (first_answer, names) in answers.items():
        mutant, answer = chosen[number], first_answer
        if mutant.name in explained:
            known += 1
            continue
        if not answer:
            answer = sound.of(list(dict.fromkeys([*names, *written])), partial(in_new_process, mutant))
        if answer:
            noticed += 1
        else:
            survived.append(f"{mutant.path}:{mutant.first} {mutant.name}")
            print(f"not noticed: {mutant.name} (line {mutant.first})", flush=True)
    tried = len(answers) - known
    print(
        f"{name}: {noticed} of {tried} noticed, {known} explained, {len(chosen) - len(answers)} not tried", flush=True
    )
    return {"group": name, "tried": tried, "noticed": noticed, "explained": known, "survived": survived}


def in_loaded(
    group: Group, chosen: list[Mutant], until: float
) -> tuple[dict[int, tuple[str | None, list[str]]], list[str]]:
    """What became of each change in a process of its own that loads the tests once, and which tests pass unchanged."""
    loaded = Loaded(group, chosen, until)

    def load() -> tuple[dict[int, tuple[str | None, list[str]]], list[str]]:
        sys.path.insert(0, str(ROOT / "src"))
        pytest.main([*QUIET, *(str(Path("tests") / path) for path in (*group.tests, *WRITTEN))], plugins=[loaded])
        return loaded.answers, list(loaded.items)

    answers, passing = forked(load, 7200)
    return {int(number): answer for number, answer in answers.items()}, passing


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("group", nargs="*", default=list(GROUPS), metavar="GROUP", help=f"of {', '.join(GROUPS)}; all")
    parser.add_argument("--file", action="append", help="only files of this name")
    parser.add_argument("--sample", type=int, default=70, help="changes of each group, at most")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--seconds", type=float, default=1800, help="for all of it; what is left over is said")
    parser.add_argument("--since", metavar="COMMIT", help="only lines that differ from that commit")
    parser.add_argument("--report", type=Path, help="write the result there too, as JSON")
    given = parser.parse_args(arguments if arguments is None else list(arguments))
    os.chdir(ROOT)
    changed = changed_since(given.since) if given.since else None
    plan = {name: choose(GROUPS[name], given, changed) for name in given.group}
    plan = {name: chosen for name, chosen in plan.items() if chosen}
    results = []
    end = time.monotonic() + given.seconds
    for left, (name, chosen) in zip(range(len(plan), 0, -1), plan.items(), strict=True):
        until = time.monotonic() + (end - time.monotonic()) / left
        results.append(run(name, GROUPS[name], chosen, until))
    tried = sum(result["tried"] for result in results)
    noticed = sum(result["noticed"] for result in results)
    print(f"{noticed} of {tried} changes noticed" + (f": {noticed / tried:.1%}" if tried else ""))
    if given.report:
        given.report.write_text(json.dumps(results, indent=1))
    return int(any(result["survived"] for result in results))


if __name__ == "__main__":
    raise SystemExit(main())
