#!/bin/sh
# Says whether the backend of this pod hears events: exit code 0 once a NATS server shows its subscription.
# A process that runs proves nothing: it may have failed to subscribe.
#
# "ready.sh start" also compares the directives with those of the frontends: dsiem goes on with what it has when a
# download fails.
#
# POD_IP, DSIEM_NODE, DSIEM_FRONTEND; NATS_SERVERS: the hosts whose monitors (port 8222) are asked.
# DRAINGUARD_ROOT: a prefix of all paths, for tests.
set -u
configs=${DRAINGUARD_ROOT:-}/dsiem/configs

no() {
    echo "drainguard: $*"
    exit 1
}

# One item of a JSON text a line, whatever its layout. No name or address in it has a blank.
items() {
    tr -d ' \n\t\r' | tr '][,{}' '\n'
}

has_directives() {
    files=$(wget -q -T 3 -O - "$DSIEM_FRONTEND/config/") || no "no frontend answers at $DSIEM_FRONTEND"
    names=$(printf '%s' "$files" | items | sed -n "s/^\"filename\":\"\(directives_${DSIEM_NODE}_.*\.json\)\"\$/\1/p")
    [ -n "$names" ] || no "the frontends have no directives_${DSIEM_NODE}_*.json"
    for name in $names; do
        [ -s "$configs/$name" ] || no "$name was not downloaded"
    done
}

# The subscriptions of a connection follow its address, before the id of the next one.
subscribes() {
    items | {
        mine=no
        while read -r item; do
            case $item in
                '"cid":'*) mine=no ;;
                "\"ip\":\"$POD_IP\"") mine=yes ;;
                '"dsiem_events"') [ "$mine" = no ] || exit 0 ;;
            esac
        done
        exit 1
    }
}

[ "${1:-}" != start ] || has_directives

for server in $NATS_SERVERS; do
    if wget -q -T 2 -O - "http://$server:8222/connz?subs=1&limit=10000" | subscribes; then
        exit 0
    fi
done
no "no NATS server of $NATS_SERVERS shows a subscription of $POD_IP to dsiem_events"
