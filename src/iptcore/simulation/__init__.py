"""Simulated courses and virtual trials, in numpy columns. Needs the extra ``simulation`` (numpy).

The model is calibrated to figures of published trials, some of them unverified. Effects are inputs, not findings.
"""

from iptcore.extras import needed

needed("numpy", by=__name__, install="iptcore[simulation]")

from iptcore.simulation.describe import describe
from iptcore.simulation.expected import Expected, Place, expected, place, progress
from iptcore.simulation.inputs.arms import ARMS, Arm, Part, Per
from iptcore.simulation.inputs.bad_request import BadRequest
from iptcore.simulation.inputs.baseline import Baseline
from iptcore.simulation.inputs.columns import COLUMNS
from iptcore.simulation.inputs.default_parameters import (
    SCENARIOS,
    as_published,
    bias_discounted,
    posterior_draw,
    posterior_size,
    scenario,
)
from iptcore.simulation.inputs.manifest import Manifest
from iptcore.simulation.inputs.parameters import Basis, Parameter, Parameters, Spread
from iptcore.simulation.inputs.plan import IPT_PLAN, Plan, plan_of, weekly
from iptcore.simulation.inputs.policy import AS_PLANNED, Policy, State
from iptcore.simulation.inputs.request import Request, Wishes
from iptcore.simulation.inputs.scales import SCALES, Scale
from iptcore.simulation.play.departures import BY_THE_MANUAL, SHOWN_BY, Departures
from iptcore.simulation.play.policy_and_client import Answer, NextEvent, as_asked, play
from iptcore.simulation.play.therapist import Therapist
from iptcore.simulation.play.timetable import Timetable, timetable_of
from iptcore.simulation.rerun import rerun
from iptcore.simulation.results.cohort import Cohort
from iptcore.simulation.results.effects import (
    Estimate,
    hedges_g,
    intraclass_correlation,
    mean_difference,
    monte_carlo_error,
    number_needed_to_treat,
    repetitions_needed,
    risk_difference,
    share,
)
from iptcore.simulation.results.mechanisms import MECHANISMS, track
from iptcore.simulation.results.summary import Summary
from iptcore.simulation.results.tables import (
    client_table,
    data_dictionary,
    kaplan_meier,
    long_table,
    survival_table,
    write_parquet,
)
from iptcore.simulation.simulate import simulate, summarise
from iptcore.simulation.trials.comparison import Comparison, Group
from iptcore.simulation.trials.power import Power, power, sample_size
from iptcore.simulation.trials.trial import Results, Trial
from iptcore.simulation.trials.uncertainty import OneWay, Spreads, draw_parameters, one_way, predictive, probabilistic

__all__ = [
    "ARMS",
    "AS_PLANNED",
    "BY_THE_MANUAL",
    "COLUMNS",
    "IPT_PLAN",
    "MECHANISMS",
    "SCALES",
    "SCENARIOS",
    "SHOWN_BY",
    "Answer",
    "Arm",
    "BadRequest",
    "Baseline",
    "Basis",
    "Cohort",
    "Comparison",
    "Departures",
    "Estimate",
    "Expected",
    "Group",
    "Manifest",
    "NextEvent",
    "OneWay",
    "Parameter",
    "Parameters",
    "Part",
    "Per",
    "Place",
    "Plan",
    "Policy",
    "Power",
    "Request",
    "Results",
    "Scale",
    "Spread",
    "Spreads",
    "State",
    "Summary",
    "Therapist",
    "Timetable",
    "Trial",
    "Wishes",
    "as_asked",
    "as_published",
    "bias_discounted",
    "client_table",
    "data_dictionary",
    "describe",
    "draw_parameters",
    "expected",
    "hedges_g",
    "intraclass_correlation",
    "kaplan_meier",
    "long_table",
    "mean_difference",
    "monte_carlo_error",
    "number_needed_to_treat",
    "one_way",
    "place",
    "plan_of",
    "play",
    "posterior_draw",
    "posterior_size",
    "power",
    "predictive",
    "probabilistic",
    "progress",
    "repetitions_needed",
    "rerun",
    "risk_difference",
    "sample_size",
    "scenario",
    "share",
    "simulate",
    "summarise",
    "survival_table",
    "timetable_of",
    "track",
    "weekly",
    "write_parquet",
]
