#!/bin/sh
# Starts a backend in its pod, on configuration that it pulls now.
#
# dsiem loads each directives_*.json that it finds, so a file of a former start would stay active after it has left the
# frontends. An emptyDir outlives a container that Kubernetes restarts.
#
# DRAINGUARD_ROOT: a prefix of all paths, for tests.
set -eu
dsiem=${DRAINGUARD_ROOT:-}/dsiem

rm -rf "$dsiem"/configs/*

# The successor edition (dsiem-rs) has a program for each role.
if [ -x "$dsiem/dsiem-backend" ]; then
    exec "$dsiem/dsiem-backend" serve -n "$DSIEM_NODE"
fi
exec "$dsiem/dsiem" serve
