#!/bin/sh
# Says in one line of JSON whether this node's queues still hold data: empty, pending or unknown.
# Read-only. Needs a POSIX shell, coreutils and GNU find. Whatever is not certain is unknown, never empty.
# The paths and the name patterns come as environment variables, so no text of theirs is ever read as shell.
set -fu
PATH=${PATH:-/usr/bin}:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
IFS=,
export PATH LC_ALL
exec 2>/dev/null

budget=12 # seconds for one look
total=45  # seconds for all of them
pause=3   # seconds between two looks, so that data which comes and goes in between is seen
settle=15 # seconds from the first look without data to the last; Cribl flushes every 10
most=9223372036854775807
paths=0
files=0
bytes=0
oldest=0

say() { # look, reason
  reason=$(printf '%s' "$2" | tr -c 'A-Za-z0-9 ._/:,-' '_' | head -c 200)
  printf '{"drainguard":1,"look":"%s","paths":%s,"files":%s,"bytes":%s,"oldest":%s,"reason":"%s","end":"drainguard"}\n' \
    "$1" "$paths" "$files" "$bytes" "$oldest" "$reason"
  exit 0
}

unknown() { say unknown "$1"; }

within() { # runs a command that never outlasts the look
  left=$((deadline - $(date +%s)))
  [ "$left" -le "$budget" ] || left=$budget # the clock was set back
  [ "$left" -ge 1 ] || return 124
  timeout -k 1 "$left" "$@"
}

present() { # a path: 0 = a directory to search, 1 = absent below a parent that is there; else the look ends
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

judge() { # reads what find printed; says pending or unknown, or returns 3 when there is no data
  status=lost
  links=0
  fault=
  while IFS=' ' read -r kind size time mark; do
    time=${time%%.*}
    case $kind$mark in
      file.)
        files=$((files + 1))
        bytes=$((bytes + size))
        [ "$bytes" -ge 0 ] || bytes=$most # sparse files can claim more than fits
        case $time in -*) time=0 ;; esac
        if [ "$files" -eq 1 ] || [ "$time" -lt "$oldest" ]; then oldest=$time; fi
        ;;
      link.) links=$((links + 1)) ;;
      end.) status=$size ;;
      '') ;;
      *) fault=${fault:-$kind $size $time $mark} ;;
    esac
  done
  case $status:$fault in
    0:) ;;
    124:* | 137:*) unknown "search did not end in time" ;;
    *) unknown "search failed with $status: $fault" ;;
  esac
  [ "$links" -eq 0 ] || unknown "links to directories inside the paths, data may be behind them: $links"
  [ "$files" -eq 0 ] || say pending ""
  return 3
}

look() { # 0 = the line was printed, 3 = no data, else something broke
  deadline=$(($(date +%s) + budget))
  [ "$deadline" -le "$last" ] || deadline=$last
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
  {
    within find -H "$@" \( -type f -size +0c -printf 'file %s %T@ .\n' -o -type l -xtype d -printf 'link 0 0 .\n' \) 2>&1
    printf '\nend %s 0 .\n' "$?"
  } | judge
}

[ -n "${SSM_queues+set}" ] || unknown "agent too old, needs 3.3.2746.0"
last=$(($(date +%s) + total))
look
case $? in 0) exit 0 ;; 3) ;; *) exit 1 ;; esac
while [ "$settle" -gt 0 ]; do
  sleep "$pause" || unknown "could not wait between two looks"
  began=$(date +%s)
  look
  case $? in 0) exit 0 ;; 3) ;; *) exit 1 ;; esac
  spent=$(($(date +%s) - began))
  [ "$spent" -ge 0 ] || spent=0 # the clock was set back
  settle=$((settle - pause - spent))
done
say empty ""
