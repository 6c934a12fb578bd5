#!/bin/sh
# Virtual cohorts beside deSolve, over threads and ranks, and their memory.
#   sh spec/bench/cohort.sh FOLDER
#   COHORT  how many patients hepar takes (2000)
#   PEERS   how many of them deSolve takes (100)
set -eu
work=$1/cohort
patients=${COHORT:-2000}
mkdir -p "$work"
rm -f "$work"/*.speed "$work"/*.bin
cd "$(dirname "$0")/../.."
here=spec/bench
cc=${CC:-cc}
lua5.4 "$here/scenario.lua" "$work" examples/scenarios/suk2016.lua "${PEERS:-100}"
if command -v Rscript >/dev/null 2>&1 && Rscript -e 'library(deSolve)' >/dev/null 2>&1; then
  $cc -O3 -march=native -w -I"$work" -fPIC -shared -o "$work/scenario.so" "$here/scenario.c" -lm
  Rscript "$here/cohort.R" "$work"
fi
lua5.4 "$here/cohort.lua" "$work" speed "$patients"
if command -v mpirun >/dev/null 2>&1 &&
    lua5.4 -e 'os.exit(pcall(require, "hepar.mpi"))' >/dev/null 2>&1; then
  as_root=$([ "$(id -u)" = 0 ] && echo --allow-run-as-root || true)
  for ranks in 1 2; do
    mpirun $as_root --oversubscribe -n "$ranks" lua5.4 "$here/cohort.lua" "$work" ranks $((patients * 3))
  done | awk '{time[$1] = $2} END {printf "  two ranks: %.2f times one by the wall clock\n", time[1] / time[2]}'
else
  echo "  ranks are left out: mpirun or hepar.mpi is not there"
fi
for n in "$patients" $((patients * 4)); do
  lua5.4 "$here/cohort.lua" "$work" memory "$n" | awk -v n="$n" '{printf "  largest memory of %d patients: %.1f MB\n", n, $1 / 1024}'
done
