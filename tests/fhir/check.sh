#!/usr/bin/env bash
# FHIR bundles of every example course, of whole courses under every protocol and of generated ones, and the plan
# definition of every protocol, hold to the official R4 definitions; faults planted in them are found by the same check.
# Needs python with iptcore, node and npm; writes nothing into the tree.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here"/*.mjs "$work"
python "$here/write_resources.py" "$work/resources.ndjson"
cd "$work"
npm install --silent --no-audit --no-fund --no-package-lock
node check.mjs resources.ndjson
