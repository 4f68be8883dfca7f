#!/bin/sh
# This script prints one line of JSON that says whether this dsiem backend's alarms have left the node: empty, pending or unknown.
# It only reads. It needs a POSIX shell, coreutils, GNU find and jq. Where it is in doubt it says unknown, never empty.
#   empty    dsiem is dead, and by the shipper's registry every alarm log is shipped to its end, in looks over 15 s
#   pending  bytes that are not shipped; one connection, that to NATS, while dsiem runs and all is shipped
#   unknown  everything else
# With a wait of so many seconds it says pending only when they are over; empty it says as soon as it knows.
# The registry is read as Filebeat 7 and 8 describe it (elastic/beats, libbeat/statestore/backend/memlog/doc.go).
set -fu
PATH=${PATH:-/usr/bin}:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
exec 2>/dev/null

root=${DRAINGUARD_ROOT-} # tests put a directory in front of every path
logs=$root/dsiem/logs
registry=$root/dsiem/filebeat/registry/filebeat
ask=5      # seconds for a question to systemd or for a list of files
budget=10  # seconds for reading the registry, of which the log takes 10 MB at most
total=45   # seconds for all, beyond the wait
longest=60 # seconds of a wait; with the total it must stay below the document's timeoutSeconds
pause=3    # seconds between two looks
settle=15  # seconds in which nothing changes, from the first look to the last
tries=3    # readings of a registry that changes meanwhile
what=files
source='?'
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

# ---- the logs and the registry

find_source() { # sets source to what the logs lie on, by the kernel's list of mounts; of several at one place the newest
  real=$(timeout -k 1 "$ask" realpath -e "$logs") || unknown "logs cannot be read: $logs"
  longest_place=
  while read -r _ _ _ place_root place rest; do
    below=${place%/} # not in the pattern itself, where bash 5.2 takes it for something else
    case $real/ in "$below"/*) ;; *) continue ;; esac
    [ "${#place}" -ge "${#longest_place}" ] || continue
    longest_place=$place
    source=${rest#* - * }
    source=${source%% *}
    [ "$place_root" = / ] || source=$source:$place_root
  done <"$root/proc/self/mountinfo"
  [ -n "$longest_place" ] || unknown "mounts cannot be read: /proc/self/mountinfo"
  source=$(printf '%s' "$source" | tr -c ' !#-[]-~' '_' | head -c 500)
}

list() { # sets alarms to the alarm logs and state to them and the files of the registry, each with what tells it from others
  alarms=$(timeout -k 1 "$ask" find -H "$logs" -name 'siem_alarm*.json*' -printf '%y %i-%D %s %T@ %f\n' && echo end)
  case $?:$alarms in
    0:*end) ;;
    *) unknown "logs did not answer in time or cannot be read: $logs" ;;
  esac
  alarms=${alarms%end}
  state=$(timeout -k 1 "$ask" find -H "$registry" -mindepth 1 -maxdepth 1 -printf '%y %i %s %T@ %C@ %f\n' && echo end)
  case $?:$state in
    0:*end) ;;
    *) unknown "registry is missing, did not answer in time or cannot be read: $registry" ;;
  esac
  state=$alarms$state
}

find_checkpoint() { # sets newest to the number of the newest checkpoint, 0 for none; returns 1 after a doubt
  newest=0
  while read -r kind _ _ _ _ name; do
    number=${name%.json}
    case $number:$name in
      log:* | meta:* | active.dat:*) ;;
      *[!0-9]*:* | :* | "$name:$name") continue ;; # what is half written has another name
    esac
    [ "$kind" = f ] || { verdict="doubt $name of the registry is no regular file" && return 1; }
    case $number in *[!0-9]*) continue ;; esac
    [ "${#number}" -le 15 ] || { verdict="doubt the number of a checkpoint cannot be read: $name" && return 1; }
    if [ "$number" -gt "$newest" ]; then newest=$number; fi
  done <<END
${state#"$alarms"}
END
  active=
  if [ -e "$registry/active.dat" ]; then read -r active <"$registry/active.dat"; fi
  case $newest:${active##*/} in
    0: | "$newest:$newest.json") ;;
    *) verdict="doubt active.dat and the newest checkpoint, $newest, contradict each other" && return 1 ;;
  esac
}

# What the log says before the checkpoint's number, the checkpoint has. A number that a shipper read back has become a decimal
# fraction, and large ones are then written as 1.5e+06; above 2^53 they are not exact.
program=$(
  cat <<'END'
def whole: if type == "number" and . >= 0 and . <= 9007199254740991 and . == floor then . + 0
  else error("the registry has a number that is missing or not exact") end;
def stem: split("/")[-1] | split(".json")[0];
try (
  if ($meta | length) != 1 or $meta[0].version != "1" then error("the registry has an unknown version") else . end
  | ($checkpoint[0] | map({(._key): .}) | add // {}) as $start
  | if ($checkpoint | length) != 1 or ($start | length) != ($checkpoint[0] | length)
    then error("the checkpoint contradicts itself") else . end
  | reduce inputs as $line ({id: $base, op: null, of: $start};
      if .op == null then
        if ($line.op | type) == "string" then .op = $line.op | .next = ($line.id | whole)
        else error("log.json misses an operation behind \(.id)") end
      elif ($line.k | type) != "string" then error("log.json misses an entry behind \(.id)")
      elif .next <= $base and .id == $base then .op = null
      elif .next != .id + 1 then error("log.json has a gap behind operation \(.id)")
      elif .op == "set" then .of[$line.k] = $line.v | .id = .next | .op = null
      elif .op == "remove" then .of |= del(.[$line.k]) | .id = .next | .op = null
      else error("log.json has an operation that is not known: \(.op)") end)
  | if .op != null then error("log.json is cut behind \(.id)") else . end
  | [.of | to_entries[] | .value as $v | (.key | split("::")) as $key
      | if $key[0] == "filestream" then {offset: ($v.cursor.offset // 0), source: $v.meta.source}
        elif $key[0:2] == ["filebeat", "logs"] then {offset: $v.offset, source: $v.source}
        else empty end
      | select($v.ttl != 0)
      | if ($key | length) >= 4 and $key[-2] == "native" then .file = $key[-1]
        elif .source | stem | startswith("siem_alarm") then error("the shipper tells files apart by other means: \($key[-2])")
        else empty end
      | .os = ($v.FileStateOS // null)] as $entries
  | [$alarms | split("\n")[] | select(. != "") | split(" ")
      | {kind: .[0], file: .[1], size: (.[2] | tonumber | whole), time: (.[3] | split(".")[0] | tonumber), name: (.[4:] | join(" "))}]
  | if any(.[]; .name | startswith("siem_alarms.json")) and any(.[]; .name | startswith("siem_alarm_events.json")) then .
    else error("there is no siem_alarms.json or no siem_alarm_events.json") end
  | group_by(.file) | map(max_by(.size))
  | map(. as $file
      | if .kind != "f" then error("\(.name) is no regular file") else . end
      | if .name | test("[.](gz|bz2|xz|zst|Z|lz4|zip)$") then error("\(.name) is compressed") else . end
      | [$entries[] | select(.file == $file.file)
          | if .os != null and "\(.os.inode | whole)-\(.os.device | whole)" != .file
            then error("the entry of \($file.name) names another file") else . end
          | if (.source | stem) != ($file.name | stem) then error("the entry of \($file.name) is of \(.source)") else . end
          | .offset | whole] | unique
      | if length > 1 then error("two entries of \($file.name) contradict each other")
        elif length == 0 and $file.size > 0 then error("the shipper has no entry of \($file.name)")
        elif (.[0] // 0) > $file.size then error("\($file.name) is smaller than what was shipped of it")
        else $file + {rest: ($file.size - (.[0] // 0))} end)
  | map(select(.rest > 0))
  | if length == 0 then "shipped"
    else "pending \(length) \(map(.rest) | add) \(map(.time) | min) \(.[0].rest) \(.[0].name)" end
) catch (if test(" at line [0-9]+, column") then "doubt log.json is cut or damaged: \(.)" else "doubt \(.)" end)
END
)

judge() { # sets verdict: shipped, pending with counts, doubt with its reason
  find_checkpoint || return
  if [ "$newest" = 0 ]; then set -- --argjson checkpoint '[[]]'; else set -- --slurpfile checkpoint "$registry/$newest.json"; fi
  # jq takes bytes of value 0, which a crash of the machine leaves at the end, for blanks.
  zeros=$(timeout -k 1 "$ask" tr -dc '\000' <"$registry/log.json" | head -c 1 | wc -c)
  verdict=$(timeout -k 1 "$budget" jq -nr --arg alarms "$alarms" --argjson base "$newest" --slurpfile meta "$registry/meta.json" \
    "$@" "$program" "$registry/log.json")
  case $?:$zeros:$verdict in
    0:0:shipped | 0:0:pending\ * | 0:0:doubt\ *) ;;
    124:* | 137:*) verdict="doubt the registry did not answer in time" ;;
    127:*) verdict="doubt jq is missing" ;;
    *) verdict="doubt the registry is cut, damaged or cannot be read" ;;
  esac
}

look_at_logs() { # sets verdict, and still to the state if it did not change meanwhile
  try=0
  while [ "$try" -lt "$tries" ]; do
    list
    [ -z "$still" ] || [ "$state" != "$still" ] || return
    still=$state
    judge
    list
    [ "$state" != "$still" ] || return
    still=
    case $verdict in pending\ *) return ;; esac
    try=$((try + 1))
  done
  verdict=changing
}

half_line() { # arguments: bytes, name; tells whether all that is left of this log is a line without its end
  ends=$(timeout -k 1 "$ask" tail -c "$1" "$logs/$2" | wc -l)
  [ -f "$logs/$2" ] && [ "$ends" = 0 ]
}

report() { # says pending
  case $verdict in
    pending\ *)
      read -r _ files bytes oldest left name <<END
$verdict
END
      [ "$unit" = dead ] || say pending "dsiem runs"
      if half_line "$left" "$name"; then
        say pending "$name ends in the middle of a line, which the shipper sends only when it has its end"
      fi
      look_at filebeat "$root/usr/local/lib/filebeat/filebeat"
      [ "$unit" != dead ] || say pending "filebeat does not run"
      say pending ''
      ;;
  esac
  [ "$unit" = alive ] || unknown "registry or logs change while they are read"
  what=connections
  files=1
  bytes=1
  oldest=$(date +%s)
  say pending "dsiem runs"
}

work() { # looks until the line can be printed
  find_source
  left=$wait
  still=
  before=
  while :; do
    look_at dsiem "$root/dsiem/dsiem"
    [ "$unit" = dead ] || [ "$unit" = alive ] || unknown "$unit"
    # While dsiem lives, what is shipped matters only at the end: a registry of 9 MB takes half a second of the processor.
    if [ "$unit" = dead ] || [ "$left" -le 0 ]; then
      look_at_logs
    else
      verdict=later
      still=
    fi
    case $verdict in doubt\ *) unknown "${verdict#doubt }" ;; esac
    if [ "$unit:$verdict" = dead:shipped ]; then
      if [ "$state" != "$before" ]; then quiet=0; fi
      before=$state
      [ "$quiet" -lt "$settle" ] || say empty ''
      quiet=$((quiet + pause))
    else
      before=
      [ "$left" -gt 0 ] || report
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
