#!/bin/sh
# A backend: a new one serves only when nobody else has its name, its directives are there and valid, its shipper runs, and NATS
# sends it events; on that word the group lets the old one go, which goes on for OVERLAP seconds. Its shipper never stops.
: "${root?}" "${lib?}" "${home=}" "${run?}" "${me?}" "${address=}" "${aws_fault?}" "${GROUP:?}" "${NODE:?}" "${OVERLAP:?}" "${EDITION:?}"
: "${FRONTEND:?}" "${NATS:?}" "${NATS_GROUP:?}" "${MAXQUEUE?}" "${BEATS:?}" "${FILEBEAT_URL:?}" "${FILEBEAT_SHA256:?}"
command . "$lib/overlap.sh"

pattern="directives_${NODE}_*.json"
served=$run/directives # as the frontends have them

list_groups() { # sets groups to those of this node's name that are not being deleted
  groups=$(aws_call autoscaling describe-auto-scaling-groups --filters "Name=tag:drainguard:dsiem-node,Values=$NODE" \
    --query 'AutoScalingGroups[?Status==null].[AutoScalingGroupName]') || because "AWS does not list the groups: $(cat "$aws_fault")"
}

list_directives() { # sets names to "yes" and the files of this node
  names=$(curl -fsm 10 "$FRONTEND/config/" | jq -r --arg start "directives_${NODE}_" \
    '["yes", (.files[].filename | select(startswith($start) and endswith(".json")))] | join(" ")')
  [ -n "$names" ] || because "no frontend lists its configs at $FRONTEND/config/"
}

fetch_directives() {
  for name in ${names#yes}; do
    curl -fsm 30 -o "$served/$name" "$FRONTEND/config/$name" || because "no frontend serves $name" || return 1
  done
}

validate() { # dsiem validate leaves an invalid directive aside and succeeds
  "$lib/dsiem-boot" configs && cp "$served"/* "$home/configs"
  enabled=$(jq -s '[.[].directives[] | select(.disabled != true)] | length' "$served"/*)
  verdict="found ${enabled:=0} valid entries out of"
  [ "$EDITION" = rs ] || verdict=$(bounded 60 "$home/dsiem" validate -f "$pattern" 2>&1)
  say "dsiem validate: $verdict"
  case $enabled:$verdict in
    0:*) ;;
    *"found $enabled valid entries out of"*) return 0 ;;
  esac
  fail "dsiem does not take all $enabled directives of $pattern, or there is none" "correct what dsiem validate names above"
}

subscribed() { # tells whether a NATS server has a client of this node's address that hears the events
  find_servers "$NATS_GROUP" || because "AWS does not list the servers of $NATS_GROUP: $(cat "$aws_fault")" || return 1
  silent=
  for server in $servers; do
    case $(curl -fsm 5 "http://$server:8222/connz?subs=1&limit=65536" | jq --arg ip "$address" \
      'any(.connections[]; .ip == $ip and any(.subscriptions_list[]?; . == "dsiem_events"))') in
      true) return 0 ;;
      false) ;;
      *) silent="$silent; $server:8222 does not answer" ;;
    esac
  done
  because "no server of $NATS_GROUP has a client $address that hears dsiem_events$silent"
}

pids() { echo "$(pid_of dsiem.service) $(pid_of filebeat.service)"; }

serves() { # dsiem may have taken a part of its directives, and it may panic in its first seconds and start again
  before=$(pids)
  case " $before " in *" 0 "* | *"  "*) because "dsiem or filebeat does not run: processes $before" || return 1 ;; esac
  subscribed || return 1
  for file in "$served"/*; do
    if ! cmp -s "$file" "$home/configs/${file##*/}"; then
      bounded 80 systemctl restart dsiem.service
      because "dsiem did not take ${file##*/} as the frontends have it" || return 1
    fi
  done
  sleep 5
  [ "$before" = "$(pids)" ] || because "dsiem or filebeat ended within 5 s: processes $before, then $(pids)" || return 1
  subscribed
}

bring_up() {
  get_dsiem
  get filebeat "$root/usr/local/lib/filebeat" "$FILEBEAT_URL" "$FILEBEAT_SHA256"
  wait_for list_groups "let the node describe groups"
  others=$(echo "$groups" | grep -vxF -e "$GROUP" -e '' -e None)
  [ -z "$others" ] || fail "another backend subscribes as $NODE and is not leaving: group $others" "give each backend its own NodeName"
  wait_for list_directives "see the frontends"
  [ "$names" != yes ] || fail "the frontends serve no file $pattern" "put this node's directives there"
  rm -rf "$served"
  mkdir -p "$served"
  wait_for fetch_directives "see the frontends"
  validate
  compare_overlap "$served"
  cat >"$run/env" <<END
DSIEM_MODE=cluster-backend
DSIEM_NODE=$NODE
DSIEM_MSQ=$NATS
DSIEM_FRONTEND=$FRONTEND
DSIEM_MAXQUEUE=$MAXQUEUE
DSIEM_ADDRESS=127.0.0.1
INSTANCE=$me
BEATS=$BEATS
END
  bounded 60 systemctl start filebeat.service dsiem.service
  wait_for serves "see journalctl -u dsiem -u filebeat, and ports 4222 and 8222 of NATS"
}

successors() { # for wait_overlap
  answer=$(aws_call autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$GROUP" --query \
    "AutoScalingGroups[0].[DesiredCapacity, join(' ', Instances[?LifecycleState=='InService' && InstanceId!='$me'].InstanceId)]")
  case $answer in
    0*) return 2 ;;
    [1-9]*) echo "$answer" | cut -f 2 ;;
    *) return 1 ;;
  esac
}

hand_over() {
  compare_overlap "$root/dsiem/configs"
  wait_overlap successors
  until retire dsiem.service; do sleep 5; done
}
