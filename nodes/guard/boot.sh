#!/bin/bash
# This script runs once, as root, at the first boot of an instance: it fetches the package of the Lambda function and
# runs it as a service. If a step fails, the script tells CloudFormation and shuts the instance down; EC2 terminates the
# instance, and its group starts another.
set -euo pipefail
export LC_ALL=C

# template.yaml sets these variables in the lines that it puts in front of this text.
: "${region?}" "${stack?}" "${version?}" "${log_group?}"
: "${hook_name?}" "${max_hold?}" "${protect_volumes?}" "${drain_document?}" "${documents_parameter?}" "${end_retained?}"
: "${group_metrics?}" "${notices?}"

home=/opt/drainguard
logs=/var/log/drainguard
swap=/swapfile
step='start'

note() {
  step=$1
  echo "drainguard: $step"
}

again() { # arguments: times, command...; repeats a command that a network error may stop
  local left=$1
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 10
  done
}

finish() { # runs at every exit, after success and after failure
  local code=$?
  trap - EXIT
  set +e
  # CloudFormation waits for this signal during a deployment. At other times the signal fails, which does no harm.
  /opt/aws/bin/cfn-signal --exit-code "$code" --reason "step: $step" \
    --stack "$stack" --resource WatchGroup --region "$region"
  if [ "$code" -ne 0 ]; then
    logger -t drainguard -p daemon.err "installation failed at step: $step"
    shutdown -h now
  fi
  exit "$code"
}
trap finish EXIT

note 'swap'
# Package installation alone can exhaust 512 MiB of memory (amazonlinux/amazon-linux-2023 issue 404).
install -m 0600 /dev/null "$swap"
dd if=/dev/zero of="$swap" bs=1M count=1024
mkswap "$swap"
swapon "$swap"
echo "$swap none swap defaults 0 0" >>/etc/fstab

note 'packages'
again 5 dnf -y install java-25-amazon-corretto-headless amazon-cloudwatch-agent aws-cfn-bootstrap \
  awscli-2 logrotate unzip

note "package of $version"
work=$(mktemp -d)
sum=''
fetch() { # asks for a new address each time: one is valid for ten minutes (Lambda API Reference, GetFunction)
  local answer location
  answer=$(aws lambda get-function --region "$region" --function-name "$version" \
    --query '[Configuration.CodeSha256, Code.Location]' --output text) || return 1
  read -r sum location <<<"$answer"
  curl --fail --silent --show-error --location --max-time 300 --output "$work/package.zip" "$location"
}
again 5 fetch

note 'checksum of the package'
# CodeSha256 is the package's SHA-256 in base64 (Lambda API Reference, FunctionConfiguration). The
# script assumes that Lambda returns the package unchanged, even for a version without an invocation for weeks.
digest=$(base64 --decode <<<"$sum" | od -An -v -tx1 | tr -d ' \n')
if ! echo "$digest  $work/package.zip" | sha256sum --check --strict -; then
  echo "drainguard: refused: what was downloaded is not the package with CodeSha256 $sum" >&2
  exit 1
fi

note 'unpacking'
mkdir -p "$home"
unzip -q "$work/package.zip" -d "$home"
rm -rf "$work"
chmod -R a=rX "$home"
[ -f "$home/io/drainguard/entry/GuardService.class" ]

note 'log'
# systemd opens the log file before it makes a directory (systemd issue 27591), so the script makes the directory.
install -d -m 0755 "$logs"
cat >/etc/logrotate.d/drainguard <<'ROTATE'
/var/log/drainguard/guard.log {
  daily
  maxsize 100M
  rotate 2
  missingok
  notifempty
  copytruncate
}
ROTATE
# The size is looked at when logrotate runs, and its timer runs it once a day (logrotate(8), maxsize).
timer=/etc/systemd/system/logrotate.timer.d
mkdir -p "$timer"
printf '[Timer]\nOnCalendar=\nOnCalendar=hourly\nAccuracySec=1min\n' >"$timer/drainguard.conf"
systemctl daemon-reload
systemctl enable --now logrotate.timer
# CloudWatch extracts the metrics from these lines (CloudWatch User Guide, embedded metric format, PutLogEvents). If
# the log group exists, the agent only makes a stream and writes to it (targetManager in the agent's source).
cat >/opt/aws/amazon-cloudwatch-agent/etc/drainguard.json <<AGENT
{
  "logs": {
    "logs_collected": {
      "files": {
        "collect_list": [
          {
            "file_path": "/var/log/drainguard/guard.log",
            "log_group_name": "$log_group",
            "log_stream_name": "{instance_id}"
          }
        ]
      }
    }
  }
}
AGENT
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s \
  -c file:/opt/aws/amazon-cloudwatch-agent/etc/drainguard.json

note 'service'
cat >/etc/systemd/system/drainguard.service <<UNIT
[Unit]
Description=Drainguard, holds Auto Scaling nodes until their queues are empty
Wants=network-online.target
After=network-online.target
# systemd never gives up: it starts a failed guard again until an operator fixes the cause.
StartLimitIntervalSec=0

[Service]
Type=notify
# The guard reports to systemd through systemd-notify, which runs as its child process.
NotifyAccess=all
ExecStart=/usr/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:MaxRAMPercentage=45 -XX:+ExitOnOutOfMemoryError -Dstdout.encoding=UTF-8 -cp /opt/drainguard:/opt/drainguard/lib/* io.drainguard.entry.GuardService
Environment="AWS_REGION=$region"
Environment="DRAINGUARD_NAME=$stack-ec2"
Environment="LIFECYCLE_HOOK_NAME=$hook_name"
Environment="MAX_HOLD_SECONDS=$max_hold"
Environment="PROTECT_VOLUMES=$protect_volumes"
Environment="DRAIN_DOCUMENT=$drain_document"
Environment="DOCUMENTS_PARAMETER=$documents_parameter"
Environment="END_RETAINED=$end_retained"
Environment="GROUP_METRICS=$group_metrics"
Environment="NOTICES=$notices"
StandardOutput=append:/var/log/drainguard/guard.log
StandardError=inherit

Restart=always
RestartSec=10
# A sweep may take five minutes, and systemd lets a running sweep end.
TimeoutStartSec=360
TimeoutStopSec=330
KillMode=mixed
# A sweep and the minute after it take six minutes at most. A guard that hangs gets SIGQUIT and prints its threads;
# then systemd kills it.
WatchdogSec=420
WatchdogSignal=SIGQUIT
TimeoutAbortSec=10

# A share of the machine's memory, so that a larger instance type helps; Java takes its own share of this limit.
MemoryMax=60%
TasksMax=256
LimitCORE=0
UMask=0077

# systemd makes a user for the guard that may read the machine's files and write none. MemoryDenyWriteExecute stays
# off, because Java compiles code while it runs.
DynamicUser=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateIPC=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
UNIT
systemctl daemon-reload
# This command ends when the guard reports that it is ready, and fails if the guard does not.
systemctl enable --now drainguard

note 'done'
