#!/bin/sh
# A task of the job array: one share of the study. What it has done is in its file, part by part, so
# a task that was lost (its node failed, its time was up) goes on where it was when it is run again.
# submit.sh submits it.
#SBATCH --job-name=hepar-share
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --time=01:00:00
set -eu
share=$SLURM_ARRAY_TASK_ID
echo $$ > "$FOLDER/share-$share.pid" # who works on it, for whoever wants to look
exec lua5.4 "$STUDY" share "$share" "$SHARES" "$FOLDER"
