#!/bin/sh
# A frontend: dsiem-boot mounts the folder of configs that all frontends share, and starts dsiem. Nothing is handed over.
: "${root?}" "${run?}" "${home?}" "${state=}"

mounted() { [ "$(bounded 10 findmnt -nfo FSTYPE --direction backward --mountpoint "$home/configs")" = nfs4 ]; }

mount_configs() {
  mounted || { bounded 90 mount "$home/configs" && mounted; } || because "$FILE_SYSTEM is not mounted at $home/configs"
}

answers() {
  curl -fsm 5 -o "$run/answer" http://127.0.0.1:8080/config/ || because "dsiem does not answer on port 8080"
}

bring_up() {
  need mount.efs amazon-efs-utils
  mkdir -p "$home/configs"
  line="$FILE_SYSTEM:/ $home/configs efs _netdev,noresvport,tls,iam,accesspoint=$ACCESS_POINT 0 0"
  grep -qxF -e "$line" "$root/etc/fstab" || echo "$line" >>"$root/etc/fstab"
  wait_for mount_configs "see the mount targets and the access point"
  get_dsiem
  cat >"$state/env" <<END
DSIEM_MODE=cluster-frontend
DSIEM_NODE=dsiem-frontend
DSIEM_MSQ=$NATS
DSIEM_MAXQUEUE=${MAXQUEUE:-0}
END
  bounded 60 systemctl start dsiem
  wait_for answers "see journalctl -u dsiem"
}
