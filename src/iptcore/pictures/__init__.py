"""Pictures of courses and protocols. Needs the extra ``plots`` (matplotlib)."""

from iptcore.extras import needed

needed("matplotlib", by=__name__, install="iptcore[plots]")
