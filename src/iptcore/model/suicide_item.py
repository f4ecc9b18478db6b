"""From which answer on an item that asks about suicide is positive, whatever the instrument."""

from iptcore.model.figure import Figure
from iptcore.sources import cite

SUICIDE_ITEM_POSITIVE = Figure(number=1, source=cite("F69 D"), means="the least positive answer to a suicide item")
