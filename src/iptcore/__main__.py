"""``python -m iptcore``: see :mod:`iptcore.command_line`."""

import sys

from iptcore.command_line import main

if __name__ == "__main__":
    sys.exit(main())
