#!/bin/sh
# make bench: hepar against named peers, in one run on this machine. $1 is a folder to work in.
#   RECORDS  how many synthetic records (200000)
#   PAIRS    how often each side imports a tenth of them, in turns (3)
set -eu
work=$1
records=${RECORDS:-200000}
pairs=${PAIRS:-3}
here=$(dirname "$0")
mkdir -p "$work"
trap 'rm -f "$work"/store.hepar* "$work"/peer.db*' EXIT

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
fresh() { rm -f "$work"/store.hepar* "$work"/peer.db*; }
peer() { python3 "$here/import.py" "$1" csrc/records/schema.sql lua/hepar/data/vocab.json "$work/peer.db"; }
ours() { lua5.4 "$here/import.lua" "$1" "$work/store.hepar"; }

cd "$here/../.."
here=spec/bench
echo "machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
echo "python3 $(python3 -c 'import platform, sqlite3; print(platform.python_version(), "with SQLite", sqlite3.sqlite_version)')"

tenth=$((records / 10))
lua5.4 "$here/generate.lua" "$tenth" > "$work/tenth.ndjson"
: > "$work/peer.txt"
: > "$work/ours.txt"
i=0
while [ "$i" -lt "$pairs" ]; do
  fresh; peer "$work/tenth.ndjson" | awk '{print $2}' >> "$work/peer.txt"
  fresh; ours "$work/tenth.ndjson" | awk '{print $2}' >> "$work/ours.txt"
  i=$((i + 1))
done
awk -v n="$tenth" -v p="$(median < "$work/peer.txt")" -v h="$(median < "$work/ours.txt")" 'BEGIN {
  printf "import of %d records, median of runs in turns:\n", n
  printf "  python json + sqlite3, unchecked   %8.0f records/s\n", n / p
  printf "  hepar, checked, with its rules     %8.0f records/s\n", n / h
  printf "  ratio %.2f\n", p / h }'

lua5.4 "$here/generate.lua" "$records" > "$work/all.ndjson"
fresh
ours "$work/all.ndjson" | awk '{printf "import of %d records: %.0f records/s, largest memory %.0f MB\n",
  $1, $1 / $2, $3 / 1024}'
lua5.4 "$here/query.lua" "$work/store.hepar"

if command -v Rscript >/dev/null 2>&1 && Rscript -e 'library(metafor)' >/dev/null 2>&1; then
  lua5.4 "$here/meta.lua" "$work"
else
  echo "pooling beside metafor is left out: Rscript with metafor (r-cran-metafor) is not there"
fi
