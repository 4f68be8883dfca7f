#!/usr/bin/env bash
# Measures three properties of Systems Manager on which the guard's speed rests, in your own account, in ten minutes:
# how one command is spread over its nodes, the events of its ends, and how many looks may be pending.
#
# It runs a drain document, which only reads, on nodes that you name by a tag. It makes one rule and one queue, and deletes
# both when it ends, however it ends. It needs bash 4.4, GNU date, awk and the AWS CLI.
set -euo pipefail
export AWS_PAGER='' LC_ALL=C

readonly MOST=50          # nodes in one command (Systems Manager API Reference, SendCommand)
readonly RULE_SETTLES=30  # seconds until a new rule surely works (assumed)
readonly LOOK_ENDS=170    # seconds; an agent that vanished is known after 155
readonly LATEST_EVENT=130 # seconds; events of Auto Scaling came up to 126 s late
readonly COMMENT='measured by hand; no guard believes it'

options=() document='' tag='' wait=50 commands=4
name=drainguard-measure-$(date -u +%Y%m%d%H%M%S)-$$
queue='' rule=no target=no
work=$(mktemp -d)

help() {
  cat <<'TEXT'
Usage: measure-run-command.sh --document drainguard-NAME --tag KEY=VALUE [--wait SECONDS] [--commands N]
                              [--profile NAME] [--region NAME]

  --document  the drain document to run, for example the stack's output DrainDocumentName
  --tag       the running instances to ask, 50 at most, best 8 or more; take nodes in service
  --wait      how long a look may stay on a node that has data (50)
  --commands  how many more commands to send at once, to see whether one is refused (4)
TEXT
}

say() { printf '%s  %s\n' "$(date -u +%H:%M:%S)" "$*"; }

die() {
  printf 'measure-run-command: %s\n' "$*" >&2
  exit 1
}

ask() { aws "${options[@]}" --output text "$@"; }

clean_up() { # runs at every exit
  local code=$?
  trap '' INT TERM HUP
  trap - EXIT
  set +e
  [ "$target" = no ] || ask events remove-targets --rule "$name" --ids queue >/dev/null || say "left behind: the target of rule $name"
  [ "$rule" = no ] || ask events delete-rule --name "$name" || say "left behind: rule $name"
  [ -z "$queue" ] || ask sqs delete-queue --queue-url "$queue" || say "left behind: queue $queue"
  rm -rf "$work"
  exit "$code"
}

seconds() { # argument: a time as the AWS CLI prints it, ISO 8601 or seconds; prints seconds, or nothing
  case $1 in
    '' | None) ;;
    *[!0-9.]*) date -u -d "$1" +%s.%3N ;;
    *) printf '%s\n' "$1" ;;
  esac
}

summary() { # reads numbers; prints how many they are, the least, the median and the most
  sort -n | awk '{ v[NR] = $1 } END { if (NR == 0) print "none"
    else printf "%d: least %.1f, median %.1f, most %.1f s\n", NR, v[1], v[int((NR + 1) / 2)], v[NR] }'
}

nodes() { # sets the array ids: running instances with the tag whose agent is online
  local known online
  known=$(ask ec2 describe-instances --query 'Reservations[].Instances[].[InstanceId]' \
    --filters "Name=tag:${tag%%=*},Values=${tag#*=}" Name=instance-state-name,Values=running)
  online=$(ask ssm describe-instance-information --query "InstanceInformationList[?PingStatus=='Online'].[InstanceId]")
  mapfile -t ids < <(comm -12 <(sort -u <<<"$known") <(sort -u <<<"$online") | grep '^i-' | head -n "$MOST")
}

listen() { # makes the queue and the rule that fills it
  local arn policy
  # A message that was read stays hidden, so none is counted twice and none need be deleted.
  queue=$(ask sqs create-queue --queue-name "$name" --attributes VisibilityTimeout=3600,MessageRetentionPeriod=3600 --query QueueUrl)
  arn=$(ask sqs get-queue-attributes --queue-url "$queue" --attribute-names QueueArn --query Attributes.QueueArn)
  rule=yes
  rule_arn=$(ask events put-rule --name "$name" --query RuleArn --event-pattern '{"source":["aws.ssm"],
    "detail-type":["EC2 Command Invocation Status-change Notification"],"detail":{"document-name":["'"$document"'"],
    "status":[{"anything-but":["Pending","InProgress","Delayed","Cancelling"]}]}}')
  policy='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},
    "Action":"sqs:SendMessage","Resource":"'"$arn"'","Condition":{"ArnEquals":{"aws:SourceArn":"'"$rule_arn"'"}}}]}'
  policy=${policy//$'\n'/}
  ask sqs set-queue-attributes --queue-url "$queue" --attributes '{"Policy":"'"${policy//\"/\\\"}"'"}'
  target=yes
  ask events put-targets --rule "$name" --targets "Id=queue,Arn=$arn" >/dev/null
}

send() { # prints the id of a new command to all nodes
  ask ssm send-command --document-name "$document" --instance-ids "${ids[@]}" --parameters "wait=$wait" \
    --timeout-seconds 30 --max-concurrency 100% --max-errors 100% --comment "$COMMENT" --query Command.CommandId
}

status() { ask ssm list-commands --command-id "$1" --query 'Commands[0].[StatusDetails,CompletedCount]'; }

await() { # argument: command; waits until all its nodes have answered
  local details ended end=$((SECONDS + LOOK_ENDS))
  while [ "$SECONDS" -lt "$end" ]; do
    read -r details ended < <(status "$1")
    [ "$ended" != "${#ids[@]}" ] && [ "$details" != RateExceeded ] || return 0
    sleep 5
  done
}

hear() { # argument: command; writes a line for each event of it: node, arrival in seconds since 1970
  local line body sent end=$((SECONDS + LATEST_EVENT))
  : >"$work/events"
  while [ "$(wc -l <"$work/events")" -lt "${#ids[@]}" ] && [ "$SECONDS" -lt "$end" ]; do
    ask sqs receive-message --queue-url "$queue" --max-number-of-messages 10 --wait-time-seconds 5 \
      --attribute-names SentTimestamp --query 'Messages[].[Attributes.SentTimestamp,Body]' >"$work/batch"
    while IFS= read -r line; do
      sent=${line%%$'\t'*} body=${line#*$'\t'}
      [[ $body == *"$1"* && $body =~ \"instance-id\"\ *:\ *\"(i-[0-9a-f]+)\" ]] || continue
      printf '%s %s.%s\n' "${BASH_REMATCH[1]}" "${sent:0:-3}" "${sent: -3}" >>"$work/events"
    done <"$work/batch"
    [ -s "$work/batch" ] || sleep 1
  done
}

answers() { # argument: command; writes a line for each node that ran it: node, start, end
  local id start end
  ask ssm list-command-invocations --command-id "$1" --details \
    --query 'CommandInvocations[].[InstanceId,CommandPlugins[0].ResponseStartDateTime,CommandPlugins[0].ResponseFinishDateTime]' |
    while read -r id start end; do
      start=$(seconds "$start") end=$(seconds "$end")
      [ -z "$start" ] || [ -z "$end" ] || printf '%s %s %s\n' "$id" "$start" "$end"
    done >"$work/answers"
}

spread() { # says how the command reached its nodes
  local shortest width
  shortest=$(awk '{ print $3 - $2 }' "$work/answers" | sort -n | head -n 1)
  width=$(awk '{ print $2 }' "$work/answers" | sort -n | awk 'NR == 1 { first = $1 } { last = $1 } END { print last - first }')
  printf 'starts after the first: %s' "$(awk 'NR == 1 || $2 < first { first = $2 } { at[NR] = $2 }
    END { for (i in at) print at[i] - first }' "$work/answers" | summary)"
  printf '; a look ran for %s s at least\n' "${shortest:-?}"
  if [ "$(wc -l <"$work/answers")" -lt 4 ]; then
    echo 'verdict: fewer than four nodes answered, which says nothing'
  elif awk -v width="$width" -v look="$shortest" 'BEGIN { exit !(width >= look) }'; then
    echo 'verdict: COMPLETED - the next nodes get a command when the ones before have ended; the guard falls back to short looks'
  else
    echo 'verdict: ACKNOWLEDGED, or at once - as the guard expects'
  fi
}

events() { # says what is known of the events
  local told
  told=$(cut -d ' ' -f 1 "$work/events" | sort -u | wc -l)
  printf 'events: %s, of %s nodes; answers: %s\n' "$(wc -l <"$work/events")" "$told" "$(wc -l <"$work/answers")"
  printf "from a look's end, by its node's clock, to its event in the queue: %s" \
    "$(join <(sort "$work/answers") <(sort "$work/events") | awk '{ print $4 - $3 }' | summary)"
  printf '\n'
  if [ "$told" -eq "${#ids[@]}" ]; then
    echo 'verdict: ONE EVENT FOR EACH NODE - as the guard expects'
  else
    echo 'verdict: events are missing or name no node; the guard then releases at the pace of its schedule'
  fi
}

crowd() { # sends several commands at once, and says whether one was refused
  local each id details refused=0 sent=()
  for ((each = 0; each < commands; each++)); do
    if ! id=$(send); then
      echo "command $((each + 1)) was not taken; its error stands above"
      break
    fi
    sent+=("$id")
  done
  for each in ${sent[@]+"${sent[@]}"}; do
    await "$each"
    read -r details _ < <(status "$each")
    [ "$details" != RateExceeded ] || refused=$((refused + 1))
  done
  printf 'commands sent: %s, to %s nodes each; refused: %s\n' "${#sent[@]}" "${#ids[@]}" "$refused"
  if [ "$refused" -gt 0 ]; then
    echo 'verdict: RATE EXCEEDED - so many pending looks are too many for this account; the guard falls back to short looks'
  else
    echo "verdict: $((${#sent[@]} * ${#ids[@]})) looks may be pending; more was not tried"
  fi
}

while [ $# -gt 0 ]; do
  case $1 in
    --document) document=${2-} ;;
    --tag) tag=${2-} ;;
    --wait) wait=${2-} ;;
    --commands) commands=${2-} ;;
    --profile | --region) options+=("$1" "${2-}") ;;
    --help)
      help
      exit 0
      ;;
    *) die "unknown option $1; --help says which there are" ;;
  esac
  [ $# -ge 2 ] || die "$1 needs a value"
  shift 2
done
[[ $document == drainguard-* ]] || die "--document needs the name of a drain document, which begins with drainguard-"
[[ $tag == ?*=?* ]] || die "--tag needs KEY=VALUE"
[[ $wait =~ ^[0-9]{1,2}$ && $commands =~ ^[0-9]{1,2}$ ]] || die "--wait and --commands need a whole number below 100"

trap clean_up EXIT
trap 'exit 130' INT TERM HUP
parameters=$(ask ssm describe-document --name "$document" --query 'Document.Parameters[].[Name]')
grep -qx wait <<<"$parameters" || die "document $document has no parameter 'wait'"
nodes
[ "${#ids[@]}" -gt 0 ] || die "no running instance with the tag $tag has an agent that is online"
say "${#ids[@]} nodes; making queue and rule $name"
listen
sleep "$RULE_SETTLES"
say 'sending one command'
command=$(send)
await "$command"
say 'listening for events'
hear "$command"
answers "$command"
printf '\n1. How one command is spread\n'
spread
printf '\n2. Events of ended looks\n'
events
printf '\n3. Pending looks\n'
crowd
