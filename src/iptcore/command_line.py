"""The command line: review, check and convert documents.

Answers go to the standard output and name files as they were typed; error messages go to the standard error, and
contain neither names of files nor anything from the files.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from iptcore import __version__
from iptcore.course import Course
from iptcore.documents import (
    BadDocument,
    event_from_json,
    from_json,
    protocol_from_json,
    read_entries,
    to_json,
)
from iptcore.errors import InvalidValue, IptError
from iptcore.exports import calendar, event_log, fhir, fhir_plan, tables
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.coherence import OF_NO_CLAUSE
from iptcore.protocol.protocol import Protocol
from iptcore.readings.safety import open_safety
from iptcore.readings.sessions import sessions_used
from iptcore.rule_codes import rule_code
from iptcore.schedule import Away, plan
from iptcore.validation import nearest
from iptcore.vocabulary import Weekday

_T = TypeVar("_T")

FINE, FOUND, FAILED = 0, 1, 2
"""The exit codes: nothing was found; something was found; the command failed."""

_TABLES = {"long": tables.long_table, "wide": tables.wide_table, "survival": tables.survival_table}


class _Trouble(Exception):
    """The reason why a command failed, for the standard error."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code; *arguments* are by default those of the process.

    0: nothing was found. 1: something was found, such as a departure without an explanation or a document with faults.
    2: the command failed: wrong arguments, a file that cannot be read, or an output that cannot be written.
    """
    try:
        options = _parser().parse_args(arguments)
        code: int = options.run(options)
        sys.stdout.flush()
    except (_Trouble, IptError) as trouble:
        sys.stderr.write(f"iptcore: {trouble}\n")
        return FAILED
    except OSError as error:  # of the standard output: all files are read and written elsewhere
        if not isinstance(error, BrokenPipeError):  # the reader closed it early, as head does
            sys.stderr.write(f"iptcore: the output cannot be written: {error.strerror}\n")
        _write_no_more()
        return FAILED
    return code


def _write_no_more() -> None:
    """Send the standard output nowhere: when Python ends, it would write what is left, and fail again."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# -- the commands ------------------------------------------------------------------------------------------------------


def _review(options: argparse.Namespace) -> int:
    """Every departure from the protocol, by entry; the reasons given for one stay private."""
    code = FINE
    for file, course in _courses(options):
        findings = _protocol_of(options, course).review(course)
        open_ones = sum(finding.explained is None for finding in findings)
        _say(f"{file}: {len(findings)} departures from the protocol, {open_ones} without an explanation")
        for finding in findings:
            level, explained = finding.objection.level.label, "  (explained)" if finding.explained else ""
            _say(f"  entry {finding.entry}, {finding.on}, {finding.kind.__name__}, {level}{explained}")
            _say(f"    {finding.objection}")
        code = FOUND if open_ones else code
    return code


def _due(options: argparse.Namespace) -> int:
    """The checklist to the next phase; the open demands of safety come first, and are marked."""
    for file, course in _courses(options):
        protocol = _protocol_of(options, course)
        tasks, demands = protocol.due(course), open_safety(course, protocol.known_instruments)
        phase = f", {course.phase.label} phase" if course.phase else ""
        _say(
            f"{file}: {course.status.label}{phase}; {sum(not task.done for task in tasks)} of {len(tasks)} still to do"
        )
        since = {demand.matter: demand.since for demand in demands}
        for task in tasks:
            codes = filter(protocol.knows, (task.code, *task.also))
            days = [since[matter] for code in codes if (matter := protocol.clauses[code].matter) in since]
            mark = "[x]" if task.done else f"[!] since {min(days)}:" if days else "[ ]"
            cures = f"  -> {' or '.join(kind.__name__ for kind in task.cures)}" if task.cures and not task.done else ""
            _say(f"  {mark} {task.asks} [{task.code}, {task.level.label}]{cures}")
    return FINE


def _explain(options: argparse.Namespace) -> int:
    protocol = _named(options)
    code = options.code.upper() if len(options.code) < 2 else options.code[:-1].upper() + options.code[-1].lower()
    rules = {rule.code: rule for rule in protocol.every_rule}
    rule = rules.get(code.upper()) or rules.get(rule_code(code))
    of_none = {objection.code: objection for _, objection in OF_NO_CLAUSE}
    if rule is None or (code.upper() != rule.code and not protocol.knows(code) and code not in of_none):
        meant = nearest(code, [*rules, *protocol.clauses])
        raise _Trouble(f"no rule or clause of {protocol.name} has this code; {meant or 'see docs/reference/rules.md'}")
    _say(f"{rule.code}: {rule.says}")
    for citation in rule.source.citations:
        _say(f"  source ({citation.standing.label}): {citation.work}")
    for clause in rule.clauses:
        if code in (rule.code, clause.code) or code.upper() == rule.code:
            _say(f"  {clause.code}, {protocol.level(clause).label}: {clause.asks}")
            _say(f"    judged on {', '.join(kind.__name__ for kind in clause.on)}")
            if clause.cures:
                _say(f"    cured by {', '.join(kind.__name__ for kind in clause.cures)}")
    for judged, objection in OF_NO_CLAUSE:
        if objection.code == code or objection.rule == code.upper():
            _say(f"  {objection.code}, {objection.level.label}: {objection.asks}")
            _say(f"    judged on {judged}: {objection.says}")
    return FINE


def _validate(options: argparse.Namespace) -> int:
    code = FINE
    for number, file in enumerate(options.files, start=1):
        text = _read(number, file)
        try:
            if options.strict and _schema_of(text) == "iptcore/course":
                from_json(text, strict=True, protocols=_own(options))
            else:
                _reader(text)(text)
        except BadDocument as bad:
            _say(f"{file}: {bad}")
            code = FOUND
        else:
            _say(f"{file}: good")
    return code


def _upgrade(options: argparse.Namespace) -> int:
    text = _read(1, options.files[0])
    if _schema_of(text) not in _READERS:
        raise _Trouble("only a course, an event or a protocol can be upgraded: this is another document")
    _write(options, to_json(_reader(text)(text), indent=True) + "\n")
    return FINE


def _convert(options: argparse.Namespace) -> int:
    if options.to == "plan":
        _write(options, _json(fhir_plan.plan_definition(_named(options))))
        return FINE
    read = list(_courses(options))
    if not read:
        raise _Trouble("give the FILE of a course")
    if options.to in ("fhir", "ics") and len(read) > 1:
        raise _Trouble(f"--to {options.to} takes one course: convert the files one by one")
    courses = {options.name or f"course-{number}": course for number, (_, course) in enumerate(read, start=1)}
    if len(courses) < len(read):
        raise _Trouble("--name is for one course: leave it out, for course-1, course-2")
    (name, course), *_ = courses.items()
    if options.to == "fhir":
        text = _json(fhir.bundle(_protocol_of(options, course), course, name=name, private=options.private))
    elif options.to == "ics":
        text = _calendar(options, name, course)
    elif options.to == "xes":
        text = event_log.xes(courses)
    elif options.to == "ocel":
        text = _json(event_log.ocel(courses))
    else:
        text = tables.to_csv(_TABLES[options.table](courses))
    _write(options, text)
    return FINE


def _calendar(options: argparse.Namespace, name: str, course: Course) -> str:
    contract = course.contract
    if contract is None:
        raise _Trouble("no contract is recorded in this course: there are no appointments to plan")
    missing = [f"--{option}" for option in ("first", "at", "zone") if getattr(options, option) is None]
    if missing:
        raise _Trouble(f"--to ics also needs {', '.join(missing)}")
    minutes = options.minutes or contract.minutes
    if minutes is None:
        raise _Trouble("the contract does not say how long a session is: give --minutes")
    schedule = plan(
        contract,
        first=options.first,
        at=options.at,
        zone=options.zone,
        days=tuple(options.days),
        away=tuple(options.away),
        used=sessions_used(course) if options.used is None else options.used,
    )
    written = datetime.combine(course.last_on or date.min, time(), UTC)
    return calendar.calendar(schedule, name=name, at=written, minutes=minutes, sequence=course.revision)


# -- reading and writing -----------------------------------------------------------------------------------------------

_READERS: dict[str, Any] = {
    "iptcore/course": lambda text: from_json(text, protocols=None),
    "iptcore/event": event_from_json,
    "iptcore/protocol": protocol_from_json,
}


def _schema_of(text: bytes) -> str | None:
    """The name of the schema that a document gives; None where it gives none that can be read."""
    try:
        first = json.loads(text)
    except (ValueError, RecursionError):
        try:
            first = json.loads(text.partition(b"\n")[0])
        except (ValueError, RecursionError):
            return None
    schema = first.get("schema") if isinstance(first, dict) else None
    return schema if isinstance(schema, str) else None


def _reader(text: bytes) -> Any:
    schema = _schema_of(text)
    if schema == "iptcore/entries":
        return lambda given: list(read_entries(given.decode("utf-8", "replace").splitlines()))
    return _READERS.get(schema or "", _READERS["iptcore/course"])


def _read(number: int, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _Trouble(f"file {number} cannot be read: {error.strerror}") from None
    except ValueError:
        raise _Trouble(f"file {number} cannot be read: no file can have this name") from None


def _courses(options: argparse.Namespace) -> Iterator[tuple[Path, Course]]:
    for number, file in enumerate(options.files, start=1):
        yield file, from_json(_read(number, file), protocols=None, what=f"file {number}")


def _own(options: argparse.Namespace) -> list[Protocol]:
    """The protocols whose documents were given."""
    return [protocol_from_json(_read(number, file)) for number, file in enumerate(options.protocol, start=1)]


def _protocol_of(options: argparse.Namespace, course: Course) -> Protocol:
    """The protocol under which a course was opened; the baseline where it was not."""
    opening = course.opening
    for protocol in (*_own(options), *CATALOGUE):
        if opening is None or (protocol.code, protocol.edition) == (opening.protocol, opening.edition):
            return protocol
    raise _Trouble("a course was opened under a protocol that is not known here: give its document with --protocol")


def _named(options: argparse.Namespace) -> Protocol:
    """The protocol whose document was given, or else the one of the catalogue that ``--under`` names."""
    if options.protocol:
        return _own(options)[0]
    for protocol in CATALOGUE:
        if protocol.code == options.under.lower():
            return protocol
    raise _Trouble(f"no protocol of the catalogue has this code: choose one of {', '.join(p.code for p in CATALOGUE)}")


def _write(options: argparse.Namespace, text: str) -> None:
    if options.output is None:
        try:
            sys.stdout.write(text)
        except UnicodeEncodeError:
            raise _Trouble("the output has characters that cannot be shown here: give --output FILE") from None
        return
    try:
        options.output.write_bytes(text.encode())
    except OSError as error:
        raise _Trouble(f"the output cannot be written: {error.strerror}") from None
    except ValueError:
        raise _Trouble("the output cannot be written: no file can have this name") from None


def _say(line: str) -> None:
    # The name of a file may have characters that the terminal cannot show.
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(f"{line}\n".encode(encoding, "backslashreplace").decode(encoding))


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


# -- the arguments -----------------------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """Says what is wrong without repeating what was typed: it may be the name of a client."""

    def error(self, message: str) -> NoReturn:
        message = re.sub(r"unrecognized arguments: .*", "an argument too many", message, flags=re.DOTALL)
        message = re.sub(r"invalid choice: (.*) \(choose from (.*)\)", _another_word, message, flags=re.DOTALL)
        message = re.sub(r"(ambiguous option): .* could match", r"\1: could match", message, flags=re.DOTALL)
        message = re.sub(r"ignored explicit argument .*", "takes no value", message, flags=re.DOTALL)
        raise _Trouble(f"{message}; see {self.prog} --help")


def _another_word(found: re.Match[str]) -> str:
    typed, choices = found[1].strip("'\""), re.findall(r"[\w-]+", found[2])
    return f"unknown word ({f'{nearest(typed, choices)} choose from'.strip()} {', '.join(choices)})"


def _day(text: str) -> date:
    return _said("a day such as 2026-01-31", date.fromisoformat, text)


def _time(text: str) -> time:
    return _said("a time of day such as 10:00", time.fromisoformat, text)


def _days(text: str) -> list[Weekday]:
    return _said("days of the week such as monday,thursday", lambda words: [*map(Weekday, words.split(","))], text)


def _away(text: str) -> Away:
    def read(words: str) -> Away:
        first, _, last = words.partition("/")
        return Away(first=date.fromisoformat(first), last=date.fromisoformat(last) if last else None)

    return _said("a day or two with a stroke between, such as 2026-03-30/2026-04-11", read, text)


def _number(text: str) -> int:
    return _said("a whole number", int, text)


def _said(expected: str, read: Callable[[str], _T], text: str) -> _T:
    try:
        return read(text)
    except (ValueError, InvalidValue):
        raise argparse.ArgumentTypeError(f"expected {expected}") from None


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="iptcore",
        description="Review, check and convert documents of Interpersonal Psychotherapy.",
        epilog="Exit codes: 0 nothing was found, 1 something was found, 2 the command failed.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)

    def command(name: str, run: Any, about: str, files: str | None = "+") -> argparse.ArgumentParser:
        subparser = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        subparser.set_defaults(run=run, files=[])
        if files:
            subparser.add_argument("files", nargs=files, type=Path, metavar="FILE", help="document")
        about_protocol = "document of a protocol of your own"
        subparser.add_argument(
            "--protocol", action="append", default=[], type=Path, metavar="FILE", help=about_protocol
        )
        return subparser

    command("review", _review, "where a course departed from its protocol; 1 where a departure is not explained")
    command("due", _due, "the checklist to the next phase")
    explain = command("explain", _explain, "a rule or clause, its source, and what cures it", files=None)
    explain.add_argument("code", metavar="CODE", help="such as I09 or I09a")
    validate = command("validate", _validate, "whether documents can be read, and all that is wrong with them")
    validate.add_argument("--strict", action="store_true", help="also refuse a course that its protocol refuses")
    upgrade = command("upgrade", _upgrade, "a document in the present version", files=None)
    upgrade.add_argument("files", nargs=1, type=Path, metavar="FILE", help="document of a course, event or protocol")
    convert = command("convert", _convert, "courses in another format", files="*")
    convert.add_argument("--to", required=True, choices=("fhir", "plan", "ics", "xes", "ocel", "csv"))
    convert.add_argument("--table", choices=tuple(_TABLES), default="long", help="which table of csv (long)")
    convert.add_argument("--name", help="name of the course in the export (course-1)")
    convert.add_argument("--private", action="store_true", help="fhir: with private words and the client's pseudonym")
    convert.add_argument("--first", type=_day, help="ics: day of the next session")
    convert.add_argument("--at", type=_time, help="ics: time of day")
    convert.add_argument("--zone", help="ics: time zone, such as Europe/London")
    convert.add_argument("--days", type=_days, default=[], help="ics: days of the week, for several sessions a week")
    convert.add_argument("--away", type=_away, action="append", default=[], help="ics: days without appointments")
    convert.add_argument("--minutes", type=_number, help="ics: length of a session (as agreed)")
    convert.add_argument("--used", type=_number, help="ics: sessions used up (as recorded)")
    for subparser in (explain, convert):
        subparser.add_argument("--under", default="ipt", metavar="CODE", help="protocol of the catalogue (ipt)")
    for subparser in (upgrade, convert):
        subparser.add_argument("--output", type=Path, metavar="FILE", help="where to write (standard output)")
    return parser
