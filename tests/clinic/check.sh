#!/usr/bin/env bash
# The clinic in Chromium, as somebody uses it: clicked, typed, and by the keyboard alone; axe-core finds nothing serious.
# Needs python with iptcore[clinic], and chromium; writes nothing into the tree.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python -m pip install -qq --target "$work/lib" playwright axe-playwright-python
PYTHONPATH="$work/lib${PYTHONPATH:+:$PYTHONPATH}" python -m pytest -q -n 2 -p no:cacheprovider --basetemp "$work/pages" "$here/in_browser.py" "$@"
