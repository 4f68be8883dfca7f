#!/bin/bash
# This script runs once, as root, at a node's first boot: it installs a Cribl worker and joins it to its leader.
# If a step fails, the script says so on the console, in a tag and to CloudFormation, and marks the node as unhealthy;
# the group then replaces the node.
set -euo pipefail
export LC_ALL=C

# template.yaml sets these variables in the lines that it puts in front of this text.
: "${region?}" "${stack?}" "${machine?}" "${version?}" "${sha256?}" "${package?}"
: "${secret?}" "${leader?}" "${port?}" "${fleet?}" "${no_tls?}" "${queues?}"

agent_needed=3.3.2746.0 # first SSM agent that passes parameters to a drain script as environment variables
base=https://cdn.cribl.io/dl
home=/opt/cribl
node=$(cat /var/lib/cloud/data/instance-id)
step='start'
next='read the lines above this one'
going=''
deadline=300 # seconds from the script's start for all that needs the network, so that a failure shows in time

note() {
  step=$1
  next=${2:-read the lines above this one}
  echo "drainguard: $step"
}

left() { # seconds to the deadline, at least one
  local seconds=$((deadline - SECONDS))
  echo $((seconds > 1 ? seconds : 1))
}

again() { # arguments: times, command...; repeats a command that a network error may stop, up to the deadline
  local times=$1
  shift
  until "$@"; do
    times=$((times - 1))
    [ "$times" -gt 0 ] && [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 10
  done
}

call() { timeout 30 aws "$@" --region "$region"; }
fetch() { curl --fail --silent --show-error --location --connect-timeout 10 --max-time "$(left)" "$@"; }

finish() { # runs at every exit, after success and after failure
  local code=$? stops=''
  trap - EXIT
  set +e
  deadline=$((SECONDS + 150))
  if [ "$code" -ne 0 ]; then
    logger -t drainguard -p daemon.err "installation failed at step: $step"
    call ec2 create-tags --resources "$node" --tags "Key=drainguard:boot,Value=failed at step ${step:0:200}"
  fi
  # CloudFormation waits for the signals of the first nodes only. A later signal fails, which does no harm.
  timeout 60 /opt/aws/bin/cfn-signal --exit-code "$code" \
    --stack "$stack" --resource WorkerAutoScalingGroup --region "$region"
  if [ "$code" -ne 0 ]; then
    # The group terminates an unhealthy node like any other: the guard finds its queues empty, or the tag that says that
    # Cribl never started, and releases it. A node that goes already must not stop: nobody could look into it.
    [ -n "$going" ] || again 12 call autoscaling set-instance-health --health-status Unhealthy \
      --no-should-respect-grace-period --instance-id "$node" || stops=1
    echo "drainguard: FAILED at step: $step; next: $next" | tee /dev/console
    [ -z "$stops" ] || shutdown -h now
  fi
  exit "$code"
}
trap finish EXIT

note 'queue directories'
# This step is the first: a node without data must look empty, not unknown, even if its installation stops early. The
# script makes Cribl's own directory only: if it made each directory that Queues names, a typing error would look empty.
mkdir -p "$home/state/queues"

note 'image' 'the image brings Cribl, which may have run before this script: give AmiId an image without it'
[ ! -e "$home/bin/cribl" ]
if systemctl cat cribl >/dev/null 2>&1; then exit 1; fi

note 'SSM agent' 'see whether the subnet has a way out to the package repository'
install_packages() { timeout "$(left)" yum -y install "$@"; }
agent_version() { rpm -q --queryformat '%{VERSION}' amazon-ssm-agent; }
agent_is_old() { [ "$(printf '%s\n' "$agent_needed" "$(agent_version)" | sort -V | head -n 1)" != "$agent_needed" ]; }
rpm -q amazon-ssm-agent || again 5 install_packages amazon-ssm-agent
if agent_is_old; then
  # Amazon Linux 2023 pins its repositories to the image's release; Amazon Linux 2 has no such releases.
  if command -v dnf; then
    again 3 timeout "$(left)" dnf -y --releasever=latest upgrade amazon-ssm-agent || true
  else
    again 3 timeout "$(left)" yum -y update amazon-ssm-agent || true
  fi
fi
if agent_is_old; then
  # The script keeps the node: an agent this old cannot show that it is empty, so the guard would hold it for days.
  logger -t drainguard -p daemon.err "SSM agent $(agent_version) is older than $agent_needed: this node can never be seen empty"
fi
systemctl enable --now amazon-ssm-agent

note 'tools' 'see whether the subnet has a way out to the package repository'
command -v tar || again 5 install_packages tar gzip
command -v aws || again 5 install_packages awscli-2 || again 5 install_packages awscli
[ -x /opt/aws/bin/cfn-signal ] || again 5 install_packages aws-cfn-bootstrap

note 'architecture' 'give Architecture the one of AmiId and InstanceType'
[ "$(uname -m)" = "$machine" ]

pinned='as pinned'
if [ -z "$version" ]; then
  note 'newest version' "see whether the subnet has a way out to $base, or pin CriblVersion"
  address=$(again 5 fetch "$base/latest-${package#linux-}")
  version=${address##*/cribl-}
  version=${version%"-$package.tgz"}
  next="pin CriblVersion: the newest version's address is not one of Cribl's for $package: ${address:0:120}"
  [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+-[0-9a-f]+$ ]]
  [ "$address" = "$base/${version%%-*}/cribl-$version-$package.tgz" ]
  pinned='the newest, not pinned'
fi
archive="cribl-$version-$package.tgz"
address="$base/${version%%-*}/$archive"
if [ -z "$sha256" ]; then
  note 'published checksum' "see whether the subnet has a way out to $base, or pin CriblDownloadSha256"
  sha256=$(again 5 fetch "$address.sha256")
  sha256=${sha256%%[[:space:]]*}
  next="pin CriblDownloadSha256: what is published at $address.sha256 is no SHA-256"
  [[ $sha256 =~ ^[0-9a-f]{64}$ ]]
  pinned="$pinned, with the checksum that is published beside it"
fi
echo "drainguard: installs Cribl $version, $pinned, SHA-256 $sha256"

note "download of $archive" "see whether the subnet has a way out to $base, and whether CriblVersion exists"
work=$(mktemp -d)
again 5 fetch --output "$work/$archive" "$address"
note "checksum of $archive" 'give CriblDownloadSha256 the checksum of this very download'
echo "$sha256  $work/$archive" | sha256sum --check --strict -

note 'unpacking'
id cribl || useradd --system --home-dir "$home" --no-create-home --shell /sbin/nologin cribl
# Cribl comes to its place only when it may start: so nobody can start it by hand while the node's tag says that it never
# has.
new=$(mktemp -d "$home.XXXXXX")
tar -xzf "$work/$archive" -C "$new"
rm -rf "$work"
[ -x "$new/cribl/bin/cribl" ]

note 'queue paths'
# What Cribl makes later cannot be known now, but it makes nothing beside its own directories. An error here shows at the
# first deployment; later each node would be held, since nobody can know what such a path holds.
IFS=, read -ra paths <<<"$queues"
for path in "${paths[@]}"; do
  case $path in
    "$home"/*) top=${path#"$home/"} && top=${top%%/*} && made=$new/cribl/$top && top=$home/$top ;;
    *) top=${path#/} && top=/${top%%/*} && made=$top ;;
  esac
  next="correct Queues: it names $path, and neither the image nor Cribl has $top"
  [[ $path == *'?' || -e $top || -e $made ]]
done

note 'leader token' "see whether the subnet has a way out to Secrets Manager, and whether the role may read $secret"
# The token is in a shell variable and in a file that only root and Cribl can read, in no argument list and no log.
token=$(again 5 call secretsmanager get-secret-value --secret-id "$secret" --query SecretString --output text)
mkdir -p "$new/cribl/local/_system"
(
  umask 077
  exec >"$new/cribl/local/_system/instance.yml"
  printf 'distributed:\n  mode: worker\n  group: %s\n  master:\n    host: %s\n    port: %s\n' "$fleet" "$leader" "$port"
  printf "    authToken: '%s'\n    tls:\n      disabled: %s\n" "$token" "$no_tls"
)
unset token

note "reaching the leader at $leader:$port" 'see whether the leader runs and lets this security group in'
reach() { timeout 10 bash -c "exec 3<>/dev/tcp/$leader/$port"; }
again 30 reach

note 'Systems Manager' 'see whether the subnet has a way out to ssm, ssmmessages and ec2messages'
# A node that nobody can look into must not take data.
online() {
  [ "$(call ssm describe-instance-information --filters "Key=InstanceIds,Values=$node" \
    --query 'InstanceInformationList[0].PingStatus' --output text)" = Online ]
}
again 30 online

note 'leave to start' "see whether the role may take the tag drainguard:unstarted off, and whether the subnet has a way out to ec2"
# The tag says that Cribl never started here: a guard lets a node go that shows it for two minutes of its wait. So it goes
# first. Where the node's termination has begun by then, the guard may still see the tag, but 30 s later the node's own
# metadata tell of the termination; otherwise no guard sees the tag two minutes after a termination that begins later.
deadline=$((SECONDS + 90))
again 5 call ec2 delete-tags --resources "$node" --tags Key=drainguard:unstarted
untagged() {
  [ "$(call ec2 describe-tags --filters "Name=resource-id,Values=$node" Name=key,Values=drainguard:unstarted \
    --query 'length(Tags)' --output text)" = 0 ]
}
again 9 untagged
sleep 30
metadata() { # argument: path of an item
  local key
  key=$(curl --fail --silent --max-time 5 --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' \
    http://169.254.169.254/latest/api/token) &&
    curl --fail --silent --max-time 5 --header "X-aws-ec2-metadata-token: $key" "http://169.254.169.254/latest/meta-data/$1"
}
target=$(again 3 metadata autoscaling/target-lifecycle-state)
case $target in
  InService | Standby | Warmed:Running | Warmed:Stopped | Warmed:Hibernated) ;;
  Terminated | Warmed:Terminated | Detached)
    going=1
    next="nothing: the node is on its way to '$target', so Cribl does not start any more"
    exit 1
    ;;
  *)
    next="tell the maintainers: the node's metadata say that it is on its way to '${target:0:50}'"
    exit 1
    ;;
esac

note 'service' "see: journalctl -u cribl"
cp -al "$new/cribl/." "$home/"
rm -rf "$new"
chown -R cribl:cribl "$home"
"$home/bin/cribl" boot-start enable -m systemd -u cribl
systemctl restart cribl
# One check is not enough: a worker that refuses its settings ends within seconds, and systemd starts it again.
for _ in 1 2 3 4 5 6; do
  sleep 10
  systemctl is-active --quiet cribl
done
for path in "${paths[@]}"; do
  [[ $path == *'?' || -e $path ]] || echo "drainguard: WARNING: Queues names $path, which is not there: this node will be held when it has to go"
done | tee /dev/console || true

note 'done'
