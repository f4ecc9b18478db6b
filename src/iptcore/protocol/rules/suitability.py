"""The rules of suitability: clients whom the protocol fits, and conditions that need other care or a review.

The clients of a protocol (``ages``, ``indications``, ``treats``, ``excludes``) are set in ``protocol/ipt.py`` for IPT
and in ``protocol/catalogue/`` for the others.
"""

from collections.abc import Iterator
from datetime import date
from itertools import takewhile
from operator import itemgetter
from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import (
    AdverseEventRecorded,
    CourseCompleted,
    CourseOpened,
    DiagnosisRecorded,
    EventKind,
    MedicationChanged,
    MedicationReviewed,
    MiddleBegun,
    MiddleResumed,
    NotDone,
    ProgressReviewed,
    SessionHeld,
    TerminationBegun,
)
from iptcore.model.diagnosis import Diagnosis
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.rules.demands import Settled
from iptcore.protocol.steps import INTO_MIDDLE, NEXT_PHASE
from iptcore.readings.days import day_of_next_session, first_day, last_day
from iptcore.readings.places import place_of, place_of_first, place_of_last, since_place
from iptcore.readings.ratings import baselines
from iptcore.readings.risk import last_turn
from iptcore.sources import cite
from iptcore.vocabulary import (
    AdverseEventKind,
    CareKind,
    Condition,
    DiagnosisRole,
    MedicationNeed,
    ReviewOutcome,
    SafetyMatter,
)

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_MANIA = (AdverseEventKind.MANIA, AdverseEventKind.HYPOMANIA)
_PSYCHOSIS = (AdverseEventKind.PSYCHOSIS,)
_SETTLED = (MedicationNeed.PRESCRIBED, MedicationNeed.PRESCRIBER_DECIDED_WITHOUT)

_LATER: tuple[EventKind, ...] = (TerminationBegun, MiddleResumed, CourseCompleted)
"""The steps at which a condition found in mid-course has to be reviewed."""


# -- predicates --------------------------------------------------------------------------------------------------------


def psychosis_cared_for_before_the_middle(protocol: "Protocol", course: Course) -> bool:
    # Resumed after an early ending out of the initial phase, the middle phase begins here for the first time.
    return course.has(MiddleBegun) or _known_or_cared_for(
        protocol, course, Condition.PSYCHOSIS, psychosis_found(protocol, course)
    )


def psychosis_reviewed(protocol: "Protocol", course: Course) -> bool:
    place = psychosis_found(protocol, course)
    cared_for = _known_or_cared_for(protocol, course, Condition.PSYCHOSIS, place)
    return cared_for or _medical_referral_since(course, place)


def psychosis_found(protocol: "Protocol", course: Course) -> int | None:
    """The place in the timeline at which psychosis that is still active was found."""
    return _place_of_condition(course, Condition.PSYCHOSIS, _PSYCHOSIS)


def bipolar_cared_for_before_the_middle(protocol: "Protocol", course: Course) -> bool:
    return course.has(MiddleBegun) or _known_or_cared_for(
        protocol, course, Condition.BIPOLAR_DISORDER, bipolar_found(protocol, course)
    )


def bipolar_reviewed(protocol: "Protocol", course: Course) -> bool:
    place = bipolar_found(protocol, course)
    cared_for = _known_or_cared_for(protocol, course, Condition.BIPOLAR_DISORDER, place)
    return cared_for or _medical_referral_since(course, place)


def bipolar_found(protocol: "Protocol", course: Course) -> int | None:
    """The place in the timeline at which bipolar disorder, or a turn into mania, that is still active was found."""
    return _place_of_condition(course, Condition.BIPOLAR_DISORDER, _MANIA)


def medicated_or_decided_without(protocol: "Protocol", course: Course) -> bool:
    """Whether medication is recorded, or the decision against it; the later of review and change decides."""
    reviewed = course.last(MedicationReviewed)
    later = place_of_last(course, MedicationReviewed) > place_of_last(course, MedicationChanged)
    need = reviewed.need if reviewed and later else None
    taken = any({change.medication.casefold(): change.taken_now for change in course.all(MedicationChanged)}.values())
    return need in _SETTLED or (taken and need is not MedicationNeed.DECLINED)


def substance_use_is_not_the_target(protocol: "Protocol", course: Course) -> bool:
    return Condition.SUBSTANCE_USE in protocol.treats or not any(
        diagnosis.condition is Condition.SUBSTANCE_USE and diagnosis.role is DiagnosisRole.TARGET
        for diagnosis in _active(course)
    )


def has_no_excluded_condition(protocol: "Protocol", course: Course) -> bool:
    return not protocol.excludes or not any(diagnosis.condition in protocol.excludes for diagnosis in _active(course))


def exclusion_reviewed(protocol: "Protocol", course: Course) -> bool:
    reviewed = place_of_last(course, ProgressReviewed)
    begun = course.has(MiddleBegun)
    return not (begun and any(place > reviewed for place in _places_of_conditions(course, *protocol.excludes)))


def still_right_or_reviewed(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    # Said once, at the next session. Found in this very session, it is looked at after it.
    day = _day_of_a_finding(protocol, course, last_day(course, SessionHeld) or date.min)
    return day is None or day >= event.on


def reviewed_by_the_next_session(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    until = day_of_next_session(course, event.on)
    return any(review.on <= until for review in since_place(course, ProgressReviewed, place_of(course, event)))


def not_cognitively_impaired(protocol: "Protocol", course: Course) -> bool:
    return Condition.COGNITIVE_IMPAIRMENT in protocol.treats or not any(
        diagnosis.condition is Condition.COGNITIVE_IMPAIRMENT for diagnosis in _active(course)
    )


def age_is_recorded(protocol: "Protocol", course: Course, event: CourseOpened) -> bool:
    return protocol.ages is None or event.age is not None


def age_fits(protocol: "Protocol", course: Course, event: CourseOpened) -> bool:
    return protocol.ages is None or event.age is None or protocol.ages.holds(event.age)


def medication_reviewed_where_severe(protocol: "Protocol", course: Course) -> bool:
    return course.has(MedicationReviewed) or not starts_in_severe_band(protocol, course)


def medication_reviewed_where_not_severe(protocol: "Protocol", course: Course) -> bool:
    return course.has(MedicationReviewed) or starts_in_severe_band(protocol, course)


# -- what they read ----------------------------------------------------------------------------------------------------


def starts_in_severe_band(protocol: "Protocol", course: Course) -> bool:
    """Whether the baseline on a primary instrument lies in its most severe band."""
    return any(
        instrument.severe_band is not None and instrument.band(first.total) == instrument.severe_band
        for first, instrument in baselines(course, protocol.primaries, protocol.baseline)
    )


def _active(course: Course) -> list[Diagnosis]:
    """The diagnoses that are present, or may be."""
    return [diagnosis for diagnosis in course.diagnoses if diagnosis.is_present is not False]


def _place_of_condition(course: Course, condition: Condition, turns: tuple[AdverseEventKind, ...]) -> int | None:
    """The place at which a condition was last found; None if it never was, or was recorded as inactive since.

    Recording it again while it is active is not a new finding.
    """
    recorded = (diagnosis.condition for diagnosis in course.diagnoses)
    if not course.has(AdverseEventRecorded) and condition not in recorded:
        return None
    places: dict[DiagnosisRole | None, int] = {}
    inactive = {DiagnosisRole.PAST}  # unless it is recorded as active
    reports: list[tuple[int, AdverseEventRecorded | DiagnosisRecorded]] = [
        *course.placed(AdverseEventRecorded),
        *course.placed(DiagnosisRecorded),
    ]
    for place, report in sorted(reports, key=itemgetter(0)):
        if isinstance(report, AdverseEventRecorded):
            if report.what in turns:
                places[None] = place
        elif report.diagnosis.condition is condition:
            role, active = report.diagnosis.role, report.diagnosis.active
            if active is False:
                inactive.add(role)
                places.pop(role, None)
                if role is not DiagnosisRole.PAST:  # a past illness that is over says nothing about a present turn
                    places.pop(None, None)
            elif active is True or role not in inactive:
                inactive.discard(role)
                places.setdefault(role, place)
    return max(places.values(), default=None)


def _known_or_cared_for(protocol: "Protocol", course: Course, condition: Condition, place: int | None) -> bool:
    return place is None or condition in protocol.treats or any(map(_is_psychiatric, _active(course)))


def _places_of_conditions(course: Course, *conditions: Condition) -> Iterator[int]:
    """The places at which conditions were found that are still active."""
    for condition in conditions:
        place = _place_of_condition(course, condition, ())
        if place is not None:
            yield place


def _day_of_a_finding(protocol: "Protocol", course: Course, earliest: date) -> date | None:
    """The last day, *earliest* or later, of a finding against the treatment that was not reviewed since.

    That is a turn into mania, hypomania or psychosis, or a condition found in mid-course that the protocol excludes:
    before the middle phase, other clauses require a review. If the protocol treats bipolar disorder, mania that is
    rated up to the first session is the reason for the treatment, not a turn.
    """
    reviewed = place_of_last(course, ProgressReviewed)
    turned = last_turn(course, protocol.known_instruments, earliest)
    days = []
    if turned is not None and turned[0] > reviewed:
        place, day = turned
        came = first_day(course, SessionHeld) if Condition.BIPOLAR_DISORDER in protocol.treats else None
        if came is None or day > came or any(place == reported for reported, _ in course.placed(AdverseEventRecorded)):
            days.append(day)
    begun = place_of_first(course, MiddleBegun)
    recorded = takewhile(lambda placed: placed[1].on >= earliest, course.placed(DiagnosisRecorded))
    new = {place: record for place, record in recorded if begun is not None and place > max(begun, reviewed)}
    against = {record.diagnosis.condition for record in new.values()}.intersection(_against(protocol, course))
    days += [new[place].on for place in _places_of_conditions(course, *against) if place in new]
    return max(days, default=None)


def _against(protocol: "Protocol", course: Course) -> Iterator[Condition]:
    """The conditions that are reasons against this treatment while they are active."""
    yield from protocol.excludes
    if not any(map(_is_psychiatric, _active(course))):
        yield from {Condition.PSYCHOSIS, Condition.BIPOLAR_DISORDER}.difference(protocol.treats)
    if not not_cognitively_impaired(protocol, course):
        yield Condition.COGNITIVE_IMPAIRMENT
    if not substance_use_is_not_the_target(protocol, course):
        yield Condition.SUBSTANCE_USE


def _is_psychiatric(diagnosis: Diagnosis) -> bool:
    """Whether somebody with this diagnosis is in psychiatric care beside the treatment."""
    return any(care.kind is CareKind.PSYCHIATRIC and care.ongoing is not False for care in diagnosis.concurrent_care)


def _medical_referral_since(course: Course, place: int | None) -> bool:
    reviews = since_place(course, ProgressReviewed, -1 if place is None else place)
    return any(ReviewOutcome.MEDICAL_REFERRAL in review.outcomes for review in reviews)


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        # S06 and S07 are binding, no safeguards: whether IPT goes on beside such an illness is what a manual decides,
        # and a specialist may have decided otherwise for this client. The danger itself is one: S05 and S17.
        code="S06",
        says="active psychosis comes with specialist care or a protocol that knows it, or is reviewed with a referral",
        source=cite("F24 F82"),
        clauses=(
            Clause(
                code="S06a",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="arrange and record psychiatric care beside this, or that the psychosis is not active",
                kept=psychosis_cared_for_before_the_middle,
                cures=(DiagnosisRecorded,),
            ),
            Clause(
                code="S06b",
                on=_LATER,
                level=Level.BINDING,
                asks="review progress and refer to medical care for the psychosis, or record its refusal",
                kept=psychosis_reviewed,
                cures=(ProgressReviewed, DiagnosisRecorded, NotDone),
                since=psychosis_found,
            ),
        ),
    ),
    Rule(
        code="S07",
        says="bipolar disorder comes with specialist care or a protocol that knows it, or is reviewed with a referral",
        source=cite("F82 R"),
        clauses=(
            Clause(
                code="S07a",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="arrange and record psychiatric care beside this, or that the bipolar disorder is not active",
                kept=bipolar_cared_for_before_the_middle,
                cures=(DiagnosisRecorded,),
            ),
            Clause(
                code="S07b",
                on=_LATER,
                level=Level.BINDING,
                asks="review progress and refer to medical care for the bipolar disorder, or record its refusal",
                kept=bipolar_reviewed,
                cures=(ProgressReviewed, DiagnosisRecorded, NotDone),
                since=bipolar_found,
            ),
            Clause(
                code="S07c",
                on=NEXT_PHASE,
                level=Level.OFF,  # for protocols that treat bipolar disorder beside medication
                asks="record the medication, or the prescriber's decision without it",
                kept=medicated_or_decided_without,
                cures=(MedicationChanged, MedicationReviewed),
            ),
        ),
    ),
    Rule(
        code="S08",
        says="the target is not a substance use disorder: the trials of IPT for it were negative",
        source=cite("F52"),
        clauses=(
            Clause(
                code="S08a",
                on=(MiddleBegun,),
                level=Level.ADVISORY,
                asks="choose another treatment for the substance use, or another target",
                kept=substance_use_is_not_the_target,
                cures=(DiagnosisRecorded,),
            ),
            Clause(
                code="S08b",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="refer the client, or record that the excluded condition is not active",
                kept=has_no_excluded_condition,
                cures=(DiagnosisRecorded,),
            ),
            Clause(
                code="S08c",
                on=_LATER,
                level=Level.ADVISORY,
                asks="review whether this treatment is still right: an excluded condition is active",
                kept=exclusion_reviewed,
                cures=(ProgressReviewed, DiagnosisRecorded),
            ),
        ),
    ),
    Rule(
        code="S09",
        says="marked cognitive impairment needs a form of IPT made for it",
        source=cite("F49"),
        clauses=(
            Clause(
                code="S09a",
                on=(MiddleBegun,),
                level=Level.ADVISORY,
                asks="choose the form of IPT for cognitive impairment",
                kept=not_cognitively_impaired,
            ),
        ),
    ),
    Rule(
        code="S10",
        says="the client's age fits the protocol",
        source=cite("F24 F86"),
        clauses=(
            Clause(
                code="S10a",
                on=(CourseOpened,),
                level=Level.SAFEGUARD,
                asks="record the client's age",
                fits=age_is_recorded,
            ),
            Clause(
                code="S10b",
                on=(CourseOpened,),
                level=Level.ADVISORY,
                asks="choose a protocol for the client's age",
                fits=age_fits,
            ),
        ),
    ),
    Rule(
        code="S12",
        says="somebody considered whether medication is needed, above all where the baseline is severe",
        source=cite("F10 F11"),
        clauses=(
            Clause(
                code="S12a",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="review the need for medication first: the baseline is in the severe band",
                kept=medication_reviewed_where_severe,
                cures=(MedicationReviewed,),
            ),
            Clause(
                code="S12b",
                on=(MiddleBegun,),
                level=Level.ADVISORY,
                asks="review the need for medication",
                kept=medication_reviewed_where_not_severe,
                cures=(MedicationReviewed,),
            ),
        ),
    ),
    Rule(
        code="S17",
        says=(
            "a turn into mania, hypomania or psychosis, or what is found in mid-course and speaks against the "
            "treatment, is followed by a review of it"
        ),
        source=cite("D"),
        clauses=(
            Clause(
                code="S17a",
                on=NEXT_PHASE,
                level=Level.SAFEGUARD,
                asks="review progress first: there was a turn into mania, hypomania or psychosis",
                kept=Settled(SafetyMatter.TURN_NOT_REVIEWED),
                cures=(ProgressReviewed,),
                matter=SafetyMatter.TURN_NOT_REVIEWED,
            ),
            Clause(
                code="S17b",
                on=(SessionHeld,),
                level=Level.GRAVE,
                asks="review whether this treatment is still right: something was found that speaks against it",
                fits=still_right_or_reviewed,
                cures=(ProgressReviewed, DiagnosisRecorded),
                followed=reviewed_by_the_next_session,
            ),
        ),
    ),
)
