"""Who may have come to a session with a caregiver."""

import pytest

from iptcore.model.inventory import Relationship
from iptcore.readings.unsafe_people import _cares
from iptcore.vocabulary import Relation


@pytest.mark.parametrize(
    ("parts", "cares"),
    [
        ({"caregiver": True}, True),
        ({"caregiver": False, "relation": Relation.PARENT}, False),
        ({"relation": Relation.GRANDPARENT}, True),
        ({"relation": Relation.FRIEND}, False),
        ({}, None),
    ],
)
def test_who_cares_for_the_client(parts, cares):
    assert _cares(Relationship(key="p-1", **parts)) is cares
