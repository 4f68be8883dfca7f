#!/bin/sh
# A backend. On the word of a new one the group lets the old one go, which goes on for OVERLAP seconds; its shipper never stops.
# It runs a NATS server of its own, a member of the cluster: dsiem loses what is published while its connection moves, and one
# to a server of the group moves whenever that server is replaced.
: "${root?}" "${lib?}" "${home?}" "${run?}" "${me?}" "${state=}" "${until=}" "${imds_answer=}"
command . "$lib/overlap.sh"
command . "$lib/nats.sh"

pattern="directives_${NODE}_*.json"
served=$run/directives # as the frontends have them

list_groups() { # sets others to the other groups of this name that are not being deleted
  groups=$(aws_call autoscaling describe-auto-scaling-groups --filters "Name=tag:drainguard:dsiem-node,Values=$NODE" \
    --query 'AutoScalingGroups[?Status==null].[AutoScalingGroupName]') || unheard "groups of $NODE" || return 1
  others=$(echo "$groups" | grep -vxF -e "$GROUP" -e '' -e None || :)
}

fetch_directives() { # sets names to "yes" and the files of this node
  rm -rf "$served"
  mkdir -p "$served"
  names=$(curl -fsm 10 "$FRONTEND/config/" | jq -r --arg start "directives_${NODE}_" \
    '["yes", ((.files // [])[].filename | select(startswith($start) and endswith(".json")))] | join(" ")')
  [ -n "$names" ] || because "no frontend lists its configs at $FRONTEND/config/" || return 1
  for name in ${names#yes}; do
    curl -fsm 30 -o "$served/$name" "$FRONTEND/config/$name" || because "no frontend serves $name" || return 1
  done
}

validate() { # dsiem validate leaves an invalid directive aside and succeeds; dsiem-rs has no such command
  rm -f "$home/configs"/*
  cp "$served"/* "$home/configs"
  enabled=$(jq -s '[.[].directives[] | select(.disabled != true)] | length | select(. > 0)' "$served"/*)
  verdict="found $enabled valid"
  [ "$EDITION" = rs ] || verdict=$(bounded 60 "$home/dsiem" validate -f "$pattern" 2>&1)
  say "dsiem validate: $verdict"
  case $verdict in
    *"found ${enabled:-some} valid"*) ;;
    *) fail "dsiem does not take all directives of $pattern (${enabled:-no} enabled)" "correct what dsiem validate names above" ;;
  esac
}

subscribed() { # tells whether this node's NATS server hears from each one of the group, and sends dsiem the events
  list=$(addresses_of "$NATS_GROUP") && [ -n "$list" ] || unheard "servers of $NATS_GROUP" || return 1
  servers=$(echo "$list" | grep -c .)
  # Beside the group's it has routes to those of other backends. The configured one leads through the load balancer.
  routes=$(curl -fsm 5 http://127.0.0.1:8222/routez | jq --arg l "$list" \
    '[.routes[] | select(.is_configured or (.ip | IN(($l / "\n")[]))).remote_id] | unique | length')
  joined="joined to ${routes:-an unknown number} of $servers servers of $NATS_GROUP"
  if [ "${routes:-0}" -lt "$servers" ]; then
    # After five minutes one that does not come up must not keep a backend from serving.
    [ "${routes:-0}" -gt 0 ] && [ "$(now)" -gt $((until - 480)) ] || because "$joined" || return 1
    say "WARNING: $joined"
  fi
  hears=$(curl -fsm 5 'http://127.0.0.1:8222/connz?subs=1' | jq 'any(.connections[].subscriptions_list[]?; . == "dsiem_events")')
  [ "$hears" = true ] || because "no client of this node's NATS server hears dsiem_events"
}

serves() { # dsiem may have taken some directives only, and it may panic in its first seconds
  before=$(pid_of dsiem filebeat)
  case $before in [1-9]*[!0-9][1-9]*) ;; *) because "dsiem or filebeat does not run" || return 1 ;; esac
  subscribed || return 1
  for file in "$served"/*; do
    if [ "$(cat "$file")" != "$(cat "$home/configs/${file##*/}")" ]; then
      bounded 80 systemctl restart dsiem
      because "dsiem did not take ${file##*/} as the frontends have it" || return 1
    fi
  done
  sleep 5
  [ "$before" = "$(pid_of dsiem filebeat)" ] || because "dsiem or filebeat ended in the 5 s that it was watched" || return 1
  subscribed
}

# The tag says that dsiem never started here: a guard lets a node go that shows it for two minutes of its wait. So it goes before
# the start. Where the node's termination has begun by then, the guard may still see the tag, but 30 s later the node's own
# metadata tell of the termination; otherwise no guard sees the tag two minutes after a termination that begins later.
untag() {
  tag=drainguard:unstarted
  tags=$(aws_call ec2 delete-tags --resources "$me" --tags "Key=$tag" &&
    aws_call ec2 describe-instances --instance-ids "$me" --query "Reservations[].Instances[].length(Tags[?Key=='$tag'])")
  [ "$tags" = 0 ] || unheard "tag $tag as off"
}

bring_up() {
  get_dsiem
  get filebeat "$root/usr/local/lib/filebeat" "$FILEBEAT_URL" "$FILEBEAT_SHA256"
  get_nats
  wait_for list_groups "let the node describe groups"
  [ -z "$others" ] || fail "another backend subscribes as $NODE and is not leaving: group $others" "give each its own NodeName"
  wait_for fetch_directives "see the frontends"
  [ "$names" != yes ] || fail "the frontends serve no file $pattern" "put this node's directives there"
  validate
  compare_overlap "$served"
  cat >"$state/env" <<END
DSIEM_MODE=cluster-backend
DSIEM_NODE=$NODE
DSIEM_MSQ=nats://127.0.0.1:4222
DSIEM_FRONTEND=$FRONTEND
DSIEM_MAXQUEUE=${MAXQUEUE:-0}
DSIEM_ADDRESS=127.0.0.1
INSTANCE=$me
BEATS=$BEATS
END
  # Through the load balancer, which knows a server when all that were there have been replaced.
  render_nats 127.0.0.1 true "${NATS%:*}:6222"
  # A node that restarts in its overlap goes on, although its group terminates it.
  if ! booted; then
    wait_for untag "let its role do it"
    sleep 30
    wait_for target "see its metadata options"
    [ "$imds_answer" = InService ] || fail "this node is on its way to '$imds_answer'" "nothing: dsiem never started"
  fi
  bounded 60 systemctl start nats filebeat dsiem
  bounded 60 systemctl enable filebeat
  wait_for serves "see journalctl -u dsiem -u filebeat -u nats, and port 6222 of the servers"
}

# A member that AWS found unhealthy stays in service until its replacement is, since the group launches that first.
successors() { # for wait_overlap
  answer=$(aws_call autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$GROUP" --query \
    "AutoScalingGroups[0].[DesiredCapacity, join(' ', Instances[?LifecycleState=='InService' && HealthStatus=='Healthy'
    && InstanceId!='$me'].InstanceId)]")
  case $answer in
    0*) return 2 ;;
    [1-9]*) echo "$answer" | cut -sf 2 ;;
    *) return 1 ;;
  esac
}

leave() { retire dsiem; }

hand_over() {
  compare_overlap "$home/configs"
  wait_overlap successors
  wait_for leave
}
