#!/bin/sh
# This script prints one line of JSON that says whether this DLC has handed its shared state over: empty, pending or unknown.
# It only reads. It needs a POSIX shell, coreutils and GNU find. Where it is in doubt it says unknown, never empty.
#   empty    DLC is dead, this node does not hold the lease, and dlc-handover's mark says that the spool is on the server
#   pending  DLC runs; files and bytes are those of its spool
#   unknown  everything else
# With a wait of so many seconds it says pending only when they are over; empty it says as soon as it knows.
set -fu
PATH=${PATH:-/usr/bin}:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
exec 2>/dev/null

root=${DRAINGUARD_ROOT-} # tests put a directory in front of every path
run=$root/run/drainguard-dlc
spool=/store/persistent_queue/dlc.dlc
ask=5      # seconds for a question to systemd
budget=20  # seconds for the search in the spool, which lies on NFS
total=45   # seconds for all, beyond the wait
longest=60 # seconds of a wait; with the total it must stay below the document's timeoutSeconds
pause=2    # seconds between two looks
newline='
'
files=0
bytes=0
oldest=0

# ---- the line

say() { # arguments: look, reason
  reason=$(printf '%s' "$2" | tr -c 'A-Za-z0-9 ._/:,-' '_' | head -c 200)
  printf '{"drainguard":2,"look":"%s","what":"files","paths":1,"files":%s,"bytes":%s,"oldest":%s,"sources":["%s"],"reason":"%s","end":"drainguard"}\n' \
    "$1" "$files" "$bytes" "$oldest" "$source" "$reason"
  exit 0
}

unknown() { say unknown "$1"; }

find_source() { # sets source to what is mounted at /mnt, by the kernel's list, as the newest mount there has it
  source=
  while read -r _ _ _ place_root place rest; do
    [ "$place" = "$root/mnt" ] || continue
    source=${rest#* - * }
    source=${source%% *}
    [ "$place_root" = / ] || source=$source:$place_root
  done <"$root/proc/self/mountinfo"
  source=$(printf '%s' "${source:-?}" | tr -c ' !#-[]-~' '_' | head -c 500)
}

# ---- DLC

# Sets dlc to running, dead or why that is not known. A unit that systemd calls failed may still have processes.
look_at_dlc() {
  answer=$(timeout -k 1 "$ask" systemctl show --property LoadState --property ActiveState dlc.service)
  case $?:$answer in
    0:*LoadState=loaded*) ;;
    0:*) dlc="systemd does not know the unit dlc" && return ;;
    124:* | 137:*) dlc="systemd did not answer in time" && return ;;
    *) dlc="systemd did not answer" && return ;;
  esac
  case $newline$answer$newline in
    *"${newline}ActiveState=inactive$newline"* | *"${newline}ActiveState=failed$newline"*) ;;
    *"${newline}ActiveState=active$newline"* | *"${newline}ActiveState="*ing"$newline"*) dlc=running && return ;;
    *) dlc="the state of the unit dlc is not known" && return ;;
  esac
  dlc=dead
  for procs in "$root"/sys/fs/cgroup/system.slice/dlc.service/cgroup.procs \
    "$root"/sys/fs/cgroup/systemd/system.slice/dlc.service/cgroup.procs; do
    if [ -e "$procs" ] && read -r _ <"$procs"; then dlc=running; fi
  done
  set +f
  timeout -k 1 "$ask" grep -aqs 'com[.]ibm[.]si[.]service[.]dlc[.]ServiceRunner' "$root"/proc/[0-9]*/cmdline
  case $? in
    0) dlc=running ;;
    1 | 2) ;; # 2: a process ended during the search
    *) dlc="processes cannot be listed" ;;
  esac
  set -f
}

look_at_lease() { # sets lease to free, or to why this node may still hold it
  answer=$(timeout -k 1 "$ask" systemctl show --property ActiveState dlc-lease.service)
  case $?:$answer in
    0:ActiveState=inactive) lease=free ;;
    0:*) lease="dlc-lease is ${answer#ActiveState=}" ;;
    *) lease="systemd did not answer" ;;
  esac
  if [ -e "$run/lease" ]; then lease="this node holds the lease"; fi
}

mark() { # tells whether dlc-handover came to its end on this boot
  text=
  [ -e "$run/released" ] && read -r text <"$run/released"
  case $text in
    token=none) ;;
    token=*[!0-9]* | token=) return 1 ;;
    token=*) ;;
    *) return 1 ;;
  esac
}

# ---- the spool

count() { # sets files, bytes and oldest; returns 1 after a doubt
  found=$(
    timeout -k 1 "$budget" find -H "$root$spool" -ignore_readdir_race -type f -size +0c -printf '%T@ %s\n'
    printf 'end %s' "$?"
  )
  case $found in
    *'end 0') ;;
    *) return 1 ;;
  esac
  while read -r time size; do
    time=${time%%.*}
    case $time$size in end* | '' | *[!0-9]*) continue ;; esac
    if [ "$files" = 0 ] || [ "$time" -lt "$oldest" ]; then oldest=$time; fi
    files=$((files + 1))
    bytes=$((bytes + size))
  done <<END
$found
END
}

work() { # looks until the line can be printed
  find_source
  left=$wait
  while :; do
    look_at_dlc
    [ "$dlc" = dead ] || [ "$dlc" = running ] || unknown "$dlc"
    if [ "$dlc" = dead ]; then
      look_at_lease
      if [ "$lease" = free ] && mark; then say empty ''; fi
    fi
    if [ "$left" -le 0 ]; then
      [ "$dlc" = running ] || [ "$lease" = free ] || unknown "dlc is dead, but $lease"
      [ "$dlc" = running ] || unknown "dlc is dead, but dlc-handover has not said that the spool is on the server"
      count || unknown "dlc runs; its spool did not answer in time or cannot be read: $spool"
      [ "$files" -gt 0 ] || unknown "dlc runs; its spool holds no file with data: $spool"
      say pending ''
    fi
    sleep "$pause" || unknown "could not wait between two looks"
    left=$((left - pause))
  done
}

wait=${SSM_wait:-0}
source='?'
case $wait in *[!0-9]*) unknown "wait is no whole number of seconds: $wait" ;; esac
while [ "${wait#0?}" != "$wait" ]; do wait=${wait#0}; done # the shell reads 010 as eight
if [ "${#wait}" -gt 3 ] || [ "$wait" -gt "$longest" ]; then wait=$longest; fi
bound=$((wait + total + 1))
# A command that the kernel does not let go cannot be killed, and a shell that waits for it never goes on. So the looks are
# the work of a shell of their own, and this one prints its line, or in time says that there is none.
{
  work &
  echo "$!"
  wait "$!"
} | {
  IFS= read -r first
  case $first in
    '{'*) line=$first ;;
    *)
      line=$(timeout -k 1 "$bound" head -n 1)
      code=$?
      case $code in 124 | 137) kill "$first" ;; esac
      ;;
  esac
  case ${code-0}:$line in
    0:'{'*'"end":"drainguard"}') printf '%s\n' "$line" ;;
    124:* | 137:*) unknown "the look did not answer in time" ;;
    *) unknown "the look broke off" ;;
  esac
}
