#!/usr/bin/env bash
# instructions.sh [BENCHMARK [FILTER]]: how many instructions an operation takes, by callgrind.
#
# Where a time says how fast, this says how much, the same on each run and with any neighbours. Each
# way runs twice, for one batch and for three; the difference, divided by two batches, is free of the
# start, of the first batch's growing memory, and of all of Google Benchmark but the loop, which is one
# or two instructions. What the system does inside a call is not in it.
#
#   bench/instructions.sh                                      # all of loop/peers
#   bench/instructions.sh loop/peers 'nextTick.*nodelab'
#   bench/instructions.sh buffer/peers '(making one.*(256 B|subarray)|numbers).*'
#   bench/instructions.sh events/peers
#   BUILD=build/dev bench/instructions.sh …                    # usually build/release
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=${BUILD:-build/release}/bench/${1:-loop/peers}
filter=${2:-}
batch=10000
command -v valgrind >/dev/null || { echo 'instructions.sh needs valgrind' >&2; exit 2; }
[[ -x $program ]] || { echo "$program is not built" >&2; exit 2; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# count NAME BATCHES: the instructions of a whole run.
count() {
  valgrind --tool=callgrind --callgrind-out-file="$scratch/out" "$program" --round=0 \
    "--benchmark_filter=^$1\$" "--batch=$batch" "--iterations=$((batch * $2))" 2>&1 >/dev/null |
    sed -n 's/.*Collected *: *//p'
}

# Those that take the time themselves, or count other things, are not listed with 7 iterations.
"$program" "--benchmark_filter=$filter" --benchmark_list_tests=true --round=0 --iterations=7 |
  sed -n 's,/iterations:7/process_time$,,p' |
  while IFS= read -r name; do
    pattern=$(sed 's/[[().*+?^$|{\\]/\\&/g' <<<"$name")/.*
    one=$(count "$pattern" 1)
    three=$(count "$pattern" 3)
    IFS=/ read -r _ row way <<<"$name"
    tenths=$(((three - one) * 5 / batch))
    printf '%-32s %-12s %6d.%d\n' "$row" "$way" $((tenths / 10)) $((tenths % 10))
  done
