#!/bin/sh
# This script mounts the queues of a kept volume in the place of this worker's own queues, or unmounts them again.
# It needs a POSIX shell, coreutils, GNU find, util-linux and systemd. It never deletes anything on the volume.
# If a step fails, the script takes back what this run did, starts the service again and says so. An operator can run
# every task again.
set -fu
PATH=${PATH:-/usr/bin}:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
IFS=,
export PATH LC_ALL
umask 077

volume=${SSM_volume-}
device=${SSM_device-}
service=${SSM_service-}
rescues=/run/drainguard/rescue
base=$rescues/$volume
undo=no
queues=   # without the question mark that says which of them may be absent
optional=
for queue in ${SSM_queues-}; do
  queues=$queues${queues:+,}${queue%\?}
  if [ "$queue" != "${queue%\?}" ]; then optional=$optional,${queue%\?},; fi
  [ -z "${SSM_at-}" ] || break # a place on the volume can belong to one path only, the first
done

say() { printf 'drainguard-rescue: %s\n' "$1" | tr -c '[:print:]\n' '?'; }

fail() { # arguments: reason, exit code
  say "FAILED: $1"
  exit "${2:-1}"
}

finish() { # runs at every exit
  code=$?
  trap - EXIT
  if [ "$undo" = yes ]; then
    say "taking back what this run did"
    stop || say "service $service does not stop"
    for queue in $queues; do
      if place "$queue" && bound "$queue" "$from"; then unbind "$queue"; fi
    done
    if mountpoint -q "$base"; then release || say "the volume is still mounted at $base"; fi
  fi
  if [ "$code" -ne 0 ]; then
    if start; then say "service $service runs"; else say "service $service DOES NOT START"; fi
  fi
  exit "$code"
}

stop() {
  systemctl stop "$service" || return 1
  ! systemctl is-active --quiet "$service"
}

start() {
  systemctl start "$service" || return 1
  systemctl is-active --quiet "$service"
}

place() { # argument: queue path; sets $from to its directory on the mounted volume, never to one outside
  root=$(realpath -e -- "$base") || return 1
  rest=${SSM_at:-$1}
  while :; do
    from=$(realpath -e -- "$base$rest" 2>/dev/null)
    case $from/ in
      "$root"/*) if [ -d "$from" ] && [ "$(stat -c %d -- "$from")" = "$(stat -c %d -- "$root")" ]; then return 0; fi ;;
    esac
    # A data volume has the queues below its own root, so the script tries the path without its first part.
    rest=${rest#/}
    case ${SSM_at-}:$rest in
      :*/*) rest=/${rest#*/} ;;
      *) return 1 ;;
    esac
  done
}

inside() { # arguments: directory, tests for find; prints the names of the directories in it
  parent=$1
  shift
  find "$parent" -mindepth 1 -maxdepth 1 -xtype d "$@" -printf '%f,' 2>/dev/null
}

bound() { [ -d "$1" ] && [ "$(stat -L -c %d:%i -- "$1")" = "$(stat -L -c %d:%i -- "$2")" ]; }

unbind() { umount "$1" || say "cannot unmount $1, something still uses it"; }

release() { umount "$base" && rmdir "$base"; }

# A regular file without data, a directory, a pipe, a socket, and a link to such a file, pipe or socket hold nothing. All
# else is data or a doubt, as in the drain script.
holds() { # argument: directory; returns 1 if it surely has no data, otherwise 0; $seen names the data or the error
  set -- "$1" -ignore_readdir_race
  for pattern in ${SSM_exclude-}; do set -- "$@" ! -name "$pattern"; done
  seen=$(
    find -H "$@" \( -type f -size +0c -print -quit -o -type f -o -type d -o -type p -o -type s \
      -o -type l \( -xtype p -o -xtype s -o -xtype f -exec test -f {} \; ! -exec test -s {} \; \) \
      -o -print -quit \) 2>/dev/null
  ) || seen="${seen:-search failed: $(find -H "$@" -false 2>&1 | head -n 1)}"
  [ -n "$seen" ]
}

add_directory() { # argument: path; makes it, with the owner and the rights of its parent
  if [ ! -d "${1%/*}" ]; then
    case $optional in *,"$queue",*) add_directory "${1%/*}" ;; *) fail "neither $1 nor its parent is on this worker" ;; esac
  fi
  mkdir "$1" || fail "cannot make $1"
  chown --reference="${1%/*}" "$1" || fail "cannot give $1 to the owner of its parent"
  chmod --reference="${1%/*}" "$1" || fail "cannot give $1 the rights of its parent"
}

disk() { # prints the name of the disk that is this volume
  lsblk -dnrpo NAME,SERIAL | (
    serials=no
    while IFS=' ' read -r name serial; do
      case $serial in
        "vol${volume#vol-}")
          printf '%s\n' "$name"
          exit 0
          ;;
        vol*) serials=yes ;;
      esac
    done
    # Xen instances show no serial numbers; there AWS attaches the volume under the device name that the request gave.
    if [ "$serials" = no ] && [ -n "$device" ]; then
      for name in "/dev/xvd${device#/dev/sd}" "$device"; do
        if lsblk -dnro NAME "$name" 2>/dev/null; then exit 0; fi
      done | while IFS= read -r name; do
        printf '/dev/%s\n' "${name#/dev/}"
        break
      done
    fi
  )
}

ready() { # sets $disk, and $parts to its partitions with their file systems; returns 0 if one can be mounted
  disk=$(disk)
  parts=
  [ -n "$disk" ] && parts=$(lsblk -nrpo NAME,FSTYPE "$disk")
  case $parts in *' xfs'* | *' ext'[234]*) return 0 ;; esac
  return 1
}

attach() { # finds the file system with the queues on the volume and mounts it
  if mountpoint -q "$base"; then
    say "volume $volume is mounted already"
    return 0
  fi
  for other in $(inside "$rescues"); do
    if mountpoint -q "$rescues/$other"; then fail "this worker is busy with the rescue of $other"; fi
  done
  tries=10
  until ready || [ "$tries" -eq 0 ]; do
    tries=$((tries - 1))
    sleep 3 # the kernel shows a disk some seconds after AWS attached it
  done
  [ -n "$disk" ] || fail "no disk of this worker is $volume"
  mkdir -p "$base" || fail "cannot make $base"
  tried=
  while IFS=' ' read -r part kind; do
    case $kind in
      # A root volume of the same image has the same file system id as this worker's, and xfs mounts an id only once.
      xfs) options=rw,nosuid,nodev,noexec,nouuid ;;
      ext[234]) options=rw,nosuid,nodev,noexec ;;
      *) continue ;;
    esac
    tried=yes
    mount -t "$kind" -o "$options" "$part" "$base" || fail "cannot mount $part ($kind)"
    undo=yes
    for queue in $queues; do
      if place "$queue"; then
        say "mounted $part of volume $volume"
        return 0
      fi
    done
    release || fail "cannot unmount $part again"
    undo=no
    mkdir -p "$base"
  done <<FILESYSTEMS
$parts
FILESYSTEMS
  rmdir "$base"
  [ -n "$tried" ] || fail "volume $volume has no xfs or ext file system"
  fail "none of the queue directories is on volume $volume" 6
}

substitute() { # argument: queue path; mounts its directory on the volume in its place
  [ -d "$1" ] || add_directory "$1"
  if holds "$1"; then fail "this worker's own queue $1 holds data, which the mount would hide: $seen"; fi
  owner=$(stat -L -c %u:%g -- "$1")
  before=$(stat -c %u:%g -- "$from")
  mount --bind "$from" "$1" || fail "cannot put the old queue in the place of $1"
  if [ "$owner" != "$before" ]; then
    say "giving the files of $before to $owner"
    chown -hR --from="$before" "$owner" "$from" || fail "cannot give the files to $owner"
  fi
}

task_mount() {
  attach
  missing=no
  files=0
  highest=-1
  taken=
  for queue in $queues; do
    place "$queue" || continue
    case ,$taken, in *,"$from",*) fail "two queue paths lie at the same place of the volume: $queue" ;; esac
    taken=$taken,$from
    files=$((files + $(find "$from" -type f -size +0c -printf x 2>/dev/null | wc -c)))
    for process in $(inside "$from" -name '[0-9]*' ! -name '*[!0-9]*'); do
      [ "$process" -le "$highest" ] || highest=$process
    done
    bound "$queue" "$from" || missing=yes
  done
  say "files with data in the old queues: $files"
  [ "$highest" -lt "$(nproc)" ] ||
    say "NOTE: the volume has queues of worker process $highest, but this worker has $(nproc) processors; such queues may never drain"
  if [ "$missing" = yes ]; then
    undo=yes
    stop || fail "cannot stop service $service"
    for queue in $queues; do
      if place "$queue" && ! bound "$queue" "$from"; then substitute "$queue"; fi
    done
  fi
  start || fail "service $service does not start with the old queues"
  undo=no
  say "done: mounted, files=$files"
}

task_unmount() { # unmounts the volume only if it holds no data; checks that while the service is stopped
  mountpoint -q "$base" || fail "volume $volume is not mounted on this worker, so nothing shows that it was drained" 4
  stop || fail "cannot stop service $service"
  some=no
  for queue in $queues; do
    place "$queue" || continue
    bound "$queue" "$from" || fail "the old queue was not in the place of $queue, so nothing shows that it was drained" 4
    some=yes
    if holds "$from"; then fail "the queue holds data again: $seen" 3; fi
  done
  [ "$some" = yes ] || fail "the queue directories of volume $volume are gone" 4
  task_undo
}

task_undo() { # gives the worker its own queues back, even if the volume still holds data
  if mountpoint -q "$base"; then
    stop || fail "cannot stop service $service"
    for queue in $queues; do
      if place "$queue" && bound "$queue" "$from"; then
        umount "$queue" || fail "cannot unmount $queue, something still uses it"
      fi
    done
    release || fail "cannot unmount $base, something still uses it"
  fi
  start || fail "service $service does not start"
  say "done: unmounted"
}

[ -n "$volume" ] || fail "agent too old, needs 3.3.2746.0"
trap finish EXIT
trap 'exit 1' HUP INT TERM
case ${SSM_task-} in
  mount) task_mount ;;
  unmount) task_unmount ;;
  undo) task_undo ;;
  *) fail "no task" ;;
esac
