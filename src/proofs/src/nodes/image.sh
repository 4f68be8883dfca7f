#!/bin/sh
# Makes the disk of a guest: an ext4 image with a small /etc, beside which the guest mounts the machine's /usr, read-only.
# DLC is installed on it as IBM's package does, with a stand-in for the program, and beside it lie the scripts of `nodes/dlc`.
# usage: sh image.sh TREE IMAGE JAVA
set -eu
tree=$1 image=$2 java=$3
nodes=$(dirname "$0")
mkdir "$tree"
mkdir -p "$tree/etc/guest/units" "$tree/etc/guest/generators" "$tree/etc/guest/modules/lib/modules" "$tree/etc/systemd/system" \
  "$tree/lab/classes" "$tree/lab/own" "$tree$java"
for folder in old usr dev proc sys run tmp mnt root store home var/log var/tmp opt var/local/bin var/local/sbin; do mkdir -p "$tree/$folder"; done
for link in bin sbin lib lib32 lib64; do
  if [ -L "/$link" ]; then ln -s "usr/$link" "$tree/$link"; fi
done
chmod 1777 "$tree/tmp" "$tree/var/tmp"
ln -s /run "$tree/var/run"
ln -s /proc/self/mounts "$tree/etc/mtab"
for module in /usr/lib/uml/modules/*; do ln -s "$module" "$tree/etc/guest/modules/lib/modules/"; done
cp -a /etc/ld.so.cache /etc/alternatives /etc/services /etc/protocols /etc/netconfig /etc/os-release "$tree/etc/"
echo 77777777777777777777777777777777 >"$tree/etc/machine-id"
cat >"$tree/etc/passwd" <<END
root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/:/usr/sbin/nologin
dlc:x:990:990:dlc:/store:/usr/sbin/nologin
END
cat >"$tree/etc/group" <<END
root:x:0:
tty:x:5:
systemd-journal:x:101:
nogroup:x:65534:
dlc:x:990:
END
echo 'passwd: files
group: files
hosts: files' >"$tree/etc/nsswitch.conf"
echo '127.0.0.1 localhost
10.77.0.1 fs-0123456789abcdef0.efs.eu-central-1.amazonaws.com' >"$tree/etc/hosts"
: >"$tree/etc/fstab"
cp /usr/lib/systemd/system-generators/systemd-fstab-generator "$tree/etc/guest/generators/"
# Of the machine's units only those that ours need: a guest is up in seconds.
for unit in basic emergency final getty local-fs local-fs-pre network network-online network-pre nss-lookup paths poweroff reboot \
  remote-fs remote-fs-pre shutdown slices sockets swap sysinit time-sync timers umount; do
  cp -L "/usr/lib/systemd/system/$unit.target" "$tree/etc/guest/units/"
done
for unit in systemd-journald.service systemd-journald.socket systemd-journald-dev-log.socket systemd-poweroff.service systemd-reboot.service; do
  cp -L "/usr/lib/systemd/system/$unit" "$tree/etc/guest/units/"
done
mkdir -p "$tree/etc/guest/units/sysinit.target.wants"
ln -s ../systemd-journald.service "$tree/etc/guest/units/sysinit.target.wants/"
cp -R "$nodes/units/." "$tree/etc/guest/units/"
mkdir -p "$tree/etc/systemd/journald.conf.d"
echo '[Journal]
Storage=volatile
ForwardToConsole=yes
MaxLevelConsole=info
RateLimitIntervalSec=0' >"$tree/etc/systemd/journald.conf.d/lab.conf"
cp "$nodes/aws" "$tree/var/local/bin/aws"
cp "$nodes/guest-start" "$tree/etc/guest/start"
cp "$nodes/agent" "$tree/etc/guest/agent"

uuid=2f1c8f0e-5a43-4f0e-9a57-0c1d2e3f4a5b
conf=$tree/opt/ibm/si/services/dlc/conf
queue=$tree/store/persistent_queue/dlc.dlc
mkdir -p "$tree/etc/dlc/instance" "$conf" "$queue" "$tree/store/ec" "$tree/root/dlc"
: >"$tree/etc/dlc/instance/$uuid"
echo '{"Destination": {"destination.type": "TLS", "destination.ip": "192.0.2.1", "destination.port": "32500"}}' >"$conf/config.json"
echo '[]' >"$conf/logSources.json"
chmod 640 "$conf/config.json"
chown 0:990 "$conf/config.json"
i=1
while [ "$i" -le 20 ]; do
  echo "before the move $i" >"$queue/dlc_TCP_TO_QRADAR_$i.dat"
  i=$((i + 1))
done
chown -R 990:990 "$tree/store"
mkdir -p "$tree/etc/systemd/system/multi-user.target.wants"
sed "s|@JAVA@|$java|" "$nodes/dlc.service" >"$tree/etc/systemd/system/dlc.service"
ln -s ../dlc.service "$tree/etc/systemd/system/multi-user.target.wants/"
cp -R "$nodes/../../../../nodes/dlc/." "$tree/root/dlc/"

rm -f "$image"
truncate -s 96M "$image"
mke2fs -q -t ext4 -O ^has_journal -d "$tree" "$image"
