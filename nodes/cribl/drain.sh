#!/bin/sh
# This script prints one line of JSON that says whether this node's queues still hold data: empty, pending or unknown.
# It only reads. It needs a POSIX shell, coreutils and GNU find. Where it is in doubt it says unknown, never empty.
# The SSM agent passes the paths, the name patterns and the wait as environment variables, so the shell never runs their text.
# With a wait of so many seconds it says pending only when they are over; empty it says as soon as it knows.
set -fu
PATH=${PATH:-/usr/bin}:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
IFS=,
export PATH LC_ALL
exec 2>/dev/null

budget=12  # seconds for one look
total=45   # seconds for all looks together, beyond the wait
longest=60 # seconds of a wait; with the total it must stay below the document's timeoutSeconds
pause=3    # seconds between two looks, so that a later look sees data that arrived meanwhile
rest=10    # while data waits, a pause is at least so many times as long as the look before it
settle=15  # seconds from the first look without data to the last; Cribl flushes its buffers every 10
most=9223372036854775807
huge=281474976710655 # bytes of a file; so many of them as fit into one chunk still add up within 64 bits
chunk=262144         # bytes of the list of files that are added up at once
newline='
'
seen=
paths=0
files=0
bytes=0
oldest=0

say() { # arguments: look, reason
  reason=$(printf '%s' "$2" | tr -c 'A-Za-z0-9 ._/:,-' '_' | head -c 200)
  printf '{"drainguard":1,"look":"%s","paths":%s,"files":%s,"bytes":%s,"oldest":%s,"reason":"%s","end":"drainguard"}\n' \
    "$1" "$paths" "$files" "$bytes" "$oldest" "$reason"
  exit 0
}

unknown() { say unknown "$1"; }

tick() { # sets now, in hundredths of a second since the start of the machine: nobody sets this clock back or ahead
  IFS=' ' read -r now _ </proc/uptime || return 1
  case $now in *[!0-9.]* | *.*.* | .*) return 1 ;; *.[0-9][0-9]) ;; *) return 1 ;; esac
  now=$((${now%.*} * 100 + 1${now#*.} - 100)) # 0.08 is no octal number
}

clock() { tick || unknown "no clock: /proc/uptime"; }

within() { # runs a command, and stops it when the time for the look is over
  tick || return 124
  left=$(((deadline - now) / 100))
  [ "$left" -ge 1 ] || return 124
  timeout -k 1 "$left" "$@"
}

present() { # argument: path; returns 0 for a directory, 1 for an absent path with a parent; otherwise ends the look
  kind=$(within stat -L -c %F -- "$1")
  case $?:$kind in
    0:directory) return 0 ;;
    0:*) unknown "path is not a directory: $1" ;;
    124:* | 137:*) unknown "path did not answer in time: $1" ;;
  esac
  fault=$(within stat -c %F -- "$1" 2>&1)
  case $?:$fault in
    1:*': No such file or directory') ;;
    *) unknown "path cannot be read: $1" ;;
  esac
  parent=${1%/*}
  kind=$(within stat -L -c %F -- "${parent:-/}")
  [ "$kind" = directory ] || unknown "path is absent and so is its parent: $1"
  return 1
}

totals() { # reads a line for each file, time.fraction.size; prints how many they are, their bytes and the oldest time
  tail=
  while text=$(head -c "$chunk"; printf .) && [ "$text" != . ]; do
    text=$tail${text%.}
    tail=${text##*"$newline"}
    [ "$tail" != "$text" ] || continue
    text=${text%"$newline"*}
    case $text in *[!0-9.$newline-]*) return 1 ;; esac
    lines=$(printf '%s\n' "$text" | wc -l)
    sizes=$(printf '%s\n' "$text" | cut -d . -f 3 | paste -s -d + -)
    time=$(printf '%s\n' "$text" | sort -n | head -n 1)
    add "$lines" "$((${sizes:-0}))" "$time"
  done
  printf 'all %s %s %s .\n' "$files" "$bytes" "$oldest"
}

add() { # arguments: files, their bytes, their oldest time
  [ "$1" -gt 0 ] || return 0
  time=${3%%.*}
  case $time in -*) time=0 ;; esac
  if [ "$files" -eq 0 ] || [ "$time" -lt "$oldest" ]; then oldest=$time; fi
  files=$((files + $1))
  bytes=$((bytes + $2))
  [ "$bytes" -ge 0 ] || bytes=$most # sparse files can report more bytes than the shell can count
}

judge() { # reads what find and totals say; prints pending or unknown, or returns 3 if there is no data
  status=lost
  counted=lost
  links=0
  fault=
  while IFS=' ' read -r kind first second third mark; do
    case $kind$mark in
      sum.) add "$first" "$second" "$third" ;;
      all.)
        counted=
        add "$first" "$second" "$third"
        ;;
      link.) links=$((links + 1)) ;;
      end.) status=$first ;;
      '') ;;
      *) fault=${fault:-$kind $first $second $third $mark} ;;
    esac
  done
  case $status$counted:$fault in
    0:) ;;
    124* | 137*) unknown "search did not end in time" ;;
    *) unknown "search failed with $status$counted: $fault" ;;
  esac
  [ "$links" -eq 0 ] || unknown "links to directories inside the paths, data may be behind them: $links"
  [ "$files" -eq 0 ] || say pending ""
  return 3
}

# Returns 0 if the line was printed, 3 if there is no data, another code after an error. With the argument "glimpse" it
# returns 4 at the first file and counts nothing; where a glimpse leaves any doubt, it looks as without that argument.
look() {
  mode=${1-}
  clock
  deadline=$((now + budget * 100))
  [ "$deadline" -le "$last" ] || deadline=$last
  if [ -n "$mode" ] && [ -n "$seen" ]; then
    [ "$(within stat -c %F -- "$seen")" != 'regular file' ] || return 4 # of an empty file, stat says so
  fi
  paths=0
  set --
  for path in ${SSM_queues-}; do
    case $path in
      '') unknown "empty path in the list" ;;
      /*) ;;
      *) unknown "path is not absolute: $path" ;;
    esac
    while [ "$path" != / ] && [ "${path%/}" != "$path" ]; do path=${path%/}; done
    if present "$path"; then set -- "$@" "$path"; fi
    paths=$((paths + 1))
  done
  [ "$paths" -gt 0 ] || unknown "no queue path is configured"
  [ "$#" -gt 0 ] || return 3
  set -- "$@" -ignore_readdir_race
  for pattern in ${SSM_exclude-}; do
    case $pattern in
      */*) unknown "exclude pattern with a slash: $pattern" ;;
      *[!*?]*) set -- "$@" ! -name "$pattern" ;;
      *) unknown "exclude pattern that fits every name: $pattern" ;;
    esac
  done
  if [ -n "$mode" ]; then
    seen=$(
      within find -H "$@" \( -type f -size +0c -printf 'data %p' -quit -o -type l -xtype d -printf 'link ' \) 2>&1
      printf '/%s/' "$?"
    )
    case $seen in
      /0/) return 3 ;;
      'data '*/0/)
        seen=${seen#data }
        seen=${seen%/0/}
        return 4
        ;;
    esac
    seen=
  fi
  {
    {
      within find -H "$@" \( -type f -size "+${huge}c" -fprintf /dev/stderr "sum 1 $most %T@ .\n" \
        -o -type f -size +0c -printf '%T@.%s\n' -o -type l -xtype d -fprintf /dev/stderr 'link 0 0 0 .\n' \) 2>&3
      printf '\nend %s 0 0 .\n' "$?" >&3
    } | totals >&3
  } 3>&1 | judge
}

[ -n "${SSM_queues+set}" ] || unknown "agent too old, needs 3.3.2746.0"
wait=${SSM_wait:-0}
case $wait in *[!0-9]*) unknown "wait is no whole number of seconds: $wait" ;; esac
while [ "${wait#0?}" != "$wait" ]; do wait=${wait#0}; done # the shell reads 010 as eight
if [ "${#wait}" -gt 3 ] || [ "$wait" -gt "$longest" ]; then wait=$longest; fi
clock
start=$now
wait=$((wait * 100))
last=$((start + wait + total * 100))
passed=0  # hundredths of a second since the start, and no less than the pauses asked for
missing=0 # hundredths of a second without data that are missing to empty
quiet=no
while :; do
  clock
  began=$now
  if [ "$passed" -lt "$wait" ]; then look glimpse; else look; fi
  code=$?
  clock
  [ "$now" -le $((deadline + 200)) ] || unknown "the machine stood still during a look"
  spent=$((now - began))
  [ "$spent" -ge 0 ] || spent=0
  passed=$((passed + spent))
  gap=$pause
  case $code$quiet in
    0*) exit 0 ;;
    4*)
      quiet=no
      [ "$((spent * rest))" -le "$((gap * 100))" ] || gap=$(((spent * rest + 99) / 100))
      [ "$((passed + gap * 100))" -le "$wait" ] || gap=$(((wait - passed + 99) / 100))
      [ "$gap" -ge 1 ] || gap=1
      ;;
    3no)
      quiet=yes
      missing=$((settle * 100))
      ;;
    3yes) missing=$((missing - spent)) ;;
    *) exit 1 ;;
  esac
  [ "$quiet" = no ] || [ "$missing" -gt 0 ] || say empty ""
  sleep "$gap" || unknown "could not wait between two looks"
  passed=$((passed + gap * 100))
  missing=$((missing - gap * 100))
  clock
  [ "$passed" -ge $((now - start)) ] || passed=$((now - start))
done
