"""The code a reader meets, in README.md, in docs/ and in docstrings, runs and gives what it says."""

import doctest
import importlib
import pkgutil
import re
import runpy
import shlex
import tomllib
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

import iptcore
from iptcore.command_line import main
from iptcore.documents import from_json
from iptcore.protocol.catalogue import protocol
from iptcore.vocabulary import Phase

ROOT = Path(__file__).parent.parent
FENCE = re.compile(r"^```(\S+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
RUN = {"python", "pycon", "sh"}
PAGES = {
    str(page.relative_to(ROOT)): blocks
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    if (blocks := FENCE.findall(page.read_text(encoding="utf-8"))) or page.name == "README.md"
}
NOT_RUN = {
    ("README.md", "text"),  # what the block after it prints, which tests/test_readme.py compares
    ("docs/howto/dask.md", "text"),  # needs a cluster; tests/simulation runs it on a local one
    ("docs/index.md", "{include}"),
    ("docs/index.md", "{toctree}"),
    ("docs/reference/phases.md", "mermaid"),
}


def run(test: doctest.DocTest) -> int:
    """Run the examples, and say how many they were."""
    told: list[str] = []
    ran = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append, clear_globs=False)
    assert not told, "".join(told)
    return ran.attempted


def run_commands(block: str) -> None:
    """Run the commands of iptcore; what other commands name has to be there."""
    for line in block.splitlines():
        command = shlex.split(line, comments=True)
        if command[:3] == ["python", "-m", "iptcore"]:
            arguments = [word for part in command[3:] for word in (sorted(map(str, Path().glob(part))) or [part])]
            assert main(arguments) in {0, 1}, line
        places = [part for part in command if re.match(r"(docs|tests|examples|\.ci)/\w", part) and "_build" not in part]
        assert [place for place in places if not list(ROOT.glob(place))] == []
        assert set(re.findall(r"\w+", "".join(re.findall(r"\.\[(.+)\]", line)))) <= EXTRAS.keys()


def read(block: str, known: dict[str, Any], page: str) -> None:
    """Run one block, with what the blocks before it defined; a block without prompts is run as it stands."""
    if block.startswith(">>>"):
        test = doctest.DocTestParser().get_doctest(block, known, page, page, 0)
        test.globs = known  # not a copy: functions of earlier blocks see what this one defines
        run(test)
    else:
        exec(compile(block, page, "exec"), known)  # our own pages


@pytest.mark.parametrize("page", PAGES)
def test_a_page_keeps_its_word(page: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")  # a page may write files, but not into the tree
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    for language, block in PAGES[page]:
        if language == "sh":
            run_commands(block)
        elif language in RUN:
            read(block, known, page)


AREA = "formulation.areas.0."
TYPED = {
    "formulation_agreed": {
        f"{AREA}area.kind": "role_transition",
        f"{AREA}area.key": "job",
        f"{AREA}area.old_role": "nurse",
        f"{AREA}area.new_role": "retired",
        f"{AREA}area.when": "2025-09",
        f"{AREA}primary": "yes",
        f"{AREA}onset_link": "precipitated",
        "formulation.syndrome": "major depression",
        "formulation.onset": "2025-10",
        "formulation.link": "With the work went the people.",
        "formulation.plan": "Mourn the old role.",
        "formulation.accepted": "yes",
    },
    "goal_agreed": {"goal.key": "choir", "goal.area": "job", "goal.words": "Sing in the choir again."},
    "contract_agreed": {
        "contract.sessions": "12",
        "contract.frequency": "weekly",
        "contract.minutes": "50",
        "contract.focus": "job",
        "contract.goals": "choir",
        "contract.absences": "counts",
        "contract.confidentiality": "yes",
    },
    "middle_begun": {},
}


def offered(page: str, name: str) -> set[str] | None:
    """The values that the form on a page offers for a field, maybe none; None if a text may be typed."""
    selects = re.findall(rf'<select name="{re.escape(name)}"[^>]*>(.*?)</select>', page)
    boxes = re.findall(rf'<input type="(?:radio|checkbox)" name="{re.escape(name)}" value="([^"]+)"', page)
    assert selects or boxes or f' name="{name}"' in page, name
    return {*boxes, *re.findall(r'<option value="([^"]+)"', "".join(selects))} if selects or boxes else None


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the blocks of the tutorial on screens define."""
    monkeypatch.chdir(ROOT)
    defined: dict[str, Any] = {}
    for language, block in PAGES["docs/tutorials/screen.md"]:
        if language == "python":
            read(block, defined, "screen.md")
    return defined


@pytest.mark.parametrize("kind", ["nonsense", "course", "", "%00"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_page_of_the_tutorial_answers_any_kind_in_its_address(
    known: dict[str, Any], method: str, kind: str
) -> None:
    before = known["course"]
    answers: list[str] = []
    request = {"REQUEST_METHOD": method, "QUERY_STRING": f"kind={kind}", "wsgi.input": BytesIO(b"on=\xff")}
    page = known["app"]({**request, "CONTENT_LENGTH": "4"}, lambda status, headers: answers.append(status))
    assert b"<h1>" in b"".join(page)
    assert answers == ["200 OK"]
    assert known["course"] is before


def test_the_forms_of_the_tutorial_lead_to_the_middle_phase(known: dict[str, Any]) -> None:
    for kind, typed in TYPED.items():
        page = known["form_html"](kind, "en")
        choices = {name: offered(page, name) for name in typed}
        assert [name for name, text in typed.items() if choices[name] is not None and text not in choices[name]] == []
        assert known["enter"](kind, urlencode({"on": "2026-01-22", **typed})) == []
    assert known["course"].phase is Phase.MIDDLE


def test_every_block_runs_or_is_known_not_to() -> None:
    left_out = {(page, language) for page, blocks in PAGES.items() for language, _ in blocks if language not in RUN}
    assert left_out == NOT_RUN
    for page, blocks in PAGES.items():
        fences = [line for line in (ROOT / page).read_text(encoding="utf-8").splitlines() if line.startswith("```")]
        assert len(fences) == 2 * len(blocks), page


MORE_COMMANDS = ("CONTRIBUTING.md", "examples/browser/README.md", "examples/clinic/README.md")
IN_A_FOLDER = re.compile(r"^```sh$|Path\(f?\"examples/|`(?:python|pytest) tests/", re.MULTILINE)


@pytest.mark.parametrize("page", [*PAGES, *MORE_COMMANDS])
def test_a_page_says_in_which_folder_its_commands_run(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert not IN_A_FOLDER.search(text) or re.search(r"in\s+the\s+folder\s+of\s+(the|your)\s", text, re.IGNORECASE)


LINK = re.compile(r"\]\(((?!https?:|#)[^)#]+)")


def test_every_page_is_in_the_list_of_contents_and_every_link_leads_to_a_file() -> None:
    docs = ROOT / "docs"
    pages = {path.relative_to(docs): path.read_text(encoding="utf-8") for path in docs.rglob("*.md")}
    pages = {path: text for path, text in pages.items() if path.parts[0] not in {"_build", "api"}}
    toctree = re.findall(r"^[\w/]+$", pages[Path("index.md")], re.MULTILINE)
    assert {str(path.with_suffix("")) for path in pages} - {"index"} == set(toctree) - {"api/modules"}
    linked = re.findall(r"^- \[(.+)\]\((.+)\.md\)$", pages[Path("index.md")], re.MULTILINE)
    assert [page for _, page in linked] == [page for page in toctree if page != "api/modules"]
    assert [title for title, page in linked if f"# {title}\n" not in pages[Path(f"{page}.md")]] == []
    dead = [
        f"{path}: {link}"
        for path, text in pages.items()
        for link in LINK.findall(text)
        if not (docs / path.parent / link).exists()
    ]
    assert dead == []


def test_every_name_of_the_glossary_is_where_the_glossary_says() -> None:
    rows = re.findall(r"^\|.*\| ([^|]+) \|$", (ROOT / "docs/glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    names = re.findall(r"`(?:iptcore\.)?([A-Z]\w+|[\w.]+)", " ".join(rows))  # of CourseOpened.client, the class
    assert len(names) > 30
    for name in names:
        assert pkgutil.resolve_name(f"iptcore.{name}") is not None


def test_the_readme_shows_code() -> None:
    assert "python" in dict(PAGES["README.md"])


def test_a_broken_promise_is_noticed() -> None:
    with pytest.raises(AssertionError, match="Expected"):
        read(">>> 1 + 1\n3\n", {}, "page")
    with pytest.raises(ZeroDivisionError):
        read("1 / 0", {}, "page")
    for command in ("python -m iptcore review nothing.json", "python docs/nothing.py", 'pip install -e ".[nothing]"'):
        with pytest.raises(AssertionError):
            run_commands(command)


def test_docstrings_keep_their_word() -> None:
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(iptcore.__path__, "iptcore.")]
    assert len(modules) > 1
    ran = {module.__name__: sum(map(run, doctest.DocTestFinder().find(module))) for module in modules}
    shown = {name for name, examples in ran.items() if examples}
    assert shown >= {"iptcore.model.partial_date", "iptcore.protocol.protocol", "iptcore.documents.course_document"}


@pytest.mark.parametrize(
    "course",
    [*sorted(ROOT.glob("examples/courses/*.json")), ROOT / "tests/courses/ipt-a.json"],
    ids=lambda path: path.stem,
)
def test_the_first_example_replays_a_course_under_its_own_protocol(course: Path, capsys: Any) -> None:
    runpy.run_path(str(ROOT / "examples" / "one_course.py"))["main"](str(course))
    told = capsys.readouterr().out.splitlines()
    opening = from_json(course.read_text(encoding="utf-8")).opening
    assert opening is not None
    assert told[0].endswith(f"{protocol(opening.protocol).name}, edition {opening.edition}")
    assert any("may come next" in line for line in told)
    assert max(map(len, told)) <= 100
