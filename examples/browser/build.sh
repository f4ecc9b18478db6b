#!/usr/bin/env bash
# Put together what the page needs, to be served as it lies there: Pyodide, the wheel of iptcore and those of its
# dependencies. Needs python with pip, and npm.
#
#   examples/browser/build.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
site=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$here"/{index.html,page.css,page.js,offline.js,tab.py} "$site"
python -m pip wheel -qq --disable-pip-version-check --wheel-dir "$site/wheels" "$here/../.." tzdata

cp "$here/package.json" "$work"
(cd "$work" && npm install --silent --no-audit --no-fund --no-package-lock)
mkdir -p "$site/pyodide"
cp "$work"/node_modules/pyodide/{pyodide.mjs,pyodide.asm.mjs,pyodide.asm.wasm,python_stdlib.zip,pyodide-lock.json} "$site/pyodide"

# What there is, for the page and for working offline.
(cd "$site" && find . -type f ! -name files.json | sort | python -c 'import json, sys; print(json.dumps(sys.stdin.read().split()))') >"$work/files"
mv "$work/files" "$site/files.json"
