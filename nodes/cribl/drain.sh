#!/bin/sh
# This script prints one line of JSON that says whether this node's queues still hold data: empty, pending or unknown.
# It only reads. It needs a POSIX shell, coreutils and GNU find. Where it is in doubt it says unknown, never empty. Data
# that it saw is pending whatever doubt stands beside it; the reason then says why the counts may be too low.
# The SSM agent passes the paths, the name patterns and the wait as environment variables, so the shell never runs their text.
# With a wait of so many seconds it says pending only when they are over; empty it says as soon as it knows.
set -fu
PATH=${PATH:-/usr/bin}:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
IFS=,
export PATH LC_ALL
exec 2>/dev/null

budget=12  # seconds for one look's search
checks=5   # seconds for what is asked about mounts and disks
total=45   # seconds for all looks together, beyond the wait
longest=60 # seconds of a wait; with the total it must stay below the document's timeoutSeconds
pause=3    # seconds between two looks, so that a later look sees data that arrived meanwhile
rest=10    # while data waits, a pause is at least so many times as long as the look before it
settle=15  # seconds from the first look without data to the last; Cribl flushes its buffers every 10
room=2000  # bytes for the list of sources; all else takes up to 405, and Systems Manager cuts an output of 2,500
most=9223372036854775807
huge=281474976710655 # bytes of a file; so many of them as fit into one chunk still add up within 64 bits
chunk=262144         # bytes of the list of files that are added up at once
newline='
'
tab=$(printf '\t')
seen=    # a file with data that an earlier turn saw
table=   # the mounts as the kernel lists them
learnt=  # the mounts and paths from which lies_on and missing were worked out
lies_on= # what each path lies on, by these mounts, a line for each
missing= # why these mounts are not as they should be
sources= # what each path lay on during the last search, a line for each
held=    # on what the paths lay when an earlier turn saw data, without dashes
doubt=   # the first reason why this look cannot say empty
paths=0
files=0
bytes=0
oldest=0

# ---- the line

print_line() { # arguments: look, reason, sources as JSON
  printf '{"drainguard":2,"look":"%s","what":"files","paths":%s,"files":%s,"bytes":%s,"oldest":%s,"sources":[%s],"reason":"%s","end":"drainguard"}' \
    "$1" "$paths" "$files" "$bytes" "$oldest" "$3" "$2"
}

say() { # arguments: look, reason
  reason=$(printf '%s' "$2" | tr -c 'A-Za-z0-9 ._/:,-' '_' | head -c 200)
  quoted=
  names=
  IFS=$newline
  for source in $sources; do
    quoted=$quoted,\"$source\"
    names=$names,${source#-}
  done
  # What is printed depends on the list alone, not on counts, reason and dashes: else the guard could not compare.
  if [ $((${#names} + 3 * paths)) -gt "$room" ]; then
    quoted=,\"sum:$(printf '%s' "${names#,}" | sha256sum | head -c 16)\"
  fi
  text=$(print_line "$1" "$reason" "${quoted#,}")
  printf '%s\n' "$text"
  exit 0
}

unknown() { say unknown "$1"; }

doubtful() { doubt=${doubt:-$1}; }

# ---- time

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

# ---- the paths

absent() { # argument: path; tells whether nothing has this name, not even a link; doubts where it cannot tell
  fault=$(within stat -c %F -- "$1" 2>&1)
  case $?:$fault in
    124:* | 137:*) doubtful "path did not answer in time: $1" ;;
    1:*'stat: '*': No such file or directory') return 0 ;; # a loader may complain in the lines before
    *) doubtful "path cannot be read: $1" ;;
  esac
  return 1
}

directory() { # argument: path; sets real and returns 0 if it is a directory; 2 after a doubt, otherwise 1
  real=$(within realpath -e -- "$1/.")
  case $?:$real in
    124: | 137:) doubtful "path did not answer in time: $1" ;;
    0:*"$newline"*) doubtful "path cannot be read: $1" ;;
    0:/*) return 0 ;;
    *) return 1 ;;
  esac
  return 2
}

present() { # argument: path; returns 0 for a directory, 1 for an absent path, 2 after a doubt; sets real to it or its ancestor
  directory "$1"
  code=$?
  [ "$code" -eq 1 ] || return "$code"
  kind=$(within stat -L -c %F -- "$1")
  case $?:$kind in
    0:directory) doubtful "path cannot be read: $1" ;;
    0:*) doubtful "path is not a directory: $1" ;;
    124:* | 137:*) doubtful "path did not answer in time: $1" ;;
    *)
      up=$1
      while absent "${up:-/}"; do
        up=${up%/*}
        if directory "$up"; then
          tracks=$tracks$newline${real%/}${1#"$up"}
          return 1
        fi
      done
      ;;
  esac
  return 2
}

add_path() { # argument: item of the list; adds it to there, if it can be searched, to places and to tracks
  paths=$((paths + 1))
  track=${1%\?} # a path that ends in a question mark may be absent
  while [ "$track" != / ] && [ "${track%/}" != "$track" ]; do track=${track%/}; done
  code=2
  case $track in
    '') doubtful "empty path in the list" ;;
    *"$newline"*) doubtful "path cannot be read: $track" ;;
    /*)
      present "$track"
      code=$?
      tracks=$tracks$newline$track
      ;;
    *) doubtful "path is not absolute: $track" ;;
  esac
  case $code in
    0)
      there=$there$newline$track
      places=$places$newline+$real
      tracks=$tracks$newline$real
      ;;
    1)
      places=$places$newline-$real
      if [ "${1%\?}" = "$1" ]; then
        doubtful "path is absent: $track"
      elif [ "$real" = / ]; then
        doubtful "path is absent and so are its parents: $track"
      fi
      ;;
    *) places=$places$newline\? ;;
  esac
}

# ---- what the paths lie on; each loop over lines runs with IFS=$newline

plain() { # argument: field of mountinfo or fstab; sets plain to its text, without octal escapes, as mount reads them
  plain=
  left=$1
  while [ "${left#*\\}" != "$left" ]; do
    plain=$plain${left%%\\*}
    left=${left#*\\}
    case $left in
      040*) plain="$plain " ;;
      [04]00*) # ends a text
        left=
        break
        ;;
      [0-7][0-7][0-7]*)
        octal=${left%"${left#???}"}
        case $octal in [4-7]*) octal=$((${octal%??} - 4))${octal#?} ;; esac # one byte
        octal=$(printf '%b.' "\\0$octal")
        plain=$plain${octal%.}
        ;;
      *)
        plain=$plain\\
        continue
        ;;
    esac
    left=${left#???}
  done
  plain=$plain$left
}

related() { # argument: directory; tells whether it is one of the paths, an ancestor of one, or below one
  for track in $tracks; do
    case $track/ in "${1%/}/"*) return 0 ;; esac
    case $1/ in "${track%/}/"*) return 0 ;; esac
  done
  return 1
}

split() { # argument: line of mountinfo; sets id, up, device, root, place, type and origin
  id=${1%% *}
  left=${1#* }
  up=${left%% *}
  left=${left#* }
  device=${left%% *}
  left=${left#* }
  root=${left%% *}
  left=${left#* }
  place=${left%% *}
  left=${left#* - }
  type=${left%% *}
  left=${left#* }
  origin=${left%% *}
  case $place in
    *\\*)
      plain "$place"
      place=$plain
      ;;
  esac
}

# Sets the fields to those of the mount that shows the directory, and passed to the ids of the mounts on the way to it. A
# mount counts only if it lies on the mount above it: a later mount hides those that it covers.
walk() { # argument: directory; sets stacked to a place where one mount covers another
  passed=
  last=
  stacked=
  for mount in $near; do
    split "$mount"
    if [ -z "$passed" ] && [ "$place" = / ]; then
      last=$mount
      passed=" $id "
    fi
  done
  [ -n "$last" ] || unknown "mounts cannot be read: /proc/self/mountinfo"
  while :; do
    split "$last"
    current=$id
    shown=$place
    shows=$device:$root
    if [ "$type" = autofs ] || [ "$place" = / ]; then shown=; fi
    next=
    width=0
    for mount in $near; do
      split "$mount"
      if [ "$up" != "$current" ] || [ "$id" = "$current" ]; then continue; fi
      case $1/ in "${place%/}/"*) ;; *) continue ;; esac
      [ -z "$next" ] || [ "${#place}" -le "$width" ] || continue
      next=$mount
      width=${#place}
    done
    [ -n "$next" ] || break
    last=$next
    split "$last"
    if [ "$place" = "$shown" ] && [ "$device:$root" != "$shows" ]; then stacked=$place; fi
    passed="$passed$id "
  done
  split "$last"
}

check_covered() { # argument: directory; as walk, and finds a mount on the way to it that another one hides
  walk "$1"
  [ -z "$stacked" ] || missing=${missing:-"a mount is hidden by another: $stacked"}
  for mount in $near; do
    split "$mount"
    case $1/ in "${place%/}/"*) ;; *) continue ;; esac
    case $place$passed in /\ * | *" $id "*) ;; *) missing=${missing:-"a mount is hidden by another: $place"} ;; esac
  done
  split "$last"
}

list_uuids() { # sets uuids, a line for each: the major and the minor number of the device, in hex, and the link's name
  uuids=
  [ -d /dev/disk/by-uuid ] || return 0
  uuids=$(within find /dev/disk/by-uuid -ignore_readdir_race -xtype b -exec stat -L -c '%t %T %n' -- {} +) ||
    missing=${missing:-"disks cannot be listed"}
}

number() { # argument: line of uuids; sets number to major:minor, and uuid
  uuid=${1##*/}
  left=${1#* }
  number=$((0x${1%% *})):$((0x${left%% *}))
}

uuid_of() { # uses device and origin of a mount; sets uuid, empty for none
  wanted=$device
  case $wanted:$origin in
    0:*:/dev/*) # btrfs shows a number of its own
      left=$(within stat -L -c '%t %T' -- "$origin") && number "$left /" && wanted=$number
      ;;
  esac
  for device_line in $uuids; do
    number "$device_line"
    [ "$number" != "$wanted" ] || return 0
  done
  uuid=
}

name_source() { # uses the fields of a mount; sets uuid to what its directories lie on
  uuid_of
  case $uuid:$origin in
    :none | :) uuid=${type:-none} ;;
    :*)
      plain "$origin"
      uuid=$plain
      ;;
  esac
  if [ "$root" != / ]; then
    plain "$root"
    uuid=$uuid:$plain
  fi
  case $uuid in *[!A-Za-z0-9:/._-]*) uuid=$(printf '%s' "$uuid" | tr -c ' !#-[]-~' '_') ;; esac
}

name_below() { # argument: directory; sets below to the sources of the mounts below it, a line for each
  below=
  for entry in $near; do
    split "$entry"
    case $place in "${1%/}/"?*) ;; *) continue ;; esac
    listed=$id
    check_covered "$place"
    if [ "$id" != "$listed" ] || [ "$type" = autofs ]; then continue; fi
    name_source
    below=$below$newline$uuid
  done
}

add_source() { # argument: item of places; adds what it lies on, with the mounts below it, to lies_on
  case $1 in
    \?*)
      lies_on=$lies_on$newline\?
      return
      ;;
  esac
  check_covered "${1#?}"
  if [ "$type" = autofs ]; then missing=${missing:-"automount point is not mounted: $place"}; fi
  name_source
  case $1 in
    -*) lies_on=$lies_on$newline-$uuid ;;
    *)
      lies_on=$lies_on$newline$uuid
      name_below "${1#?}"
      [ -n "$below" ] || return 0
      for uuid in $(printf '%s\n' "${below#"$newline"}" | sort); do lies_on=$lies_on+$uuid; done
      ;;
  esac
}

read_mounts() { # sets near to the mounts that have to do with the paths, mounted to all places, devices to all numbers
  near=
  mounted=
  devices=' '
  for mount in $table; do
    split "$mount"
    devices="$devices$device "
    mounted=$mounted$newline$place
    if related "$place"; then near=$near$newline$mount; fi
  done
  mounted=$mounted$newline
}

is_mounted() { case $mounted in *"$newline$1$newline"*) return 0 ;; *) return 1 ;; esac; }

check_automounts() { # finds automount points at or below the paths on which nothing is mounted
  for entry in $near; do
    split "$entry"
    [ "$type" = autofs ] || continue
    for track in $tracks; do
      case $place/ in "${track%/}/"*) ;; *) continue ;; esac
      walk "$place"
      [ "$type" != autofs ] || missing=${missing:-"automount point is not mounted: $place"}
    done
  done
}

check_fstab() { # finds what /etc/fstab mounts at, above or below the paths and is not mounted
  [ -e /etc/fstab ] || return 0
  fstab=$(within cat /etc/fstab) || missing=${missing:-"fstab cannot be read"}
  for entry in $fstab; do
    spec=
    place=
    type=
    IFS=" $tab"
    for field in $entry; do
      if [ -z "$spec" ]; then
        spec=$field
      elif [ -z "$place" ]; then
        place=$field
      elif [ -z "$type" ]; then
        type=$field
      fi
    done
    IFS=$newline
    case $spec:$type in \#* | *:swap) continue ;; esac
    plain "$place"
    place=$plain
    case $place in /?*) ;; *) continue ;; esac
    plain "$spec"
    spec=$plain
    while [ "$place" != / ] && [ "${place%/}" != "$place" ]; do place=${place%/}; done
    target=$place
    if ! is_mounted "$place"; then target=$(within realpath -m -- "$place") || target=$place; fi
    if ! related "$place" && ! related "$target"; then continue; fi
    if ! is_mounted "$target"; then
      missing=${missing:-"wanted by fstab and not mounted: $place"}
      continue
    fi
    case $spec in
      UUID=*)
        walk "$target"
        uuid_of
        spec=${spec#UUID=}
        spec=${spec#\"}
        if [ -n "$uuid" ] && [ "$uuid" != "${spec%\"}" ]; then
          missing=${missing:-"mounted is another file system than the one that fstab wants: $target"}
        fi
        ;;
    esac
  done
}

unit_of() { # argument: absolute path; sets unit to its name in systemd's units, without a suffix
  unit=
  left=${1#/}
  while [ -n "$left" ]; do
    after=${left#?}
    char=${left%"$after"}
    left=$after
    case $unit$char in
      .) unit='\x2e' ;;
      *[A-Za-z0-9:_.]) unit=$unit$char ;;
      */) unit=$unit- ;;
      *)
        code=0$(printf '%x' "'$char")
        unit=$unit\\x${code#"${code%??}"}
        ;;
    esac
  done
}

check_units() { # finds enabled mount units for places at, above or below the paths where nothing is mounted
  [ -d /run/systemd/system ] || return 0
  folders=
  for folder in /etc/systemd/system /run/systemd /usr/lib/systemd/system; do
    if [ -d "$folder" ]; then folders=$folders$newline$folder; fi
  done
  units=$(
    set --
    for folder in $folders; do set -- "$@" "$folder"; done
    # A unit of the distribution is enabled if a link in a folder of wants or requires says so; a link to null masks.
    within find "$@" -ignore_readdir_race -name '*.mount' ! -lname /dev/null \
      \( ! -path '*/usr/lib/systemd/*' -o -path '*.wants/*' -o -path '*.requires/*' \) -printf '%f\n'
  ) || missing=${missing:-"mount units cannot be listed"}
  [ -n "$units" ] || return 0
  up_units=$newline
  for mount in $near; do
    split "$mount"
    unit_of "$place"
    up_units=$up_units$unit.mount$newline
  done
  for track in $tracks; do
    unit_of "$track"
    for entry in $units; do
      name=${entry%.mount}
      case $name in
        -) continue ;; # the root
        "$unit" | "$unit"-*) ;;
        *)
          case $unit in
            '' | "$name"-*) ;;
            *) continue ;;
          esac
          ;;
      esac
      case $up_units in *"$newline$entry$newline"*) ;; *) missing=${missing:-"wanted by a mount unit and not mounted: $entry"} ;; esac
    done
  done
}

study() { # argument: mounts; works out lies_on and missing, if mounts or paths are others than last time
  [ "$1$newline$places" != "$learnt" ] || return 0
  table=$1
  learnt=$table$newline$places
  missing=
  lies_on=
  read_mounts
  list_uuids
  for item in $places; do add_source "$item"; done
  check_automounts
  check_fstab
  check_units
}

learn() { # works out sources, from the mounts before and after the search, and doubts where they are not as they should be
  clock
  deadline=$((now + checks * 100))
  mounts=$(cat /proc/self/mountinfo)
  case $before in '') mounts= ;; esac
  case $mounts in '') unknown "mounts cannot be read: /proc/self/mountinfo" ;; esac
  IFS=$newline
  study "$before"
  sources=$lies_on
  if [ "$mounts" != "$before" ]; then
    study "$mounts"
    merge
  fi
  on=
  for source in $sources; do on=$on$newline${source#-}; done
  IFS=,
  [ -z "$missing" ] || doubtful "$missing"
  # What was seen on another file system is still there, whatever this search saw.
  if [ -n "$held" ] && [ "$held" != "$on" ]; then
    held=several
    doubtful "data was seen on another file system in the same look"
  fi
}

merge() { # sets each source that lies_on names in another way to a question mark
  others=$lies_on
  merged=
  for source in $sources; do
    others=${others#"$newline"}
    other=${others%%"$newline"*}
    others=${others#"$other"}
    if [ "$source" != "$other" ]; then
      source=\?
      doubtful "mounts changed during the search"
    fi
    merged=$merged$newline$source
  done
  sources=$merged
}

disks_of() { # argument: major:minor; adds the names of the disks that this device lies on to disks
  node=$(cd -P "/sys/dev/block/$1" && pwd)
  if [ -e "$node/partition" ]; then node=${node%/*}; fi
  below=$(within find "$node/slaves" -mindepth 1 -printf '%p\n')
  if [ -z "$below" ]; then
    disks="$disks${node:-$1} "
    return
  fi
  for lower in $below; do
    IFS= read -r lower <"$lower/dev"
    disks_of "$lower"
  done
}

check_disks() { # before empty is said: finds a file system on a disk of its own that nothing uses
  IFS=$newline
  list_uuids
  [ -z "$missing" ] || doubtful "$missing"
  roots=
  for entry in $uuids; do
    if [ -z "$roots" ]; then
      walk /
      uuid_of
      disks=' '
      disks_of "$wanted"
      roots=$disks
    fi
    number "$entry"
    case $devices in *" $number "*) continue ;; esac
    if [ -d "/sys/fs/btrfs/$uuid" ]; then continue; fi # mounted, perhaps by another of its disks
    if shares_disk; then continue; fi
    used=$(within find "/sys/dev/block/$number/holders/" -mindepth 1 -printf x)
    [ -z "$used" ] || continue
    if is_swap; then continue; fi
    doubtful "file system that is mounted nowhere: $uuid"
  done
  IFS=,
}

shares_disk() { # uses number and roots; tells whether the device lies on the root's disks only
  disks=' '
  disks_of "$number"
  IFS=' '
  for disk in $disks; do
    case $roots in *" $disk "*) ;; *) disks= ;; esac
  done
  IFS=$newline
  [ -n "$disks" ]
}

is_swap() { # uses number; tells whether the device holds swap, in use or not
  kind=
  while IFS= read -r field; do
    case $field in E:ID_FS_TYPE=*) kind=${field#*=} ;; esac
  done <"/run/udev/data/b$number"
  [ "$kind" = swap ]
}

# ---- the search

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

judge() { # reads what find and totals say; prints files, bytes, oldest, number of doubts, and why the search is not whole
  status=lost
  counted=lost
  doubts=0
  fault=
  noise=
  while IFS=' ' read -r kind first second third mark; do
    case $kind$mark in
      sum.) add "$first" "$second" "$third" ;;
      all.)
        counted=
        add "$first" "$second" "$third"
        ;;
      doubt.) doubts=$((doubts + 1)) ;;
      end.) status=$first ;;
      '') ;;
      find:*) fault=${fault:-$kind $first $second $third $mark} ;;
      *) noise=${noise:-$kind $first $second $third $mark} ;; # a loader may complain about each program that it starts
    esac
  done
  case $status$counted:$fault in
    0:) fault= ;;
    124* | 137*) fault="search did not end in time" ;;
    *) fault="search failed with $status$counted: ${fault:-$noise}" ;;
  esac
  printf '%s\n' "$files" "$bytes" "$oldest" "$doubts" "fault $fault"
}

# Regular files without data, directories, pipes and sockets hold nothing, nor does a link to such a file, pipe or socket.
# Everything else that is no data is a doubt: a link that leads nowhere, in a circle, to a directory, to data or to a
# device, a device, and a kind that find does not know.
sift() { # arguments: file and format for a doubt, what to do then, and find's arguments, with what it does with data
  file=$1
  format=$2
  after=$3
  shift 3
  within find -H "$@" -o -type f -o -type d -o -type p -o -type s \
    -o -type l \( -xtype p -o -xtype s -o -xtype f -exec test -f {} \; ! -exec test -s {} \; \) \
    -o -fprintf "$file" "$format" "$after" \)
}

glimpse() { # arguments of find; returns 4 if there is data, 3 if there is none, 0 in doubt; sets seen
  if [ -n "$seen" ]; then
    [ "$(within stat -c %F -- "$seen")" != 'regular file' ] || return 4 # of an empty file, stat says so
  fi
  seen=$(
    sift /dev/stdout 'doubt ' -quit "$@" \( -type f -size +0c -printf 'data %p' -quit 2>&1
    printf '/%s/' "$?"
  )
  case $seen in
    /0/) return 3 ;;
    'data '*/0/) ;;
    *) # data counts more than a doubt
      seen=$(
        within find -H "$@" -type f -size +0c -printf 'data %p' -quit
        printf '/%s/' "$?"
      )
      ;;
  esac
  case $seen in
    'data '*/0/)
      seen=${seen#data }
      seen=${seen%/0/}
      return 4
      ;;
  esac
  seen=
  return 0
}

count() { # arguments of find; sets files, bytes and oldest, and doubts if the search is not whole
  found=$(
    {
      {
        sift /dev/stderr 'doubt 0 0 0 .\n' -true "$@" \
          \( -type f -size "+${huge}c" -fprintf /dev/stderr "sum 1 $most %T@ .\n" -o -type f -size +0c -printf '%T@.%s\n' 2>&3
        printf '\nend %s 0 0 .\n' "$?" >&3
      } | totals >&3
    } 3>&1 | judge
  )
  fault=$found
  for name in files bytes oldest doubts; do
    value=${fault%%"$newline"*}
    fault=${fault#*"$newline"}
    case $value in '' | *[!0-9]*) unknown "search failed" ;; esac
    case $name in
      files) files=$value ;;
      bytes) bytes=$value ;;
      oldest) oldest=$value ;;
      *) doubts=$value ;;
    esac
  done
  fault=${fault#fault}
  fault=${fault# }
  [ -z "$fault" ] || doubtful "$fault"
  if [ "$doubts" -gt 0 ]; then
    odd=$(sift /dev/stdout '%y%p' -quit "$@" \( -false)
    case $odd in
      l/*) kind='link' ;;
      [bc]/*) kind=device ;;
      *) kind=entry ;;
    esac
    doubtful "$kind that may hide data: ${odd#?}"
  fi
}

# Prints the line if there is data or doubt; returns 3 if there is neither. With glimpsing it returns 4 at the first file and
# counts nothing; where a glimpse leaves any doubt, it counts.
look() {
  clock
  deadline=$((now + budget * 100))
  [ "$deadline" -le "$last_look" ] || deadline=$last_look
  before=$(cat /proc/self/mountinfo)
  paths=0
  there=
  places=
  tracks=
  doubt=
  for item in ${SSM_queues-}; do add_path "$item"; done
  [ "$paths" -gt 0 ] || unknown "no queue path is configured"
  [ -n "$there" ] || doubtful "all paths are absent"
  set --
  IFS=$newline
  for item in $there; do set -- "$@" "$item"; done
  IFS=,
  set -- "$@" -ignore_readdir_race
  for pattern in ${SSM_exclude-}; do
    case $pattern in
      */*) unknown "exclude pattern with a slash: $pattern" ;;
      *[!*?]*) set -- "$@" ! -name "$pattern" ;;
      *) unknown "exclude pattern that fits every name: $pattern" ;;
    esac
  done
  if [ -n "$there" ]; then
    code=0
    if [ -n "$glimpsing" ]; then
      glimpse "$@"
      code=$?
    fi
    if [ "$code" -eq 4 ]; then
      learn
      held=${held:-$on}
      return 4
    fi
    [ "$code" -eq 3 ] || count "$@"
  fi
  clock
  [ "$now" -le $((deadline + 200)) ] || doubtful "the machine stood still during a look"
  [ "$quiet" = yes ] || learnt= # what fstab and units say is asked anew, also where the mounts stayed the same
  learn
  [ "$files" -eq 0 ] || say pending "$doubt"
  [ -z "$doubt" ] || unknown "$doubt"
  return 3
}

work() { # looks until the line can be printed
  clock
  start=$now
  last_look=$((start + wait + total * 100))
  passed_time=0 # hundredths of a second since the start, and no less than the pauses asked for
  lacking=0     # hundredths of a second without data that are missing to empty
  quiet=no
  while :; do
    clock
    began=$now
    glimpsing=
    [ "$passed_time" -ge "$wait" ] || glimpsing=yes
    look
    code=$?
    clock
    spent=$((now - began))
    [ "$spent" -ge 0 ] || spent=0
    passed_time=$((passed_time + spent))
    gap=$pause
    case $code$quiet in
      4*)
        quiet=no
        [ "$((spent * rest))" -le "$((gap * 100))" ] || gap=$(((spent * rest + 99) / 100))
        [ "$((passed_time + gap * 100))" -le "$wait" ] || gap=$(((wait - passed_time + 99) / 100))
        [ "$gap" -ge 1 ] || gap=1
        ;;
      3no)
        quiet=yes
        lacking=$((settle * 100))
        ground=$learnt
        ;;
      3yes)
        lacking=$((lacking - spent))
        [ "$ground" = "$learnt" ] || unknown "mounts changed while the look waited for late data"
        ;;
      *) exit 1 ;;
    esac
    if [ "$quiet" = yes ] && [ "$lacking" -le 0 ]; then
      check_disks
      [ -z "$doubt" ] || unknown "$doubt"
      say empty ""
    fi
    sleep "$gap" || unknown "could not wait between two looks"
    passed_time=$((passed_time + gap * 100))
    lacking=$((lacking - gap * 100))
    clock
    [ "$passed_time" -ge $((now - start)) ] || passed_time=$((now - start))
  done
}

[ -n "${SSM_queues+set}" ] || unknown "agent too old, needs 3.3.2746.0"
wait=${SSM_wait:-0}
case $wait in *[!0-9]*) unknown "wait is no whole number of seconds: $wait" ;; esac
while [ "${wait#0?}" != "$wait" ]; do wait=${wait#0}; done # the shell reads 010 as eight
if [ "${#wait}" -gt 3 ] || [ "$wait" -gt "$longest" ]; then wait=$longest; fi
bound=$((wait + total + 1))
wait=$((wait * 100))
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
