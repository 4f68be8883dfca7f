#!/bin/sh
# The scripts on a node of a dsiem cluster read this file: settings, and questions that each answers in a bounded time.

root=${DRAINGUARD_ROOT-} # tests put a directory in front of every path
run=$root/run/drainguard-dsiem
settings=$root/etc/drainguard-dsiem.conf
: "${home:=$root/dsiem}" # dsiem keeps configs and logs beside its program
aws_fault=$run/aws-fault.${0##*/}
me=
export LC_ALL=C

# NODE ends in two digits, since dsiem-rs gives x-1 the directives of x-10 as well.
forms='ROLE=(nats|frontend|backend)
REGION=[a-z0-9-]+
(GROUP|NATS_GROUP)=[A-Za-z0-9._-]+
LAUNCH_HOOK=[A-Za-z0-9_/-]*
NATS=nats://[A-Za-z0-9.-]+:[0-9]+
FRONTEND=http://[A-Za-z0-9.-]+:[0-9]+
BEATS=[A-Za-z0-9.-]+:[0-9]+
NODE=[a-z]+(-[a-z]+)*-[0-9]{2}
(OVERLAP|MAXQUEUE)=[0-9]{1,6}
EDITION=(go|rs)
(DSIEM_URL|NATS_URL|FILEBEAT_URL)=https://[!-~]+
(DSIEM_SHA256|NATS_SHA256|FILEBEAT_SHA256)=[0-9a-f]{64}
FILE_SYSTEM=fs-[0-9a-f]+
ACCESS_POINT=fsap-[0-9a-f]+'

say() { printf 'drainguard: %s\n' "$1" >&2; }

because() { # argument: why the caller fails
  reason=$1
  return 1
}

bounded() { timeout -s KILL "$@"; } # arguments: seconds, command...

now() { # prints seconds since the machine started; nobody sets this clock
  IFS=. read -r uptime _ <"$root/proc/uptime" && echo "$uptime"
}

wait_for() { # arguments: command that says why it fails, what to do when it fails for too long
  said=
  until "$1"; do
    [ "$(now)" -lt "${until:-999999999}" ] || fail "$reason" "$2"
    [ "$reason" = "$said" ] || say "$reason"
    said=$reason
    sleep 5
  done
}

read_settings() { # sets the variables that the file names; its text is never run
  while IFS= read -r line || [ -n "$line" ]; do
    [ -n "$line" ] || continue
    printf '%s\n' "$line" | grep -qxE -e "$forms" ||
      because "$settings: '$line' is not $(echo "$forms" | grep -w -e "${line%%=*}" || echo a setting)" || return 1
    eval "${line%%=*}=\${line#*=}"
  done <"$settings"
  case ${ROLE-} in
    nats) needs="NATS_URL NATS_SHA256" ;;
    frontend) needs="NATS EDITION DSIEM_URL DSIEM_SHA256 FILE_SYSTEM ACCESS_POINT" ;;
    *) needs="NATS NATS_GROUP FRONTEND NODE OVERLAP EDITION BEATS DSIEM_URL DSIEM_SHA256 NATS_URL NATS_SHA256 FILEBEAT_URL FILEBEAT_SHA256" ;;
  esac
  for key in ROLE REGION GROUP $needs; do
    eval "[ -n \"\${$key-}\" ]" || because "$settings does not say $key" || return 1
  done
}

pid_of() { bounded 10 systemctl show --property MainPID --value "$@"; } # arguments: units

metadata=http://169.254.169.254/latest
imds() { # argument: item; sets imds_answer
  key=$(curl -fsm 2 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$metadata/api/token")
  imds_answer=$(curl -fsm 2 -H "X-aws-ec2-metadata-token: $key" "$metadata/meta-data/$1") ||
    because "EC2's metadata do not answer"
}

find_me() { # sets me to this instance's id, and address
  [ -n "$me" ] || { imds local-ipv4 && address=$imds_answer && imds instance-id && me=$imds_answer; }
}

target() { imds autoscaling/target-lifecycle-state; }

aws_call() { # arguments: of the AWS CLI; its complaint stays in aws_fault
  bounded 25 aws "$@" --output text --region "$REGION" --cli-connect-timeout 5 --cli-read-timeout 10 2>"$aws_fault"
}

unheard() { because "AWS does not list the $1: $(cat "$aws_fault")"; }

addresses_of() { # argument: group; prints the private addresses of its instances, without this one's
  answer=$(aws_call ec2 describe-instances --query 'Reservations[].Instances[].[PrivateIpAddress]' \
    --filters "Name=tag:aws:autoscaling:groupName,Values=$1" Name=instance-state-name,Values=pending,running) || return 1
  echo "$answer" | grep -vxF -e "$address" -e None || :
}
