#!/usr/bin/env bash
# The built wheel in Pyodide: in Node it judges as Python here does; in Chromium a course is entered in the tab, offline.
# Needs python with iptcore and pytest, node, npm and chromium; writes nothing into the tree.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/../../examples/browser/build.sh" "$work/site"
python "$here/write_expected.py" "$work/expected.json"
node "$here/in_node.mjs" "$work/site" "$work/expected.json"
python -m pip install -qq --disable-pip-version-check --target "$work/lib" playwright
SITE="$work/site" PYTHONPATH="$work/lib${PYTHONPATH:+:$PYTHONPATH}" \
  python -m pytest -q -p no:cacheprovider "$here/in_chromium.py"
