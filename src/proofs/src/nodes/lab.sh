#!/bin/sh
# PID 1 of the namespaces in which servers and guests run. It lives as long as its standard input stays open: when the test
# ends, or is killed, the kernel ends every process in here with it.
# usage: unshare --net --mount --pid --fork --kill-child --mount-proc sh lab.sh DIR
set -eu
lab=$1

# A guest sees this root. Its kernel mounts it read-only; here the machine's own kernel says so as well.
mount --make-rprivate /
mount --bind "$lab" "$lab"
mount -o remount,bind,ro /
mount -t tmpfs lab /run
# The memory of the guests. A container's /dev/shm may be small.
mkdir -p "$lab/shm"
mount -t tmpfs -o mode=1777 lab "$lab/shm"
# What the server exports: on the bound folder it would find the read-only root.
mkdir -p "$lab/nfs"
mount -t tmpfs lab "$lab/nfs"
mkdir "$lab/nfs/export" "$lab/nfs/recovery"

ip link set lo up
# One packet a frame: the guests' driver drops larger ones, and TCP would then wait for its retransmissions.
ip link add net0 gso_max_segs 1 type bridge
ip address add 10.77.0.1/24 dev net0
ip link set net0 up
# Instance metadata has a wire of its own to each guest: on EC2 the host answers, whatever happens to the network.
ip link add imds0 type bridge
ip address add 169.254.169.254/16 dev imds0
ip link set imds0 up
for guest in a b; do
  ip tuntap add "net-$guest" mode tap
  ip link set "net-$guest" master net0 up
  ip tuntap add "imds-$guest" mode tap
  ip link set "imds-$guest" master imds0 up
done

echo ready
while read -r _; do :; done
