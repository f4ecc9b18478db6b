"""Every law on every protocol of the catalogue, at length on IPT, and on protocols adapted from them."""

import hypothesis
import pytest
from hypothesis import strategies as st

from iptcore.protocol.catalogue import CATALOGUE, IPT
from iptcore.protocol.protocol import Protocol
from iptcore.testing import LAWS, Law, check_law
from iptcore.testing.laws import USUAL

from .adapted import adapted_protocols

pytestmark = pytest.mark.slow

ADAPTED = [protocol for protocol in CATALOGUE if protocol is not IPT]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_a_law_on_ipt(law: Law):
    check_law(law, IPT, settings=hypothesis.settings(USUAL, max_examples=40))


@pytest.mark.no_cover  # the laws on IPT run through the same lines, and measuring takes as long as running
@pytest.mark.parametrize("protocol", ADAPTED, ids=lambda protocol: protocol.code)
def test_the_laws_on_an_adaptation(protocol: Protocol):
    for law in LAWS:
        check_law(law, protocol, settings=hypothesis.settings(USUAL, max_examples=4))


@pytest.mark.no_cover
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_a_law_on_what_others_make_of_them(law: Law):
    @hypothesis.settings(USUAL, max_examples=8)
    @hypothesis.given(st.data())
    def holds(data: st.DataObject) -> None:
        law(data.draw(adapted_protocols()), data.draw)

    holds()
