#!/bin/sh
# The solver beside CVODE and deSolve's lsoda, which are left out when they are not installed.
#   sh spec/bench/solver.sh FOLDER
# PATIENTS: how many (1000); the reference at rtol 1e-10 and lsoda take the first 200 of them.
set -eu
work=$1/solver
here=$(dirname "$0")
patients=${PATIENTS:-1000}
some=$([ "$patients" -lt 200 ] && echo "$patients" || echo 200)
mkdir -p "$work"
rm -f "$work"/*.speed "$work"/*.bin
cd "$here/../.."
here=spec/bench
echo "machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
lua5.4 "$here/solver.lua" "$work" prepare
cc=${CC:-cc}
$cc -O3 -march=native -ffp-contract=fast -o "$work/peak" "$here/peak.c" && "$work/peak" > "$work/peak.speed"
flags="-O3 -march=native -w -I$work -I$here"
if $cc $flags -o "$work/cvode" "$here/cvode.c" -lsundials_cvode -lsundials_nvecserial \
    -lsundials_sunmatrixdense -lsundials_sunlinsoldense -lm 2> "$work/cvode.log"; then
  "$work/cvode" "$work" 1e-10 1e-13 "$some" reference
  "$work/cvode" "$work" 1e-6 1e-9 "$patients" cvode
fi
if command -v Rscript >/dev/null 2>&1 && Rscript -e 'library(deSolve)' >/dev/null 2>&1; then
  sed -n 's/^static const double initial\[\] = {\(.*\)};/\1/p' "$work/layout.h" | tr -d ' ' | tr ',' '\n' \
    > "$work/initial.txt"
  $cc $flags -fPIC -shared -o "$work/lsoda.so" "$here/lsoda.c" -lm
  Rscript "$here/lsoda.R" "$work" "$some"
fi
lua5.4 "$here/solver.lua" "$work" measure
lua5.4 "$here/solver.lua" "$work" memory
