#!/bin/sh
# Proves the job array on a Slurm of this machine alone: submits it, kills one task in the middle of
# its work, submits what was lost, merges, and compares with one process. `make slurm` runs it; it
# wants slurm-wlm and munge, and a few minutes on two processors. Nothing is left behind.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
shares=${SHARES:-4}
export PATIENTS="${PATIENTS:-6000}"
folder=$(mktemp -d)
cluster=$(mktemp -d)
finish() {
  sh "$here/loopback.sh" stop "$cluster"
  rm -rf "$folder" "$cluster"
}
trap finish EXIT
trap 'exit 1' INT TERM

fail() { echo "try.sh: $1" >&2; tail -n 5 "$folder"/*.log "$cluster"/log/*.log >&2 || true; exit 1; }
size_of() { if [ -f "$1" ]; then wc -c < "$1"; else echo 0; fi; }
empty_queue() { while [ -n "$(squeue -h)" ]; do sleep 0.2; done; }

eval "$(sh "$here/loopback.sh" start "$cluster")"
echo "== $PATIENTS patients in $shares shares"
sinfo

echo "== the first time; a task is killed when it has done its first parts"
sh "$here/submit.sh" "$shares" "$folder"
head=0 killed=no
for _ in $(seq 3000); do
  size=$(size_of "$folder/share-2.hepar")
  [ "$head" -gt 0 ] || head=$size
  if [ "$head" -gt 0 ] && [ "$size" -gt "$head" ]; then
    kill -KILL "$(cat "$folder/share-2.pid")" && killed=yes
    break
  fi
  sleep 0.02
done
[ $killed = yes ] || fail "share 2 could not be killed at work"
empty_queue
lua5.4 "$here/study.lua" merge "$shares" "$folder" && fail "merged without share 2"

echo "== the second time"
sh "$here/submit.sh" "$shares" "$folder" --wait
sh "$here/submit.sh" "$shares" "$folder"

echo "== merged, and in one process"
lua5.4 "$here/study.lua" merge "$shares" "$folder" > "$folder/merged.txt" || fail "it is not whole"
lua5.4 "$here/study.lua" whole > "$folder/whole.txt"
cat "$folder/merged.txt"
cmp "$folder/merged.txt" "$folder/whole.txt" || fail "the two differ"
echo "== the same, to the last digit"
