"""Words on instruments, ratings and change."""

from iptcore.vocabulary.word import Word


class RaterType(Word):
    """Who gave the answers of a rating."""

    CLIENT = "client"
    CLINICIAN = "clinician"
    CAREGIVER = "caregiver"
    OTHER = "other"


class MissingItemsPolicy(Word):
    """How a total was made when items were left out."""

    PRORATED = "prorated"
    SUM_OF_ANSWERED = "sum_of_answered"
    INSTRUMENT_RULE = "instrument_rule"


class Direction(Word):
    """Whether higher totals of an instrument are worse or better."""

    HIGHER_IS_WORSE = "higher_is_worse"
    HIGHER_IS_BETTER = "higher_is_better"


class MeasureKind(Word):
    """What sort of number the total of an instrument is."""

    SUM = "sum"
    MEAN = "mean"
    COUNT = "count"
    PERCENTAGE = "percentage"
    RATING = "rating"
    """A single rating, such as mood from 1 to 10."""


class Baseline(Word):
    """The rating from which change is counted, of those on one instrument, of one version and rater.

    Before the middle phase has begun it is the first of them, whichever is chosen.
    """

    FIRST = "first"
    LAST_BEFORE_MIDDLE = "last_before_middle"
    HIGHEST_BEFORE_MIDDLE = "highest_before_middle"
    """The most severe: where higher is better, the lowest."""


class ReliableChange(Word):
    """A difference measured against the error of the instrument."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    WITHIN_ERROR = "within_error"
