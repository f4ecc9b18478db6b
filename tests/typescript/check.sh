#!/usr/bin/env bash
# TypeScript made by json-schema-to-typescript compiles strictly: of the golden schema a discriminated union of events,
# of the schema of a screen the type that a real screen has. Needs python with iptcore, node and npm; writes nothing into the tree.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/union.ts" "$work"
python "$here/write_screen.py" "$work"
cd "$work"
npm install --silent --no-audit --no-fund --no-package-lock
npx json2ts --input "$here/../documents/schema/course.json" --output course.ts
npx json2ts --input screen.json --output screen.ts
npx tsc --noEmit --strict --skipLibCheck --target es2022 --module esnext --moduleResolution bundler union.ts page.ts
interfaces=$(cat course.ts screen.ts | grep -c '^export interface')
echo "TypeScript: $interfaces interfaces compile, events are told apart by their kind, and a screen has its type"
