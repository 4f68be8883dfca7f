#!/bin/sh
# nats-server on the node of a server or of a backend; it needs dsiem-boot's functions.
: "${root?}" "${lib?}" "${me?}" "${address=}"

get_nats() {
  get nats-server "$root/usr/local/lib/nats" "$NATS_URL" "$NATS_SHA256"
  ln -sf ../lib/nats/nats-server "$root/usr/local/bin/nats-server"
}

render_nats() { # arguments: address for clients, whether other servers keep it from theirs, routes
  sed -e "s/@NODE@/$me/" -e "s/@ADDRESS@/$address/" -e "s/@CLIENTS@/$1/" -e "s/@HIDDEN@/$2/" -e "s|@ROUTES@|$3|" \
    "$lib/nats.conf" >"$root/etc/nats.conf"
}
