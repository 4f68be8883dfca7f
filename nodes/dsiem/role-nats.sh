#!/bin/sh
# A NATS server: dsiem-boot writes /etc/nats.conf with routes to the group's other servers. A server that stands alone keeps
# what it is sent from the clients of the others, so it counts as up when a route stands, and leaves only while one does.
: "${root?}" "${lib?}" "${me?}" "${address=}"

render() {
  servers=$(addresses_of "$GROUP") || unheard "servers of $GROUP" || return 1
  routes=
  for server in $servers; do routes="$routes${routes:+, }nats://$server:6222"; done
  sed -e "s/@NODE@/$me/" -e "s/@ADDRESS@/$address/" -e "s|@ROUTES@|$routes|" "$lib/nats.conf" >"$root/etc/nats.conf"
}

routed() {
  number=$(curl -fsm 5 http://127.0.0.1:8222/routez | jq .num_routes)
  [ "${number:-0}" -gt 0 ] || because "no other server of $GROUP is connected"
}

joined() {
  if routed; then return 0; fi
  earlier=$routes
  render || return 1 # a server may have come since
  [ "$routes" = "$earlier" ] || bounded 15 systemctl reload nats
  because "no other server of $GROUP is connected: ${routes:-AWS lists none}"
}

bring_up() {
  get nats-server "$root/usr/local/lib/nats" "$NATS_URL" "$NATS_SHA256"
  ln -sf ../lib/nats/nats-server "$root/usr/local/bin/nats-server"
  wait_for render "let the node describe instances"
  bounded 60 systemctl start nats
  wait_for joined "see journalctl -u nats, and port 6222 between the servers"
}

leave() { routed && retire nats; }

hand_over() { wait_for leave; }
