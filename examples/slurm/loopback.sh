#!/bin/sh
# usage: loopback.sh start FOLDER | stop FOLDER
# A Slurm of one node on the loopback address, for trying a job array out: its own key, its own
# configuration and its own files, all below FOLDER; nothing of the system is changed, no systemd, no
# accounting. `start` prints the line that lets sbatch find it. `stop` ends what start began.
# Debian has the programs in slurm-wlm and munge.
set -eu
PATH=$PATH:/usr/sbin
what=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)

ended() { # waits up to 10 seconds for a process to end
  for _ in $(seq 100); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.1; done
  return 1
}

stop() {
  for name in slurmd slurmctld munged; do
    [ -s "$folder/$name.pid" ] || continue
    pid=$(cat "$folder/$name.pid")
    # Only a process that is still the one that was started.
    case $(cat "/proc/$pid/comm" 2>/dev/null) in
      "$name") kill "$pid" 2>/dev/null || true; ended "$pid" || kill -KILL "$pid" ;;
    esac
    rm -f "$folder/$name.pid"
  done
}

if [ "$what" = stop ]; then
  stop
  exit 0
fi
[ "$what" = start ] || { echo "loopback.sh: start or stop, got $what" >&2; exit 2; }
for program in slurmctld slurmd munged sbatch; do
  command -v $program >/dev/null || {
    echo "loopback.sh: $program is not there; Debian: apt-get install slurm-wlm munge" >&2; exit 1; }
done

chmod 700 "$folder"
mkdir -p "$folder/state" "$folder/spool" "$folder/log"
user=$(id -un) host=$(hostname -s) processors=$(nproc)
memory=$(($(awk '/^MemTotal/ {print $2}' /proc/meminfo) / 1024 - 512))

# munge with a key of its own; it wants to be told that running as this user is meant.
dd if=/dev/urandom of="$folder/munge.key" bs=1024 count=1 status=none
chmod 400 "$folder/munge.key"
munged --force --foreground --key-file="$folder/munge.key" --socket="$folder/munge.socket" \
  --pid-file="$folder/munged.own" --log-file="$folder/log/munged.log" \
  --seed-file="$folder/munge.seed" > "$folder/log/munged.out" 2>&1 &
echo $! > "$folder/munged.pid"
for _ in $(seq 50); do [ -S "$folder/munge.socket" ] && break; sleep 0.1; done
munge --socket="$folder/munge.socket" -n | unmunge --socket="$folder/munge.socket" >/dev/null

cat > "$folder/slurm.conf" <<CONFIGURATION
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmctldPort=26817
SlurmdPort=26818
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.own
SlurmdPidFile=$folder/slurmd.own
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd.log
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
NodeName=$host NodeAddr=127.0.0.1 CPUs=$processors Boards=1 SocketsPerBoard=1 CoresPerSocket=$processors ThreadsPerCore=1 RealMemory=$memory State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
CONFIGURATION
export SLURM_CONF="$folder/slurm.conf"
slurmctld -D -f "$SLURM_CONF" > "$folder/log/slurmctld.out" 2>&1 &
echo $! > "$folder/slurmctld.pid"
slurmd -D -f "$SLURM_CONF" -N "$host" > "$folder/log/slurmd.out" 2>&1 &
echo $! > "$folder/slurmd.pid"
for _ in $(seq 150); do
  if sinfo -h -o %T 2>/dev/null | grep -q idle; then
    echo "export SLURM_CONF=$SLURM_CONF"
    exit 0
  fi
  sleep 0.1
done
echo "loopback.sh: the node did not come up; the reasons are in $folder/log" >&2
stop
exit 1
