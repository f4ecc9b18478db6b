"""The English of what stands in pictures and beneath them, by the ids of messages."""

from collections.abc import Mapping
from types import MappingProxyType

from iptcore.events import (
    ClientReferred,
    CourseCompleted,
    CourseDiscontinued,
    CourseResumed,
    CourseSuspended,
    EventKind,
)

STEPS_AROUND: Mapping[EventKind, str] = MappingProxyType(
    {
        CourseSuspended: "suspended",
        CourseResumed: "resumed",
        CourseCompleted: "completed",
        CourseDiscontinued: "discontinued",
        ClientReferred: "referred",
    }
)
"""What happens to a course as a whole, in the one word that has room above a picture."""

PICTURES: Mapping[str, str | tuple[str, str]] = MappingProxyType(
    {
        # what several pictures say
        "percent": "{number}%",
        "span.to": "up to {high}",
        "span.from": "{low} or more",
        "picture.courses": ("{number} course", "{number} courses"),
        "picture.people": ("{number} person", "{number} people"),
        # the adherence of a study
        "picture.adherence": "Adherence",
        "picture.adherence.to": "Adherence to {protocols}",
        "picture.adherence.about": "{courses}; sessions sampled: {sampled} of {held} held; rated from: {sources}.",
        "picture.adherence.each": "Share of items seen, each course a mark:",
        "picture.adherence.count": "{seen} of {applicable}",
        "picture.adherence.range": "Share of items seen, by course: {low} to {high}.",
        "picture.adherence.item": "{item}: seen in {seen} of {applicable}, not recorded in {not_recorded}.",
        "picture.adherence.departures": "Departures from the protocol: {number}, of which explained: {explained}.",
        # the closeness circle
        "picture.circle": "Closeness circle",
        "picture.circle.since": "Closeness circle from {since}",
        "picture.circle.until": "Closeness circle up to {until}",
        "picture.circle.between": "Closeness circle from {since} up to {until}",
        "picture.circle.client": "client",
        "picture.circle.rings": "From the closest outwards: {rings}",
        "picture.circle.no_ring": "no ring of this circle recorded",
        "picture.circle.before": "{ring}, before {was}",
        "picture.circle.moved": "where a person stood on the earlier day",
        "picture.circle.left_out": "Not drawn, for want of room: {people}.",
        "picture.circle.nobody": "Nobody is recorded in the inventory.",
        # life events and mood
        "picture.life": "Life events and mood",
        "picture.life.count": ("{number} life event.", "{number} life events."),
        "picture.life.scale": "Mood then, from -5, lowest, to +5; 0: as usual",
        "picture.life.mood": "mood {mood}",
        "picture.life.usual": "mood as usual",
        "picture.life.unknown": "mood not recorded",
        "picture.life.people": "with {people}",
        "picture.life.course": "the time of the course",
        "picture.life.marks": "Triangles: mood up or down; a dot: as usual; a square: not recorded; a bar: the date is "
        "not exact.",
        "picture.life.left_out": (
            "Not drawn: the earliest {number} life event.",
            "Not drawn: the earliest {number} life events.",
        ),
        "picture.life.none": "No life event is recorded.",
        # the phases of a protocol
        "picture.phases": "Phases of {protocol}",
        "picture.phases.sessions": "Sessions: {span}",
        "picture.phases.length": "length: {span} minutes",
        "picture.phases.any": "any phase",
        "picture.phases.then": "{phase}, then by {steps}",
        "picture.phases.other": "Other steps:",
        # progress on an instrument
        "picture.progress": "{instrument} over the course",
        "picture.progress.none": "No rating is recorded.",
        "picture.progress.total": "total at a rating; {direction}",
        "picture.progress.missed": "session missed ({number})",
        "picture.progress.expected": "simulated courses: median, and 10th to 90th percentile",
        "picture.progress.caveat": "A comparison with simulated courses, for a clinician to weigh; no prognosis and no "
        "stopping rule. The model is calibrated to partly unverified figures.",
        "picture.progress.unreadable": "Ratings out of range, or with too many items missing, left aside: {number}.",
        "picture.progress.another_kind": "Ratings of another version or rater left aside: {number}.",
        "picture.progress.narrow": "Bands too narrow for their names: {bands}.",
        "picture.progress.ratings": ("{number} rating.", "{number} ratings."),
        "picture.progress.first": "First: {rating}.",
        "picture.progress.last": "Last: {rating}.",
        "picture.progress.range": "Highest {high}, lowest {low}.",
        "picture.progress.missed_on": ("{number} session missed: {days}.", "{number} sessions missed: {days}."),
        "picture.progress.simulated": "Simulated courses by session {session}, {day}: median {median}, 10th to 90th "
        "percentile {low} to {high}.",
        **{f"picture.progress.{kind.kind}": word for kind, word in STEPS_AROUND.items()},
        # simulated cohorts
        "picture.cohort.week": "week",
        "picture.cohort.score": "{instrument}, simulated",
        "picture.cohort.mean": "Mean score of those rated; band: {band} of them",
        "picture.cohort.sample": (
            "{number} simulated course; a cross: left treatment",
            "{number} simulated courses; a cross: left treatment",
        ),
        "picture.cohort.months": "months after the end",
        "picture.cohort.well": "share without recurrence",
        "picture.cohort.survival": "Well at the end, and still well",
        "picture.cohort.randomised": "randomised",
        "picture.cohort.stayed": "stayed to the end",
        "picture.cohort.completers": "of all, at least {sessions} sessions and {weeks} weeks",
        "picture.cohort.rated": "rated in week {week}",
        "picture.cohort.left": "left treatment",
        "picture.cohort.errors": "standard errors from the published figure",
        "picture.cohort.figures": "{missed} of {number} published figures missed",
    }
)
