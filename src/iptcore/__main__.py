"""``python -m iptcore``: see :mod:`iptcore.terminal`."""

import sys

from iptcore.terminal import main

if __name__ == "__main__":
    sys.exit(main())
