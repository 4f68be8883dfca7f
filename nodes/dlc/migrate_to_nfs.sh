#!/bin/sh
# This script moves the state of a DLC to a file system on NFS, so that another machine can go on with it. Without arguments
# it copies config.json, logSources.json and /store to a directory of /mnt that has the UUID of the DLC as its name, and puts
# links in their places. It may be run again at any time: it goes on where an earlier run was stopped.
#
# It deletes nothing that is the only copy: what stood in the place of a link stays beside it, with the suffix ".pre-nfs".
set -u
lib=${0%/*}
case $lib in "$0") lib=. ;; esac
if [ ! -e "$lib/dlc-common.sh" ]; then
  echo "drainguard: dlc-common.sh is missing beside this script; copy the whole folder nodes/dlc" >&2
  exit 3
fi
command . "$lib/dlc-common.sh"
: "${root?}" "${run?}" "${mnt?}" "${uuid=}" "${uuid_fault=}" "${me?}" "${FILE_SYSTEM=}"

answer_limit=30 # seconds for a small answer of the file system
stop_limit=90   # seconds; dlc.service allows 60 until SIGKILL
start_limit=150 # seconds until DLC is active and listens
slowest=5       # megabytes a second: a copy that is slower than that has hung
home=$root/opt/ibm/si/services/dlc
notes=$root/var/lib/drainguard-dlc
target=$root/usr/local/lib/drainguard-dlc
units=$root/etc/systemd/system
number=0 # of the step under way

usage() {
  cat <<'END'
usage: migrate_to_nfs.sh [option]
  (no option)      move config.json, logSources.json and /store to /mnt/UUID, link them, start DLC; repair such a host
  --with-identity  the same, and keystore, MKS and trusted_certificates, too
  --adopt          link this host to the state that is on /mnt already; does not start DLC
  --rollback       bring the state back to this host, and leave the copy on /mnt under another name
  --status         say how this host stands; changes nothing
  --dry-run        say what a run without options would do; changes nothing
exit code: 0 done, or done already; 2 usage; 3 refused, nothing changed; 4 failed, all as before; 5 failed, and not as before
END
}

refuse() { # arguments: what is wrong, and the next step; never returns
  say "REFUSED, nothing changed: $1"
  exit 3
}

# ---- places

place_of() { # argument: item; prints its place on this host
  case $1 in
    store) echo "$root/store" ;;
    config.json | logSources.json) echo "$home/conf/$1" ;;
    *) echo "$home/$1" ;;
  esac
}

kind() { # argument: path; prints what it is, a link as such; nothing if it is absent or does not answer
  bounded "$answer_limit" stat -c %F -- "$1" 2>/dev/null
}

real_kind() { bounded "$answer_limit" stat -L -c %F -- "$1" 2>/dev/null; }

same_file() { [ "$(stat -c %d:%i -- "$1")" = "$(stat -c %d:%i -- "$2")" ]; } # a link as such

is_file() { case $(real_kind "$1") in 'regular file' | 'regular empty file') ;; *) return 1 ;; esac; }

is_linked() { # argument: item; tells whether its place shows the shared state
  place=$(place_of "$1")
  [ "$(readlink -- "$place")" = "$state/$1" ] || { [ "$1" = store ] && is_bound; }
}

is_mounted() { bounded "$answer_limit" findmnt --noheadings --mountpoint "$1" >/dev/null; }

is_bound() { # tells whether the shared store is mounted at /store
  is_mounted "$root/store" || return 1
  case $(bounded "$answer_limit" findmnt --noheadings --first-only --direction backward --output FSROOT --mountpoint "$root/store") in
    */"$uuid/store") ;;
    *) return 1 ;;
  esac
}

manifest_value() { # argument: key
  bounded "$answer_limit" sed -n "s/^$1=//p" "$state/.manifest" 2>/dev/null
}

note_value() { # argument: key of the notes of a run that has not come to its end
  sed -n "s/^$1=//p" "$notes/migration" 2>/dev/null
}

# ---- what is looked at before anything changes

look_at_host() { # sets uuid, state, staging, uid and gid
  [ "$(id -u)" = 0 ] || refuse "this needs root; run it with sudo"
  if ! env -C / true 2>/dev/null || [ -z "$(dlc_state)" ]; then
    refuse "this system is too old, or systemd does not answer: this needs systemd 236 and coreutils 8.28 (as of RHEL 8, Ubuntu 18.04)"
  fi
  if ! find_uuid; then
    if [ "$mode" = adopt ] && [ -z "$(ls -A "$root/etc/dlc/instance" 2>/dev/null)" ]; then uuid=$(only_identity); fi
    [ -n "$uuid" ] || refuse "$uuid_fault"
  fi
  state=$mnt/$uuid
  staging=$mnt/$uuid.staging
  uid=$(id -u dlc 2>/dev/null) || refuse "there is no user dlc; install DLC first"
  gid=$(id -g dlc)
  for item in config.json logSources.json store; do
    case $mode:$(kind "$(place_of "$item")") in
      migrate: | dry-run:) is_file "$state/config.json" || refuse "$(place_of "$item") is missing; install DLC first" ;;
    esac
  done
}

look_at_mount() {
  is_nfs "$mnt" || refuse "$mnt is no NFS mount; mount the file system first (README, DLC)"
  [ "$(real_kind "$mnt")" = directory ] ||
    refuse "$mnt did not answer within $answer_limit s; see whether port 2049 of the file system is open for this host"
}

only_identity() { # prints the UUID of the one state on the file system that came with its identity
  found=
  for manifest in "$mnt"/*/.manifest; do
    grep -qs '^identity=yes$' "$manifest" || continue
    [ -z "$found" ] || return
    found=${manifest%/.manifest}
  done
  is_uuid "${found##*/}" && echo "${found##*/}"
}

mount_source() { # prints what is mounted at /mnt
  bounded "$answer_limit" findmnt --noheadings --first-only --direction backward --output SOURCE --mountpoint "$mnt"
}

look_at_fstab() { # the mount helper of EFS mounts its own tunnel: a line with that address would mount nothing after a reboot
  [ -z "$FILE_SYSTEM$(fstab_of "$mnt")" ] || return 0
  case $(mount_source) in
    127.0.0.1:* | localhost:* | '[::1]:'*) refuse "/etc/fstab has no line for $mnt, and amazon-efs-utils mounted it; put the stack's output MountLine there" ;;
  esac
}

look_at_writes() { # sees that the file system takes a write and keeps owners
  probe=$mnt/.drainguard-probe.$$
  fault=$(echo drainguard | bounded "$answer_limit" dd of="$probe" conv=fsync 2>&1) || {
    bounded "$answer_limit" rm -f -- "$probe"
    refuse "cannot write to $mnt: $(printf '%s' "$fault" | head -n 1); give it room and write access"
  }
  bounded "$answer_limit" chown "$uid:$gid" "$probe" 2>/dev/null
  owners=$(bounded "$answer_limit" stat -c %u:%g -- "$probe")
  bounded "$answer_limit" rm -f -- "$probe"
  [ "$owners" = "$uid:$gid" ] ||
    refuse "$mnt does not keep owners: a file of $uid:$gid (dlc) became one of $owners; use no root squash and no forced user"
}

size_of() { # arguments: paths; prints their kilobytes
  bounded 300 du -skL -- "$@" 2>/dev/null | awk '{ sum += $1 } END { printf "%.0f\n", sum }'
}

look_at_room() { # arguments: directory, kilobytes
  room=$(bounded "$answer_limit" df -Pk -- "$1" | awk 'NR == 2 { print $4 }')
  [ -n "$room" ] || refuse "$1 does not say how much room it has; see df $1"
  [ "$room" -ge "$2" ] || refuse "$1 has $room KB free and needs $2 KB; give it room"
}

look_at_lease() { # nobody else may work on the state
  case $(kind "$state/.lease") in '') return ;; esac
  record=$(bounded "$answer_limit" tail -n 1 -- "$state/.lease")
  find_me
  case $record in
    *' state=released' | "owner=${me:-nobody} "* | '') ;;
    *) refuse "the state is in use: $record; stop DLC there first" ;;
  esac
}

look_at_manifest() { # on a host that takes the state over
  [ "$(manifest_value uuid)" = "$uuid" ] ||
    refuse "$state has no manifest of this DLC; run this script without options on the host that made it"
  theirs=$(manifest_value uid):$(manifest_value gid)
  [ "$theirs" = "$uid:$gid" ] ||
    refuse "user dlc is $uid:$gid here and $theirs on the host that wrote the state; give it the same numbers (usermod, groupmod)"
  for item in config.json logSources.json store; do
    case $item:$(real_kind "$state/$item") in
      store:directory | *.json:regular*file) ;;
      *) refuse "the state is not whole: $state/$item is missing; see the copies on $mnt" ;;
    esac
  done
}

look_at_places() { # a name that this script needs must be free
  for item in $items; do
    place=$(place_of "$item")
    if is_linked "$item" || [ ! -e "$place.pre-nfs" ]; then continue; fi
    case $(note_value uuid):$(kind "$place"):$(kind "$state") in
      "$uuid":*) ;; # an earlier run put it there
      *:directory:directory) refuse "both $place and $place.pre-nfs are there, and DLC may have written to both; move one away" ;;
      *:directory) ;;
      *) refuse "$place.pre-nfs is there already, from an earlier attempt; move it away" ;;
    esac
  done
  if ! is_linked store && is_mounted "$root/store" && [ -z "$(fstab_of "$root/store")" ] && [ -z "$(note_value uuid)" ]; then
    refuse "/store is a mount point, but /etc/fstab does not name it; give it a line there first"
  fi
}

# Sets task: fresh, resume, damaged (by the script that IBM published), linked (done, or nearly).
look_at_state() {
  linked=
  missing=
  for item in $items; do
    if is_linked "$item"; then linked="$linked $item"; else missing="$missing $item"; fi
  done
  case $(kind "$state") in
    '')
      [ "$(kind "$mnt")" = directory ] || refuse "$mnt did not answer within $answer_limit s"
      [ -z "$linked" ] || refuse "this host has links to $state, which is not there; see whether the right file system is mounted"
      task=fresh
      [ "$(note_value uuid)" != "$uuid" ] || task=resume
      return
      ;;
    directory) ;;
    *) refuse "$state is no directory; move it away" ;;
  esac
  id=$(manifest_value id)
  if [ -n "$id" ] && [ "$(note_value id)" = "$id" ]; then
    task=resume
  elif [ -z "$linked" ]; then
    refuse "state of this DLC is already there ($state): --adopt on a replacement, another UUID on a new DLC"
  elif [ -z "$id" ]; then
    task=damaged
  else
    task=linked
  fi
}

# ---- steps

step() { # arguments: number, text, command...
  number=$1
  say "step $1 of $steps: $2"
  shift 2
  "$@" || broken "step $number failed"
}

write_notes() { # argument: phase
  mkdir -p "$notes" && write_file "$notes/migration" "uuid=$uuid
id=$id
phase=$1
"
}

begin() { # notes the run on this host, so that a later run knows the state as its own
  [ -n "$id" ] || id=$(note_value id)
  [ -n "$id" ] || id=$(cat "$root/proc/sys/kernel/random/uuid")
  [ "$(note_value phase)" = started ] || write_notes begun
}

stop_dlc() {
  if ! bounded "$stop_limit" systemctl stop dlc.service || ! dlc_dead; then
    say "DLC does not end: see systemctl status dlc"
    return 1
  fi
}

copy_limit() { # arguments: paths; prints seconds
  echo $((600 + $(size_of "$@") / (slowest * 1000)))
}

copy_item() { # arguments: from, to; both are files, or both directories
  if [ "$(real_kind "$1")" = directory ]; then
    bounded "$answer_limit" mkdir -p -- "$2" && bounded "$(copy_limit "$1")" cp -a -- "$1/." "$2/"
  else
    bounded "$answer_limit" cp -pL -- "$1" "$2"
  fi
}

copy() {
  case $(kind "$state") in
    directory)
      fill_gaps
      return
      ;;
  esac
  bounded 600 rm -rf -- "$staging" && bounded "$answer_limit" mkdir -m 755 -- "$staging" || return 1
  for item in $items; do copy_item "$(place_of "$item")" "$staging/$item" || return 1; done
}

fill_gaps() { # copies into a state that is there what it lacks: the identity, where it is asked for later
  for item in $items; do
    place=$(place_of "$item")
    if [ -n "$(kind "$state/$item")" ] || [ -z "$(kind "$place")" ] || [ -L "$place" ]; then continue; fi
    bounded 600 rm -rf -- "$state/$item.staging" && copy_item "$place" "$state/$item.staging" &&
      same "$place" "$state/$item.staging" && bounded "$(copy_limit "$state/$item.staging")" sync -f -- "$state/$item.staging" &&
      bounded "$answer_limit" mv -T -- "$state/$item.staging" "$state/$item" || return 1
  done
}

# Prints time, kind, mode, owner, size, name, target and sum of each entry, sorted. The size of a directory and the fractions
# of a second are the file system's own.
list_tree() { # arguments: seconds, directory
  {
    bounded "$1" env -C "$2" find . \( -type d -printf '0 %y %m %U %G %p\n' \) -o -printf '%T@ %y %m %U %G %s %p %l\n' &&
      bounded "$1" env -C "$2" find . -type f -exec b2sum -- {} + || echo "could not be read: $2"
  } | sed 's/^\(-*[0-9]*\)[.][0-9]*/\1/' | sort
}

same() { # arguments: two files or directories; tells whether they are the same in everything that counts, and says where not
  first=$run/list.$$
  second=$run/other-list.$$
  limit=$(copy_limit "$1")
  if [ "$(real_kind "$1")" = directory ]; then
    list_tree "$limit" "$1" >"$first" 2>&1 &
    list_tree "$limit" "$2" >"$second" 2>&1
    wait "$!"
  else
    bounded "$answer_limit" stat -L -c '%F %a %u:%g %s %Y' -- "$1" >"$first" 2>&1
    bounded "$answer_limit" stat -L -c '%F %a %u:%g %s %Y' -- "$2" >"$second" 2>&1
    bounded "$answer_limit" cmp -- "$1" "$2" >>"$first" 2>&1
  fi
  if [ -s "$first" ] && cmp -s "$first" "$second"; then
    rm -f "$first" "$second"
    return 0
  fi
  say "$1 and $2 differ; the first differences:"
  diff "$first" "$second" | head -n 5 >&2
  rm -f "$first" "$second"
  return 1
}

write_manifest() { # argument: directory
  identity=no
  [ "$items" = "$basic" ] || identity=yes
  printf '%s\n' version=1 "id=$id" "uuid=$uuid" "uid=$uid" "gid=$gid" "identity=$identity" |
    bounded "$answer_limit" dd of="$1/.manifest.new" conv=fsync 2>/dev/null &&
    bounded "$answer_limit" mv -f -- "$1/.manifest.new" "$1/.manifest"
}

compare() {
  case $(kind "$state") in
    directory) # made by an earlier run, or by the script that IBM published
      case $(manifest_value id):$(manifest_value identity):$items in
        "$id":yes:* | "$id":no:"$basic") ;;
        *) write_manifest "$state" ;;
      esac
      return
      ;;
  esac
  for item in $items; do same "$(place_of "$item")" "$staging/$item" || return 1; done
  write_manifest "$staging" && bounded "$(copy_limit "$staging")" sync -f -- "$staging"
}

rename_copy() {
  case $(kind "$state") in directory) return 0 ;; esac
  bounded "$answer_limit" mv -T -- "$staging" "$state" && bounded "$answer_limit" sync -f -- "$state"
}

# IBM's published script swapped the arguments of its last link: /store is away, and a link "store" in the state leads to it.
repair_damage() {
  if is_damaged; then
    bounded "$answer_limit" rm -f -- "$state/store/store" && say "took away the dangling link $state/store/store"
  fi
}

is_damaged() { [ "$(bounded "$answer_limit" readlink -- "$state/store/store" 2>/dev/null)" = "$root/store" ]; }

put_link() { # argument: item; puts a link in its place at once, where a rename can
  ln -sfn -- "$state/$1" "$(place_of "$1").link" && mv -fT -- "$(place_of "$1").link" "$(place_of "$1")"
}

link_file() { # argument: item; in no moment is there neither the file nor the link
  place=$(place_of "$1")
  if is_linked "$1" || [ -z "$(real_kind "$state/$1")" ]; then return 0; fi
  if [ -e "$place" ] || [ -L "$place" ]; then
    if [ ! -e "$place.pre-nfs" ] && [ ! -L "$place.pre-nfs" ]; then
      ln -- "$place" "$place.pre-nfs" || return 1
    elif ! same_file "$place" "$place.pre-nfs"; then
      drifted "$1" || return 1
    fi
  fi
  put_link "$1"
}

# A tool that writes a new file and renames it turns the link into a file. On the host that works on the state the file is what
# its operator wants; on one that takes the state over it is what an old image had.
drifted() { # argument: item
  if [ "$mode" = adopt ]; then
    say "keeps the $1 of this disk as $place.local"
    cp -p -- "$place" "$place.local"
    return
  fi
  say "$place is a file again: takes it into the state; what was there is $state/$1.before"
  bounded "$answer_limit" cp -p -- "$place" "$state/$1.new" && bounded "$answer_limit" sync -- "$state/$1.new" &&
    bounded "$answer_limit" cp -p -- "$state/$1" "$state/$1.before" &&
    bounded "$answer_limit" mv -f -- "$state/$1.new" "$state/$1"
}

link_directory() { # argument: item; between the two renames the place is empty, and a later run goes on from there
  place=$(place_of "$1")
  if is_linked "$1" || [ -z "$(real_kind "$state/$1")" ]; then return 0; fi
  if [ -L "$place" ] || [ -e "$place" ]; then
    if [ -L "$place" ] && [ "$(readlink -- "$place.pre-nfs")" = "$(readlink -- "$place")" ]; then
      rm -f -- "$place"
    else
      mv -T -- "$place" "$place.pre-nfs" || return 1
    fi
  fi
  put_link "$1"
}

link_store() {
  if is_linked store; then return 0; fi
  if [ -e "$notes/fstab.store" ] || is_mounted "$root/store"; then bind_store; else link_directory store; fi
}

# A mount point cannot be renamed. So its file system goes to /store.pre-nfs, in fstab, too, and the state is bound to /store.
bind_store() {
  place=$root/store
  if [ ! -e "$notes/fstab.store" ]; then
    write_file "$notes/fstab.store" "$(fstab_of "$place")
" || return 1
  fi
  mkdir -p -- "$place.pre-nfs" && set_fstab "$place" "$state/store $place none bind,_netdev,x-systemd.requires-mounts-for=$mnt 0 0" &&
    set_fstab "$place.pre-nfs" "$(awk -v place="$place.pre-nfs" '{ $2 = place; print }' "$notes/fstab.store")" &&
    bounded 60 systemctl daemon-reload || return 1
  if is_mounted "$place"; then bounded 60 umount -- "$place" || return 1; fi
  is_mounted "$place.pre-nfs" || bounded 60 mount -- "$place.pre-nfs" || return 1
  bounded 60 mount -- "$place" && is_bound
}

link_identity() {
  for item in $items; do
    case $item in
      keystore | MKS | trusted_certificates)
        if [ "$(real_kind "$(place_of "$item")")" = directory ] || [ "$(real_kind "$state/$item")" = directory ]; then
          link_directory "$item"
        else
          link_file "$item"
        fi || return 1
        ;;
    esac
  done
  [ -e "$root/etc/dlc/instance/$uuid" ] || { mkdir -p "$root/etc/dlc/instance" && : >"$root/etc/dlc/instance/$uuid"; }
}

edit_fstab() { # the line for /mnt must say that it needs the network, and must keep NFS from hanging after a new address
  line=$(fstab_of "$mnt")
  if [ -z "$line" ]; then
    line="$(mount_source)	$mnt	nfs4	nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2	0	0"
    [ -z "$FILE_SYSTEM" ] || line=$(fstab_line)
  fi
  [ -e "$notes/fstab.mnt" ] || { mkdir -p "$notes" && fstab_of "$mnt" >"$notes/fstab.mnt"; } || return 1
  # Blanks stay as they are: the options are put behind the last one.
  new_line=$(printf '%s\n' "$line" | awk '{
    options = "," $4 ","; add = ""
    if (index(options, ",_netdev,") == 0) add = add ",_netdev"
    if (index(options, ",noresvport,") == 0) add = add ",noresvport"
    at = match($0, /^[ \t]*[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+/)
    print substr($0, 1, RSTART + RLENGTH - 1) add substr($0, RSTART + RLENGTH) }')
  [ "$new_line" = "$(fstab_of "$mnt")" ] || set_fstab "$mnt" "$new_line"
}

install_parts() {
  mkdir -p "$target" "$units/dlc.service.d" || return 1
  if ! same_file "$lib/." "$target/."; then
    for part in migrate_to_nfs.sh dlc-lease dlc-handover dlc-health dlc-boot dlc-nfs-name; do install_file "$lib/$part" "$target/$part" 755 || return 1; done
    for part in lease-rule.sh dlc-common.sh; do install_file "$lib/$part" "$target/$part" 644 || return 1; done
    mkdir -p "$target/units/dlc.service.d"
    for part in $parts; do install_file "$lib/units/$part" "$target/units/$part" 644 || return 1; done
  fi
  for part in $parts; do install_file "$target/units/$part" "$units/$part" 644 || return 1; done
  bounded 60 systemctl daemon-reload && bounded 60 systemctl enable dlc-nfs-name.service dlc-handover.service dlc-health.service &&
    bounded 60 systemctl --no-block start dlc-handover.service dlc-health.service
}

install_file() { # arguments: from, to, mode
  cmp -s "$1" "$2" || { cp -- "$1" "$2.new" && chmod "$3" "$2.new" && sync "$2.new" && mv -f -- "$2.new" "$2"; }
}

start_dlc() {
  write_notes started || return 1
  bounded "$start_limit" systemctl start dlc.service || return 1
  until_time=$(($(now) + start_limit))
  until [ "$(dlc_state)" = active ] && port_listens; do
    if [ "$(now)" -ge "$until_time" ]; then
      say "DLC is $(dlc_state), and port 1514 does not listen after $start_limit s"
      return 1
    fi
    sleep 2
  done
}

warn_of_name() { # an NFS server knows a client by its host's name: a second one of that name ends the locks of the first
  ! grep -rqsi '^preserve_hostname: *true' "$root/etc/cloud" ||
    say "WARNING: cloud-init keeps this host's name in each copy (preserve_hostname in /etc/cloud), and hosts of one name take each other's lease; set it to false before you make an image"
}

finish() { rm -f "$notes/migration"; }

# ---- back

# Brings the state back to this host. Where DLC has worked on the shared state, that is newer than what this host kept.
back() { # argument: "copy" to copy the state back, or nothing where DLC has not worked on it
  for item in $items; do
    case $item in
      store) back_store "$1" ;;
      *) back_item "$item" "$1" ;;
    esac || return 1
  done
}

# Tells whether DLC may have worked on the shared state. After a power cut DLC starts with the machine, whatever the notes say.
has_changed() {
  [ "$(note_value phase)" != started ] || return 0
  for item in $items; do
    if ! is_linked "$item" || [ -z "$(real_kind "$state/$item")" ]; then continue; fi
    dlc_dead && same "$state/$item" "$place.pre-nfs" 2>/dev/null || return 0
  done
  return 1
}

back_item() { # arguments: item, copy or nothing
  place=$(place_of "$1")
  if [ "$2" = copy ] && is_linked "$1" && [ -n "$(real_kind "$state/$1")" ]; then
    rm -rf -- "$place.back" && copy_item "$state/$1" "$place.back" && same "$state/$1" "$place.back" || return 1
    bounded "$(copy_limit "$place.back")" sync -f -- "$place.back" || return 1
    [ "$(real_kind "$place")" != directory ] || rm -f -- "$place"
    mv -fT -- "$place.back" "$place" && rm -rf -- "$place.pre-nfs"
  elif [ -e "$place.back" ] && [ ! -e "$place" ]; then
    mv -T -- "$place.back" "$place" && rm -rf -- "$place.pre-nfs"
  elif [ -e "$place.pre-nfs" ] || [ -L "$place.pre-nfs" ]; then
    if [ "$2" = copy ] && [ -e "$place" ]; then # an earlier run was stopped here
      rm -rf -- "$place.pre-nfs"
      return
    fi
    ! same_file "$place" "$place.pre-nfs" || rm -f -- "$place.pre-nfs"
    if [ -e "$place.pre-nfs" ] || [ -L "$place.pre-nfs" ]; then
      [ ! -L "$place" ] || rm -f -- "$place"
      mv -fT -- "$place.pre-nfs" "$place"
    fi
  fi
  rm -f -- "$place.link"
}

back_store() { # argument: copy or nothing
  if [ ! -e "$notes/fstab.store" ]; then
    back_item store "$1"
    return
  fi
  place=$root/store
  old=$place.pre-nfs
  if [ "$1" = copy ] && is_bound && is_mounted "$old"; then
    rm -rf -- "$old/.back" && copy_item "$state/store" "$old/.back" && same "$state/store" "$old/.back" || return 1
    find "$old" -mindepth 1 -maxdepth 1 ! -name .back ! -name lost+found -exec rm -rf -- {} + || return 1
    find "$old/.back" -mindepth 1 -maxdepth 1 ! -name lost+found -exec mv -t "$old" -- {} + && rm -rf -- "$old/.back" || return 1
    sync -f -- "$old"
  fi
  if is_bound; then bounded 60 umount -- "$place" || return 1; fi
  if is_mounted "$old"; then bounded 60 umount -- "$old" || return 1; fi
  set_fstab "$old" '' && set_fstab "$place" "$(cat "$notes/fstab.store")" && bounded 60 systemctl daemon-reload || return 1
  is_mounted "$place" || bounded 60 mount -- "$place" || return 1
  rmdir -- "$old" 2>/dev/null
  rm -f "$notes/fstab.store"
}

remove_parts() { # the scripts stay, since this one is among them
  for unit in dlc-boot dlc-health dlc-handover dlc-nfs-name; do
    [ ! -e "$units/$unit.service" ] || bounded 60 systemctl disable --now "$unit.service" || return 1
  done
  [ ! -e "$units/dlc-lease.service" ] || bounded 60 systemctl stop dlc-lease.service || return 1
  for part in $parts; do rm -f -- "$units/$part"; done
  rmdir -- "$units/dlc.service.d" 2>/dev/null
  if [ -e "$notes/fstab.mnt" ]; then
    set_fstab "$mnt" "$(cat "$notes/fstab.mnt")" && rm -f "$notes/fstab.mnt" || return 1
  fi
  bounded 60 systemctl daemon-reload
}

set_state_aside() { # nothing on the file system is deleted but a copy that never became the state
  bounded 600 rm -rf -- "$staging"
  [ -n "$(kind "$state")" ] || return 0
  aside=$state.rolled-back
  while [ -n "$(kind "$aside")" ]; do aside=$aside+; done
  bounded "$answer_limit" mv -T -- "$state" "$aside" && say "the copy on the file system is $aside now"
}

go_back() {
  stop_dlc || return 1
  copy=
  ! has_changed || copy=copy
  back "$copy" && remove_parts && set_state_aside && finish && bounded "$start_limit" systemctl start dlc.service
}

by_hand() { # prints the commands that bring this host's own copy back
  cat >&2 <<END
drainguard: run these three commands; they bring back what this host had before. What DLC did since then is in $state:
systemctl stop dlc.service dlc-lease.service
for i in $(for item in $items; do place_of "$item"; done | tr '\n' ' '); do if [ -e "\$i.pre-nfs" ]; then [ ! -L "\$i" ] || rm -f "\$i"; mv -fT "\$i.pre-nfs" "\$i"; fi; done
rm -f $units/dlc.service.d/drainguard.conf; systemctl daemon-reload; systemctl start dlc.service
END
}

broken() { # argument: why; never returns
  trap '' INT TERM HUP
  say "FAILED: $1"
  [ "$mode" != rollback ] || give_up
  [ "$mode" != adopt ] || undo_adoption
  if [ "$task" = linked ] || [ "$task" = damaged ]; then
    say "all that is linked stays linked; run this script again"
    exit 4
  fi
  say "rolls back"
  go_back || give_up
  say "rolled back: DLC runs on this host's own state again"
  exit 4
}

give_up() {
  say "FAILED to bring this host back to what it was"
  by_hand
  exit 5
}

undo_adoption() {
  items=$missing # what this run linked, or was about to
  back '' || give_up
  for item in $missing; do ! is_linked "$item" || rm -f -- "$place" || give_up; done # nothing had been there
  say "this host's own state is as it was; that on $mnt is untouched"
  exit 4
}

# ---- what can be asked for

complete_state() { copy && compare; }

link_all() { link_file config.json && link_file logSources.json && link_store && link_identity; }

migrate() {
  warn_of_name
  case $task in
    linked)
      [ -n "$missing" ] || say "done already: this host works on $state"
      steps=4
      case $missing in *store*) step 0 "stop DLC" stop_dlc ;; esac
      step 1 "see to what the state lacks" complete_state
      step 2 "link what is not linked:${missing:- nothing}" link_all
      step 3 "see to the lines of /etc/fstab" edit_fstab
      step 4 "see to scripts and units" install_parts
      case $missing in
        *store*)
          start_dlc || broken "DLC does not start"
          finish
          ;;
      esac
      return
      ;;
    damaged) say "this host was moved by the script that IBM published, which loses /store: repairs it" ;;
    resume) say "goes on with the run that was stopped" ;;
  esac
  steps=12
  step 1 "note this run" begin
  step 2 "stop DLC" stop_dlc
  [ "$task" != damaged ] || repair_damage || broken "the dangling link cannot be taken away"
  step 3 "copy the state to $staging" copy
  step 4 "compare the copy, write its manifest, bring it to the server's disk" compare
  step 5 "rename the copy to $state" rename_copy
  step 6 "link config.json" link_file config.json
  step 7 "link logSources.json" link_file logSources.json
  step 8 "link /store" link_store
  step 9 "link the identity" link_identity
  step 10 "see to the lines of /etc/fstab" edit_fstab
  step 11 "install scripts and units" install_parts
  step 12 "start DLC" start_dlc
  finish
  say "done: DLC works on $state"
}

adopt() {
  [ "$(kind "$state")" = directory ] || refuse "there is no state of this DLC at $state; run this script without options on the host that has it"
  look_at_manifest
  missing=
  for item in $items; do is_linked "$item" || [ -z "$(kind "$state/$item")" ] || missing="$missing $item"; done
  steps=4
  if [ -n "$missing" ]; then step 1 "stop DLC" stop_dlc; fi
  spooled=$(find "$root/store/persistent_queue" -type f 2>/dev/null | wc -l)
  case $missing in *store*) [ "$spooled" = 0 ] || say "this disk has a spool of its own with $spooled files: it stays as /store.pre-nfs" ;; esac
  step 2 "link this host to $state" link_all
  step 3 "see to the lines of /etc/fstab" edit_fstab
  step 4 "see to scripts and units" install_parts
  finish
  say "done: this host is linked to $state"
}

rollback() {
  if [ "$task" = fresh ]; then
    say "nothing to roll back: this host is not linked to $state"
    return
  fi
  look_at_lease
  copy=copy
  if [ "$task" = resume ] && ! has_changed; then copy=; fi
  [ -z "$copy" ] || [ -z "$linked" ] || look_at_room "$root/" "$(size_of "$state")"
  id=$(manifest_value id)
  steps=6
  [ -n "$copy" ] && { step 1 "note this run" write_notes started; }
  step 2 "stop DLC" stop_dlc
  step 3 "bring the state back to this host" back "$copy"
  step 4 "take the units away" remove_parts
  step 5 "set the copy on the file system aside" set_state_aside
  step 6 "start DLC" bounded "$start_limit" systemctl start dlc.service
  finish
  say "rolled back: DLC works on this host's own state"
}

status() { # prints how this host stands; returns 3 if anything is not as it should be
  code=0
  for item in $items; do
    place=$(place_of "$item")
    if is_linked "$item"; then
      echo "$place: linked to $state/$item"
    else
      code=3
      what=$(kind "$place")
      echo "$place: ${what:-absent}, NOT linked to $state/$item; run this script without options"
    fi
  done
  identity=$(manifest_value identity)
  case $(kind "$state"):$identity in
    directory:?*) echo "$state: the state of this DLC, user dlc is $(manifest_value uid):$(manifest_value gid) there and $uid:$gid here" ;;
    directory:) echo "$state: there, without a manifest" && code=3 ;;
    *) echo "$state: absent, or no answer within $answer_limit s" && code=3 ;;
  esac
  if is_damaged; then
    echo "$state/store/store: a dangling link, left by the script that IBM published; run this script without options"
    code=3
  fi
  if [ -e "$notes/migration" ]; then echo "a run was stopped before its end; run this script without options" && code=3; fi
  echo "lease: $(bounded "$answer_limit" tail -n 1 -- "$state/.lease" 2>/dev/null || echo none)"
  return "$code"
}

dry_run() {
  case $task in
    linked) echo "would link:${missing:- nothing}; would see to fstab, scripts and units" ;;
    *)
      echo "task: $task"
      echo "would copy $(size_of "$root/store" "$home/conf/config.json" "$home/conf/logSources.json") KB to $staging, compare, and rename it to $state"
      for item in $items; do echo "would link $(place_of "$item") to $state/$item, and keep what is there as $(place_of "$item").pre-nfs"; done
      echo "would add _netdev,noresvport to the line of $mnt in /etc/fstab, install scripts and units, and start DLC"
      ;;
  esac
}

mode=migrate
wants_identity=
task=
missing=
basic='config.json logSources.json store'
items=$basic
parts='dlc-lease.service dlc-handover.service dlc-health.service dlc-boot.service dlc-nfs-name.service dlc.service.d/drainguard.conf'
id=
case $#:${1-} in
  0:) ;;
  1:--with-identity) wants_identity=1 ;;
  1:--adopt) mode=adopt ;;
  1:--rollback) mode=rollback ;;
  1:--status) mode=status ;;
  1:--dry-run) mode=dry-run ;;
  1:--help)
    usage
    exit 0
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac
umask 022
look_at_mount
look_at_host
read_settings || refuse "correct that line of /etc/drainguard-dlc.conf"
if [ "$wants_identity" = 1 ] || [ "$(manifest_value identity)" = yes ]; then
  for item in keystore MKS trusted_certificates; do
    if [ -n "$(kind "$(place_of "$item")")" ] || [ -n "$(kind "$state/$item")" ]; then items="$items $item"; fi
  done
fi
if [ "$mode" = status ]; then
  status
  exit
fi
[ "$mode" = rollback ] || look_at_fstab
mkdir -p "$run"
exec 8>"$run/migrate.lock"
flock --nonblock 8 || refuse "another run of this script is under way"
for part in dlc-lease dlc-handover dlc-health dlc-boot dlc-nfs-name lease-rule.sh; do
  [ -e "$lib/$part" ] || refuse "$part is missing beside this script; copy the whole folder nodes/dlc"
done
if [ "$mode" = adopt ]; then
  task=adopt
  look_at_places
else
  look_at_state
fi
trap 'broken "stopped by a signal"' INT TERM HUP
case $mode in
  adopt) adopt ;;
  rollback) rollback ;;
  dry-run) dry_run ;;
  migrate)
    look_at_places
    look_at_lease
    look_at_writes
    [ "$task" != fresh ] || look_at_room "$mnt" "$(size_of "$root/store" "$home/conf/config.json" "$home/conf/logSources.json")"
    migrate
    ;;
esac
