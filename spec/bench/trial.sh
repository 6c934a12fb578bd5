#!/bin/sh
# A trial of 200 virtual patients by 1000 replicates, beside deSolve.
#   sh spec/bench/trial.sh FOLDER
#   TRIALS  how many replicates hepar takes (1000)
#   PEERS   how many of them deSolve takes (1)
set -eu
work=$1/trial
mkdir -p "$work"
rm -f "$work"/*.speed "$work"/*.bin
cd "$(dirname "$0")/../.."
here=spec/bench
cc=${CC:-cc}
peers=${PEERS:-1}
lua5.4 "$here/scenario.lua" "$work" "$here/trial_scenario.lua" $((peers * 200))
if command -v Rscript >/dev/null 2>&1 && Rscript -e 'library(deSolve)' >/dev/null 2>&1; then
  $cc -O3 -march=native -w -I"$work" -fPIC -shared -o "$work/scenario.so" "$here/scenario.c" -lm
  Rscript "$here/trial.R" "$work"
fi
lua5.4 "$here/trial.lua" "$work" "${TRIALS:-1000}" "$peers"
