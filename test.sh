#!/usr/bin/env bash
# Installs what the tests need and runs all of them. The last line is "N passed, N failed".
set -uo pipefail
# Screens of agents are UTF-8, also where no locale is set.
export LANG=${LANG:-C.UTF-8}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=scripts/install-needs.sh
. "$root/scripts/install-needs.sh"

case ${1:-} in
  -h | --help)
    echo 'Usage: ./test.sh    installs what the tests need, runs every check and test, ends with "N passed, N failed"'
    exit 0
    ;;
  '') ;;
  *)
    echo "Unknown: $1. See ./test.sh --help" >&2
    exit 2
    ;;
esac

need_debian tmux:tmux git:git chromium:chromium initdb:postgresql sentry_sdk:python3-sentry-sdk curl:curl jq:jq requests:python3-requests flask:python3-flask
need_packages
export PATH="$root/node_modules/.bin:$PATH"
cd "$root" || exit 1

reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
passed=0
failed=0
failures=()

count() {
  passed=$((passed + $1))
  failed=$((failed + $2))
  [ "$2" -eq 0 ] || failures+=("$3")
}

# gate NAME COMMAND... - a check that counts as one test.
gate() {
  local name=$1 start=$SECONDS
  shift
  if "$@" >"$reports/gate.log" 2>&1; then
    count 1 0 "$name"
    say "✓ $name ($((SECONDS - start)) s)"
  else
    count 0 1 "$name"
    cat "$reports/gate.log"
    say "✗ $name"
  fi
}

# suite PROJECT - the tests of one vitest project, counted from its report.
suite() {
  local name=$1 start=$SECONDS code=0 counts
  vitest run --project "$name" --reporter=default --reporter=json --outputFile.json="$reports/$name.json" || code=$?
  counts=$(node scripts/count-tests.ts "$reports/$name.json" "$code")
  # shellcheck disable=SC2086 # two numbers
  count $counts "$name"
  say "$name tests: $counts (passed, failed) in $((SECONDS - start)) s"
}

# python_suite NAME FOLDER - the tests of a Python package, counted from unittest's last lines.
python_suite() {
  local name=$1 start=$SECONDS code=0 log=$reports/python.log ran failed=0 some
  (cd "$2" && /usr/bin/python3 -m unittest discover -s . -t .) >"$log" 2>&1 || code=$?
  ran=$(sed -nE 's/^Ran ([0-9]+) tests?.*/\1/p' "$log")
  for some in $(grep -E '^FAILED \(' "$log" | grep -oE '(failures|errors)=[0-9]+' | cut -d= -f2); do
    failed=$((failed + some))
  done
  # A run that failed without a failed test, or that has no test, is a failure.
  if [ "$failed" -eq 0 ] && { [ "$code" -ne 0 ] || [ "${ran:-0}" -eq 0 ]; }; then failed=1 ran=1; fi
  [ "$code" -eq 0 ] || cat "$log"
  count $((ran - failed)) "$failed" "$name"
  say "$name tests: $((ran - failed)) $failed (passed, failed) in $((SECONDS - start)) s"
}

web_app() { (need_web_app); }

# types - the projects of the compiler, beside each other.
types() {
  local project pid code=0 pids=()
  for project in tsconfig.json packages/{web,reporter-js}/tsconfig.json; do
    tsc --noEmit -p "$project" &
    pids+=("$!")
  done
  for pid in "${pids[@]}"; do wait "$pid" || code=1; done
  return "$code"
}

gate 'web page builds' web_app
gate 'style: biome' biome check .
gate 'types' types
# The arrows between modules are judged by e2e/gate.
gate 'dead code: knip' knip
suite unit
python_suite python packages/reporter-python
suite e2e
suite e2e-alone

[ ${#failures[@]} -eq 0 ] || say "Failed: ${failures[*]}"
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
