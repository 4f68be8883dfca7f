#!/bin/sh
# This script prints one line of JSON that says whether this node's queues still hold data: empty, pending or unknown.
# It only reads. It needs a POSIX shell, coreutils and GNU find. Where it is in doubt it says unknown, never empty.
# The SSM agent passes the paths and the name patterns as environment variables, so the shell never runs their text.
set -fu
PATH=${PATH:-/usr/bin}:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
IFS=,
export PATH LC_ALL
exec 2>/dev/null

budget=12 # seconds for one look
total=45  # seconds for all looks together
pause=3   # seconds between two looks, so that a later look sees data that arrived meanwhile
settle=15 # seconds from the first look without data to the last; Cribl flushes its buffers every 10
most=9223372036854775807
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

within() { # runs a command, and stops it when the time for the look is over
  left=$((deadline - $(date +%s)))
  [ "$left" -le "$budget" ] || left=$budget # the clock was set back
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

judge() { # reads the output of find; prints pending or unknown, or returns 3 if there is no data
  status=lost
  links=0
  fault=
  while IFS=' ' read -r kind size time mark; do
    time=${time%%.*}
    case $kind$mark in
      file.)
        files=$((files + 1))
        bytes=$((bytes + size))
        [ "$bytes" -ge 0 ] || bytes=$most # sparse files can report more bytes than the shell can count
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

look() { # returns 0 if the line was printed, 3 if there is no data, another code after an error
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
