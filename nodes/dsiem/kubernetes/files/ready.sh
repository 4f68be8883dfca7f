#!/bin/sh
# Says whether the backend of this pod hears events: exit code 0 once the pod's NATS server shows its subscription, and is
# joined to every server that answers: none passes on what another has sent it. A process that runs proves nothing: it may
# have failed to subscribe.
#
# "ready.sh start" also compares the directives with those of the frontends: dsiem goes on with what it has when a
# download fails.
#
# DSIEM_NODE, DSIEM_FRONTEND; NATS_SERVERS: the hosts of the three servers, whose monitors (port 8222) are asked.
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

# What a NATS server says of its routes: arguments are its host, and the field that is asked for.
routes() {
    wget -q -T 2 -O - "http://$1:8222/routez" | items | sed -n "s/^\"$2\":\"\(.*\)\"\$/\1/p"
}

is_joined() {
    neighbours=$(routes 127.0.0.1 remote_id)
    joined=
    for server in $NATS_SERVERS; do
        id=$(routes "$server" server_id)
        [ -n "$id" ] || continue
        echo "$neighbours" | grep -qxF "$id" || no "the pod's NATS server is not joined to $server"
        joined=yes
    done
    [ -n "$joined" ] || no "no NATS server of $NATS_SERVERS answers"
}

[ "${1:-}" != start ] || has_directives
is_joined
wget -q -T 2 -O - 'http://127.0.0.1:8222/connz?subs=1' | items | grep -qxF '"dsiem_events"' ||
    no "no client of the pod's NATS server hears dsiem_events"
