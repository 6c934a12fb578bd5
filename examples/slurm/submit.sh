#!/bin/sh
# usage: submit.sh SHARES FOLDER [SBATCH OPTIONS]
# Submits the shares that are not complete as a job array. What is complete is seen from the files,
# so no accounting is asked; run it again until it says that nothing is missing, and then
#   lua5.4 study.lua merge SHARES FOLDER
set -eu
SHARES=$1 FOLDER=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$FOLDER"
FOLDER=$(cd "$FOLDER" && pwd)
STUDY=$here/study.lua
export SHARES FOLDER STUDY
lost=$(lua5.4 "$STUDY" missing "$SHARES" "$FOLDER")
if [ -z "$lost" ]; then
  echo "nothing is missing: lua5.4 study.lua merge $SHARES $FOLDER"
  exit 0
fi
echo "submitting shares $lost of $SHARES"
exec sbatch --array="$lost" --output="$FOLDER/share-%a.log" "$@" "$here/array.sh"
