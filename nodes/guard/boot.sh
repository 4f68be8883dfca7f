#!/bin/bash
# Runs once, as root, at the first boot: fetches the function's own package and runs it as a service.
# Whatever fails, fails loudly: the stack hears of it, the instance ends, and its group makes another.
set -euo pipefail
export LC_ALL=C

# template.yaml puts a line in front of this text for each of these.
: "${region?}" "${stack?}" "${version?}" "${log_group?}"
: "${hook_name?}" "${max_hold?}" "${protect_volumes?}" "${look_timeout?}"

home=/opt/drainguard
logs=/var/log/drainguard
swap=/swapfile
step='start'

note() {
  step=$1
  echo "drainguard: $step"
}

again() { # times, command...: for what a network may refuse at first
  local left=$1
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 10
  done
}

finish() { # always the last word, with success or without
  local code=$?
  trap - EXIT
  set +e
  # Heard while a deployment waits for it; later instances signal in vain, and that is fine.
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
# Package installation alone can exhaust 512 MiB (amazonlinux/amazon-linux-2023 issue 404).
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
fetch() { # asks anew each time: the address is good for ten minutes (Lambda API Reference, GetFunction)
  local answer location
  answer=$(aws lambda get-function --region "$region" --function-name "$version" \
    --query '[Configuration.CodeSha256, Code.Location]' --output text) || return 1
  read -r sum location <<<"$answer"
  curl --fail --silent --show-error --location --max-time 300 --output "$work/package.zip" "$location"
}
again 5 fetch

note 'checksum of the package'
# CodeSha256 is the package's SHA-256 in base64 (Lambda API Reference, FunctionConfiguration). Assumed:
# Lambda gives the package out as it got it, also of a version that nobody has called for weeks.
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
# systemd opens the file before it would make a directory (systemd issue 27591).
install -d -m 0755 "$logs"
cat >/etc/logrotate.d/drainguard <<'ROTATE'
/var/log/drainguard/guard.log {
  daily
  rotate 2
  missingok
  notifempty
  copytruncate
}
ROTATE
systemctl enable --now logrotate.timer
# CloudWatch finds the metrics in these lines by itself (CloudWatch User Guide, embedded metric format,
# PutLogEvents). Where the group exists the agent only makes a stream and writes (its targetManager).
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
# Never gives up: a guard that cannot start is tried again until somebody mends it.
StartLimitIntervalSec=0

[Service]
Type=notify
# The guard speaks through systemd-notify, a child of its own.
NotifyAccess=all
ExecStart=/usr/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:MaxRAMPercentage=45 -XX:+ExitOnOutOfMemoryError -cp /opt/drainguard:/opt/drainguard/lib/* io.drainguard.entry.GuardService
Environment="AWS_REGION=$region"
Environment="DRAINGUARD_NAME=$stack-ec2"
Environment="LIFECYCLE_HOOK_NAME=$hook_name"
Environment="MAX_HOLD_SECONDS=$max_hold"
Environment="PROTECT_VOLUMES=$protect_volumes"
Environment="LOOK_TIMEOUT_SECONDS=$look_timeout"
StandardOutput=append:/var/log/drainguard/guard.log
StandardError=inherit

Restart=always
RestartSec=10
# A sweep may take five minutes; one under way is let end.
TimeoutStartSec=360
TimeoutStopSec=330
KillMode=mixed
# A sweep and the minute after it. A guard that hangs prints where, then is killed.
WatchdogSec=420
WatchdogSignal=SIGQUIT
TimeoutAbortSec=10

# Shares, so that a larger instance type helps; Java reckons its own from the limit of the service.
MemoryMax=60%
TasksMax=256
LimitCORE=0
UMask=0077

# Nobody on this machine, who may read it and write nowhere. MemoryDenyWriteExecute stays off: Java
# compiles while it runs.
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
# Comes back when the guard says that it is ready, and fails when it does not.
systemctl enable --now drainguard

note 'done'
