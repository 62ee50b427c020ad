#!/usr/bin/env bash
# The built command line on whatever `node` comes first in PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
kesc() { node dist/kesc.cjs "$@"; }

[ "$(kesc --version)" = "$(node -p 'require("./package.json").version')" ]
kesc --help >/dev/null
kesc explain >/dev/null
kesc check specs/paper/*.kes
kesc params specs/paper/table1.kes >/dev/null
node -e 'import("kesc").then(({ catalogue }) => { if (catalogue.length === 0) process.exit(1) })'
npx vitest run test/cli test/engine
