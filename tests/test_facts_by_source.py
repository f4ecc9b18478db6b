import runpy
from collections import Counter

import iptcore.facts_by_source
from iptcore.facts_by_source import TOPICS, facts, table
from iptcore.model.instruments import INSTRUMENTS
from iptcore.model.technique import TECHNIQUES
from iptcore.protocol.catalogue import CATALOGUE, IPT
from iptcore.protocol.coherence import COHERENCE
from iptcore.readings.endings import DEFINITIONS
from iptcore.readings.outcome_schemes import SCHEMES
from iptcore.sources import Standing

FACTS = tuple(facts())


def of(topic):
    return [fact for fact in FACTS if fact.topic == topic]


def test_every_rule_technique_and_figure_is_counted():
    assert [fact.about for fact in of("rules")] == [rule.code for rule in (*COHERENCE, *IPT.rules)]
    assert [fact.about for fact in of("techniques")] == list(TECHNIQUES)
    assert len(of("outcomes")) == sum(len(list(scheme.facts())) for scheme in SCHEMES) + len(DEFINITIONS)
    assert len(of("instruments")) == sum(len(list(instrument.facts())) for instrument in INSTRUMENTS)


def test_the_baseline_is_counted_whole():
    ours = [fact.about for fact in of("numbers and choices") if fact.about.startswith("ipt: ")]
    assert ours == [f"ipt: {name}" for name, _ in IPT.cited]


def test_what_is_taken_over_unchanged_is_counted_once():
    about = [fact.about for fact in FACTS]
    assert "ipt-a: minutes" not in about
    assert "ipt-a: sessions" in about  # the same number, from another source
    assert "ipt-ptsd: minutes" in about
    assert "ipt-a: M10b" in [fact.about for fact in of("levels")]


def test_every_changed_level_is_counted_where_it_was_changed_first():
    changed = {(code, level) for protocol in CATALOGUE for code, level in protocol.levels}
    named = {fact.about.split(": ")[1] for fact in of("levels")}
    assert named == {code for code, _ in changed}


def test_the_table_adds_up():
    head, *rows = [line.split() for line in table().splitlines()[:-2]]
    assert head == [*Standing, "all"]
    assert [" ".join(word for word in row if not word.isdigit()) for row in rows] == [*TOPICS, "all"]
    counts = Counter(fact.source.standing for fact in FACTS)
    numbers = [[int(word) for word in row if word.isdigit()] for row in rows]
    assert numbers[-1] == [*(counts[standing] for standing in Standing), len(FACTS)]
    assert numbers[-1] == [sum(column) for column in zip(*numbers[:-1], strict=True)]


def test_one_command_prints_it(capsys):
    runpy.run_path(iptcore.facts_by_source.__file__, run_name="__main__")
    assert capsys.readouterr().out == f"{table()}\n"
