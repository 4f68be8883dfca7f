#!/bin/sh
# Runs filebeat beside a backend, and ships what is left once the backend has ended.
#
# Kubernetes ends a sidecar after the pod's other containers. So at SIGTERM nobody writes to the logs any more, and a
# last run of filebeat, which ends at the end of the files once the receiver has acknowledged all, leaves nothing behind.
# If the receiver does not answer, the pod's grace period ends that run, and the rest stays on the volume.
#
# Before Kubernetes 1.34 a sidecar that fails while its pod ends is not started again: this loop does it.
set -u
leaving=
child=

run() {
    exec filebeat -e --strict.perms=false -c /etc/dsiem/filebeat.yml --path.data /dsiem/filebeat "$@"
}

trap 'leaving=yes; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM INT

while [ -z "$leaving" ]; do
    run &
    child=$!
    # A signal between these two lines has reached nobody.
    [ -z "$leaving" ] || kill -TERM "$child"
    # Two of them would not share the registry, so this one has to be gone.
    while kill -0 "$child" 2>/dev/null; do
        wait "$child"
    done
    child=
    [ -n "$leaving" ] || sleep 1
done

echo "drainguard: the backend has ended; ships what is left"
export CLOSE_EOF=true SHUTDOWN_TIMEOUT=0
until (run --once); do
    echo "drainguard: filebeat failed; it is tried again"
    sleep 1
done
echo "drainguard: all is shipped"
