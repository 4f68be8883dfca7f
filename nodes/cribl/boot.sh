#!/bin/bash
# This script runs once, as root, at a node's first boot: it installs a pinned Cribl worker and joins it to its leader.
# If a step fails, the script tells CloudFormation and marks the node as unhealthy; the group then replaces the node.
set -euo pipefail
export LC_ALL=C

# template.yaml sets these variables in the lines that it puts in front of this text.
: "${region?}" "${stack?}" "${machine?}" "${version?}" "${sha256?}" "${package?}"
: "${secret?}" "${leader?}" "${port?}" "${fleet?}" "${no_tls?}"

archive="cribl-$version-$package.tgz"
agent_needed=3.3.2746.0 # first SSM agent that passes parameters to a drain script as environment variables
home=/opt/cribl
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
  # CloudFormation waits for the signals of the first nodes only. A later signal fails, which does no harm.
  /opt/aws/bin/cfn-signal --exit-code "$code" --reason "step: $step" \
    --stack "$stack" --resource WorkerAutoScalingGroup --region "$region"
  if [ "$code" -ne 0 ]; then
    logger -t drainguard -p daemon.err "installation failed at step: $step"
    # The group terminates an unhealthy node like any other: the guard finds its queues empty and releases it.
    again 12 aws autoscaling set-instance-health --region "$region" --health-status Unhealthy \
      --no-should-respect-grace-period --instance-id "$(cat /var/lib/cloud/data/instance-id)" ||
      shutdown -h now
  fi
  exit "$code"
}
trap finish EXIT

note 'queue directories'
# This step is the first: a node without data must look empty, not unknown, even if its installation stops early. The
# script makes Cribl's own directory only: if it made each directory that Queues names, a typing error would look empty.
mkdir -p "$home/state/queues"

note 'SSM agent'
install_packages() { yum -y install "$@"; }
agent_version() { rpm -q --queryformat '%{VERSION}' amazon-ssm-agent; }
agent_is_old() { [ "$(printf '%s\n' "$agent_needed" "$(agent_version)" | sort -V | head -n 1)" != "$agent_needed" ]; }
rpm -q amazon-ssm-agent || again 5 install_packages amazon-ssm-agent
if agent_is_old; then
  # Amazon Linux 2023 pins its repositories to the image's release; Amazon Linux 2 has no such releases.
  if command -v dnf; then
    again 5 dnf -y --releasever=latest upgrade amazon-ssm-agent || true
  else
    again 5 yum -y update amazon-ssm-agent || true
  fi
fi
if agent_is_old; then
  # The script keeps the node: an agent this old cannot show that it is empty, so the guard would hold it for days.
  logger -t drainguard -p daemon.err "SSM agent $(agent_version) is older than $agent_needed: this node can never be seen empty"
fi
systemctl enable --now amazon-ssm-agent

note 'tools'
command -v tar || again 5 install_packages tar gzip
command -v aws || again 5 install_packages awscli-2 || again 5 install_packages awscli
[ -x /opt/aws/bin/cfn-signal ] || again 5 install_packages aws-cfn-bootstrap

note 'architecture'
[ "$(uname -m)" = "$machine" ]

note "download of $archive"
work=$(mktemp -d)
again 5 curl --fail --silent --show-error --location --max-time 300 \
  --output "$work/$archive" "https://cdn.cribl.io/dl/${version%%-*}/$archive"
note "checksum of $archive"
echo "$sha256  $work/$archive" | sha256sum --check --strict -

note 'unpacking'
id cribl || useradd --system --home-dir "$home" --no-create-home --shell /sbin/nologin cribl
tar -xzf "$work/$archive" -C /opt
rm -rf "$work"

note 'leader token'
# The token is in a shell variable and in a file that only root and Cribl can read, in no argument list and no log.
token=$(again 5 aws secretsmanager get-secret-value --region "$region" --secret-id "$secret" --query SecretString --output text)
mkdir -p "$home/local/_system"
(
  umask 077
  exec >"$home/local/_system/instance.yml"
  printf 'distributed:\n  mode: worker\n  group: %s\n  master:\n    host: %s\n    port: %s\n' "$fleet" "$leader" "$port"
  printf "    authToken: '%s'\n    tls:\n      disabled: %s\n" "$token" "$no_tls"
)
unset token

note "reaching the leader at $leader:$port"
reach() { timeout 10 bash -c "exec 3<>/dev/tcp/$leader/$port"; }
again 30 reach

note 'service'
chown -R cribl:cribl "$home"
"$home/bin/cribl" boot-start enable -m systemd -u cribl
systemctl restart cribl
# One check is not enough: a worker that refuses its settings ends within seconds, and systemd starts it again.
for _ in 1 2 3 4 5 6; do
  sleep 10
  systemctl is-active --quiet cribl
done

note 'done'
