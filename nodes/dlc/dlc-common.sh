#!/bin/sh
# The scripts on a DLC node read this file: places, settings, and questions that each answers within a bounded time.
# It needs a POSIX shell, coreutils, util-linux, awk and grep; curl for EC2's metadata, the AWS CLI for AWS.

root=${DRAINGUARD_ROOT-} # tests put a directory in front of every path
run=$root/run/drainguard-dlc
mnt=$root/mnt
me=
uuid=
aws_fault=$run/aws-fault.${0##*/} # what the AWS CLI complained about last
PATH=${PATH:-/usr/bin}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL

say() { printf 'drainguard: %s\n' "$1" >&2; }

bounded() { # arguments: seconds, command...; a command on a hung NFS mount ends by SIGKILL alone
  timeout -s KILL "$@"
}

now() { # prints whole seconds since the start of the machine: nobody sets this clock, and it counts while the machine sleeps
  IFS=. read -r uptime_seconds _ <"$root/proc/uptime" && echo "$uptime_seconds"
}

# Replaces a file so that a reader sees the old text or the new one, also after a power cut.
write_file() { # arguments: file, text; keeps owner and mode of a file that is there
  if [ -e "$1" ]; then cp -p "$1" "$1.new"; fi && printf '%s' "$2" >"$1.new" && sync "$1.new" && mv -f "$1.new" "$1"
}

# ---- settings

is_id() { # arguments: prefix, text
  case $2 in "$1"-?*) ;; *) return 1 ;; esac
  case ${2#"$1"-} in *[!0-9a-f]*) return 1 ;; esac
}

set_setting() { # arguments: key, value
  case $1 in
    FILE_SYSTEM) [ -z "$2" ] || is_id fs "$2" || return 1 ;;
    ACCESS_POINT) [ -z "$2" ] || is_id fsap "$2" || return 1 ;;
    REGION) case $2 in *[!a-z0-9-]*) return 1 ;; esac ;;
    GROUP) case $2 in *[!\ -~]* | *[\"\\]*) return 1 ;; esac ;; # the name stands in JSON
    LAUNCH_HOOK) case $2 in *[!A-Za-z0-9_/-]*) return 1 ;; esac ;;
    *)
      say "unknown setting is left aside: $1"
      return 0
      ;;
  esac
  eval "$1=\$2"
}

read_settings() { # sets the five settings, empty where the file says nothing; the file's text is never run
  FILE_SYSTEM='' ACCESS_POINT='' REGION='' GROUP='' LAUNCH_HOOK=''
  settings=$root/etc/drainguard-dlc.conf
  [ -e "$settings" ] || return 0
  while IFS= read -r setting || [ -n "$setting" ]; do
    case $setting in
      '' | \#*) continue ;;
      *=*) set_setting "${setting%%=*}" "${setting#*=}" && continue ;;
    esac
    say "$settings has a line that is no valid setting: $setting"
    return 1
  done <"$settings"
  if [ -n "$LAUNCH_HOOK" ] && [ -z "$GROUP" ]; then
    say "$settings has LAUNCH_HOOK without GROUP"
    return 1
  fi
  if [ -n "$FILE_SYSTEM" ] && [ -z "$ACCESS_POINT$REGION" ]; then
    say "$settings has FILE_SYSTEM without ACCESS_POINT and REGION"
    return 1
  fi
}

# ---- the identity of this DLC

is_uuid() {
  case $1 in
    *[!0-9A-Fa-f-]*) return 1 ;;
    ????????-????-????-????-????????????) ;;
    *) return 1 ;;
  esac
  [ "$(printf '%s' "$1" | tr -d 0-9A-Fa-f)" = ---- ]
}

find_uuid() { # sets uuid to the name of the one file that holds the identity, or uuid_fault to why there is none
  uuid=
  uuid_fault=
  for instance in "$root"/etc/dlc/instance/* "$root"/etc/dlc/instance/.[!.]*; do
    if [ ! -e "$instance" ] && [ ! -L "$instance" ]; then continue; fi
    instance=${instance##*/}
    if ! is_uuid "$instance"; then
      uuid_fault="/etc/dlc/instance holds '$instance', which is no UUID; remove it"
    elif [ -n "$uuid" ]; then
      uuid_fault="/etc/dlc/instance holds two UUIDs, $uuid and $instance; leave the one that QRadar knows"
    else
      uuid=$instance
    fi
  done
  [ -n "$uuid$uuid_fault" ] || uuid_fault="/etc/dlc/instance holds no UUID file; install DLC first"
  [ -z "$uuid_fault" ] || uuid=
  [ -n "$uuid" ]
}

# ---- the file system

is_nfs() { # argument: directory; tells whether NFS is mounted there; asks the kernel's list of mounts, not the server
  case $(bounded 10 findmnt --noheadings --first-only --direction backward --output FSTYPE --mountpoint "$1") in
    nfs4 | efs) ;; # not nfs, version 3: its locks outlive a machine that is gone
    *) return 1 ;;
  esac
}

fstab_line() { # prints the line for /mnt that the settings ask for
  if [ -n "$ACCESS_POINT" ]; then
    printf '%s:/\t%s\tefs\t_netdev,noresvport,tls,iam,accesspoint=%s\t0\t0\n' "$FILE_SYSTEM" "$mnt" "$ACCESS_POINT"
  else
    printf '%s.efs.%s.amazonaws.com:/\t%s\tnfs4\t%s,_netdev,noresvport\t0\t0\n' "$FILE_SYSTEM" "$REGION" "$mnt" \
      nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2
  fi
}

fstab_of() { # argument: mount point; prints its line
  awk -v place="$1" '!/^[ \t]*#/ && $2 == place' "$root/etc/fstab"
}

set_fstab() { # arguments: mount point, its new line or nothing, which takes the old one's place; all other lines stay
  fstab_text=$(awk -v place="$1" -v line="$2" '
    /^[ \t]*#/ || $2 != place { print; next }
    !done && line != "" { print line }
    { done = 1 }
    END { if (!done && line != "") print line }' "$root/etc/fstab" && printf .) || return 1
  write_file "$root/etc/fstab" "${fstab_text%.}"
}

# ---- DLC itself

dlc_state() { bounded 10 systemctl show --property ActiveState --value dlc.service; }

# Tells whether no process of DLC is left. A unit that systemd calls failed may still have processes. Any doubt: no.
dlc_dead() {
  case $(dlc_state) in inactive | failed) ;; *) return 1 ;; esac
  for procs in "$root"/sys/fs/cgroup/system.slice/dlc.service/cgroup.procs \
    "$root"/sys/fs/cgroup/systemd/system.slice/dlc.service/cgroup.procs; do
    if [ -e "$procs" ] && read -r _ <"$procs"; then return 1; fi
  done
  # The pattern does not fit the search's own command line.
  bounded 10 grep -aqs 'com[.]ibm[.]si[.]service[.]dlc[.]ServiceRunner' "$root"/proc/[0-9]*/cmdline
  case $? in 1 | 2) ;; *) return 1 ;; esac # 2: a process ended during the search
}

port_listens() { # tells whether something listens on TCP port 1514 (hex 05EA; state 0A is LISTEN)
  cat "$root"/proc/net/tcp "$root"/proc/net/tcp6 2>/dev/null | grep -qE '^ *[0-9]+: [0-9A-F]+:05EA [0-9A-F]+:0000 0A '
}

# ---- EC2's metadata (version 2) and AWS

imds_key= # lasts for six hours, so that most questions take one request
imds() { # argument: item below meta-data; sets imds_answer to it
  [ -n "$imds_key" ] || imds_token || return 1
  imds_get "$1" && return 0
  imds_token && imds_get "$1"
}

imds_token() {
  imds_key=$(curl --fail --silent --max-time 2 --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 21600' \
    http://169.254.169.254/latest/api/token) && [ -n "$imds_key" ]
}

imds_get() {
  imds_answer=$(curl --fail --silent --max-time 2 --header "X-aws-ec2-metadata-token: $imds_key" \
    "http://169.254.169.254/latest/meta-data/$1")
}

# Sets me to this instance's id. Files on the disk do not count: in a copy of a machine they name the machine copied.
find_me() {
  [ -z "$me" ] || return 0
  imds instance-id || return 1
  case $imds_answer in i-*[!0-9a-z]* | i-) return 1 ;; i-*) me=$imds_answer ;; *) return 1 ;; esac
}

find_region() {
  [ -n "${REGION-}" ] || { imds placement/region && REGION=$imds_answer; }
}

aws_limit=25 # seconds for one call
aws_call() { # arguments: of the AWS CLI; prints the answer; the complaint stays in the file aws_fault
  if ! command -v aws >/dev/null; then
    [ -e "$run/aws-missing" ] || say "the AWS CLI is not installed: this node asks AWS nothing and tells it nothing"
    : >"$run/aws-missing"
    return 127
  fi
  find_region || return 1
  bounded "$aws_limit" aws "$@" --region "$REGION" --cli-connect-timeout 5 --cli-read-timeout 10 2>"$aws_fault"
}
