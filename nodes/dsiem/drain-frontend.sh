#!/bin/sh
# This script prints one line of JSON that says whether somebody still sends events to this dsiem frontend: empty, pending or
# unknown. It only reads. It needs a POSIX shell, coreutils and ss. Where it is in doubt it says unknown, never empty.
#   empty    no connection to the port in looks over 15 s, while something listens there or dsiem is dead
#   pending  connections
#   unknown  everything else
# With a wait of so many seconds it says pending only when they are over; empty it says as soon as it knows.
set -fu
PATH=${PATH:-/usr/bin}:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
exec 2>/dev/null

root=${DRAINGUARD_ROOT-} # tests put a directory in front of every path
port=8080  # of dsiem, as the template has it
ask=5      # seconds for a question to the kernel or to systemd
total=45   # seconds for all, beyond the wait
longest=60 # seconds of a wait; with the total it must stay below the document's timeoutSeconds
pause=3    # seconds between two looks
settle=15  # seconds without a connection, from the first look to the last
what=connections
source=tcp:$port
newline='
'
files=0
bytes=0
oldest=0

# ---- the line

say() { # arguments: look, reason
  reason=$(printf '%s' "$2" | tr -c 'A-Za-z0-9 ._/:,-' '_' | head -c 200)
  printf '{"drainguard":2,"look":"%s","what":"%s","paths":1,"files":%s,"bytes":%s,"oldest":%s,"sources":["%s"],"reason":"%s","end":"drainguard"}\n' \
    "$1" "$what" "$files" "$bytes" "$oldest" "$source" "$reason"
  exit 0
}

unknown() { say unknown "$1"; }

# ---- the process

# Sets unit to alive, dead or why that is not known. A unit that systemd calls failed may still have processes, and a program may
# have been started by hand.
look_at() { # arguments: unit, program
  answer=$(timeout -k 1 "$ask" systemctl show --property LoadState --property ActiveState "$1.service")
  case $?:$answer in
    0:*LoadState=loaded*) ;;
    0:*) unit="systemd does not know the unit $1" && return ;;
    124:* | 137:*) unit="systemd did not answer in time" && return ;;
    *) unit="systemd did not answer" && return ;;
  esac
  case $newline$answer$newline in
    *"${newline}ActiveState=inactive$newline"* | *"${newline}ActiveState=failed$newline"*) ;;
    *"${newline}ActiveState=active$newline"* | *"${newline}ActiveState="*ing"$newline"*) unit=alive && return ;;
    *) unit="the state of the unit $1 is not known" && return ;;
  esac
  unit=dead
  for procs in "$root/sys/fs/cgroup/system.slice/$1.service/cgroup.procs" \
    "$root/sys/fs/cgroup/systemd/system.slice/$1.service/cgroup.procs"; do
    if [ -e "$procs" ] && read -r _ <"$procs"; then unit=alive; fi
  done
  set +f
  timeout -k 1 "$ask" grep -aqs "^$2" "$root"/proc/[0-9]*/cmdline
  case $? in
    0) unit=alive ;;
    1 | 2) ;; # 2: a process ended during the search
    *) unit="processes cannot be listed" ;;
  esac
  set -f
}

# ---- the port

# Connections of whoever sends, of a balancer's health check, and of this machine itself: nobody can tell them apart, and a health
# check's is short. One that the sender has closed may hold an event that dsiem has not read.
look_at_port() { # sets open to the number of connections, or says unknown
  answer=$(timeout -k 1 "$ask" ss -Htn state established state close-wait "( sport = :$port )" && echo end)
  case $?:$answer in
    0:*end) open=$(printf '%s' "${answer%end}" | wc -l) ;;
    124:* | 137:*) unknown "ss did not answer in time" ;;
    127:*) unknown "ss is missing" ;;
    *) unknown "ss failed" ;;
  esac
  [ "$open" -eq 0 ] || return
  answer=$(timeout -k 1 "$ask" ss -Htln "( sport = :$port )" && echo end)
  case $?:$answer in
    0:?*end) ;; # somebody would be heard
    0:end)
      look_at dsiem "$root/dsiem/dsiem"
      case $unit in
        dead) ;;
        alive) unknown "dsiem lives, but nothing listens on port $port" ;;
        *) unknown "nothing listens on port $port, and $unit" ;;
      esac
      ;;
    *) unknown "ss failed" ;;
  esac
}

work() { # looks until the line can be printed
  left=$wait
  quiet=0
  while :; do
    look_at_port
    if [ "$open" -gt 0 ]; then
      quiet=0
      if [ "$left" -le 0 ]; then
        files=$open
        bytes=$open
        oldest=$(date +%s)
        say pending ''
      fi
    else
      [ "$quiet" -lt "$settle" ] || say empty ''
      quiet=$((quiet + pause))
    fi
    sleep "$pause" || unknown "could not wait between two looks"
    left=$((left - pause))
  done
}

wait=${SSM_wait:-0}
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
