#!/usr/bin/env bash
# TypeScript made from the golden schema by json-schema-to-typescript compiles strictly and is a discriminated union.
# Needs node and npm; writes nothing into the tree.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/union.ts" "$work"
cd "$work"
npm install --silent --no-audit --no-fund --no-package-lock
npx json2ts --input "$here/../documents/schema/course.json" --output course.ts
npx tsc --noEmit --strict --skipLibCheck --target es2022 --module esnext --moduleResolution bundler union.ts course.ts
echo "TypeScript: $(grep -c '^export interface' course.ts) interfaces compile, and events are told apart by their kind"
