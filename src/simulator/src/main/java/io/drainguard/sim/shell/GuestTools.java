package io.drainguard.sim.shell;

import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What a script finds on a node besides files: its disks, mounts and services, acted out on directories.
///
/// A mounted file system is a link from the mount point to the volume's directory. A bind mount renames the
/// directory below it to `name.below` and puts a link in its place; unmounting renames it back. A service is a file
/// `name.stopped` that is there or not; `name.broken` keeps it from starting, `busy` keeps anything from being
/// unmounted. `systemctl show` knows a unit by a file `name.unit`. All of that lies in `run/simulator` of the node's
/// root, which is the working directory of its scripts.
///
/// `ss` knows that something listens on a port by a file `connections.PORT` with the number of connections to it, and
/// prints what ss(8) of iproute2 6.1 prints. `curl` reaches a NATS server's monitor on this node if there is a file
/// `clients` with their number, and answers as nats-server 2.9.10 does to `/connz?limit=1`; it reaches nothing else.
///
/// Disks are named and numbered as on Nitro instances (EC2 User Guide, nvme-ebs-volumes: the serial number is the
/// volume's id without its dash). A former root volume has one xfs partition, and mounting it beside the root of the
/// same image needs `nouuid`, since both have one file system id (xfs(5)); any other volume is xfs without
/// partitions.
final class GuestTools {
    /// Where in a node's root the simulator keeps what it knows of the node.
    static final String PLACE = "run/simulator";

    private static final Map<String, String> TOOLS =
            Map.of("lsblk", """
            #!/bin/sh
            case $1:$# in
              -dnrpo:2) while read -r disk serial rest; do echo "$disk $serial"; done < run/simulator/disks ;;
              -nrpo:3) while read -r disk serial part kind directory; do
                  [ "$disk" = "$3" ] || continue
                  [ "$disk" = "$part" ] || echo "$disk "
                  echo "$part $kind"
                done < run/simulator/disks ;;
              *) exit 32 ;;
            esac
            """, "mount", """
            #!/bin/sh
            echo "mount $*" >> run/simulator/log
            if [ "$1" = --bind ]; then
              mv "$3" "$3.below" && ln -s "$2" "$3"
              exit
            fi
            case $4 in *nouuid*) ;; *) echo "mount: wrong fs type, bad option, bad superblock on $5" >&2; exit 32 ;; esac
            while read -r disk serial part kind directory; do
              if [ "$part" = "$5" ] && [ "$kind" = "$2" ]; then
                rmdir "$6" && ln -s "$directory" "$6"
                exit
              fi
            done < run/simulator/disks
            exit 32
            """, "umount", """
            #!/bin/sh
            echo "umount $*" >> run/simulator/log
            [ -L "$1" ] && [ ! -e run/simulator/busy ] || { echo "umount: $1: target is busy or not mounted" >&2; exit 32; }
            rm "$1"
            if [ -e "$1.below" ] || [ -L "$1.below" ]; then mv "$1.below" "$1"; else mkdir "$1"; fi
            """, "mountpoint", """
            #!/bin/sh
            [ -L "$2" ]
            """, "systemctl", """
            #!/bin/sh
            echo "systemctl $*" >> run/simulator/log
            case $1 in
              stop) : > "run/simulator/$2.stopped" ;;
              start) [ ! -e "run/simulator/$2.broken" ] && rm -f "run/simulator/$2.stopped" ;;
              is-active) [ ! -e "run/simulator/$3.stopped" ] ;;
              show)
                for unit in "$@"; do :; done
                if [ -e "run/simulator/$unit.unit" ]; then loaded=loaded; else loaded=not-found; fi
                if [ -e "run/simulator/$unit.stopped" ] || [ $loaded = not-found ]; then active=inactive; else active=active; fi
                case " $* " in *" LoadState "*) echo LoadState=$loaded ;; esac
                case " $* " in *" ActiveState "*) echo ActiveState=$active ;; esac
                ;;
              *) exit 1 ;;
            esac
            """, "ss", """
            #!/bin/sh
            for filter; do :; done
            port=${filter##*:}
            port=${port%% *}
            read -r number 2>/dev/null < "run/simulator/connections.$port" || exit 0
            case $1 in *l*) echo "LISTEN 0 4096 *:$port *:*"; exit ;; esac
            while [ "$number" -gt 0 ]; do
              echo "ESTAB 0 0 [::ffff:10.0.0.9]:$port [::ffff:10.0.1.9]:$((32767 + number))"
              number=$((number - 1))
            done
            """, "curl", """
            #!/bin/sh
            for url; do :; done
            case $url in http://127.0.0.1:8222/connz*) ;; *) exit 7 ;; esac
            read -r number 2>/dev/null < run/simulator/clients || exit 7
            printf '{\\n  "server_id": "simulated",\\n  "num_connections": %s,\\n  "total": %s,\\n' \
              "$((number > 0))" "$number"
            printf '  "offset": 0,\\n  "limit": 1,\\n  "connections": []\\n}'
            """);

    private GuestTools() {}

    /// Puts the tools where the scripts' PATH begins.
    static void write(Shims shims) {
        TOOLS.forEach(shims::write);
    }

    /// Tells a node which disks it has now.
    static void tell(Instance instance, NodeDirectories nodes) {
        StringBuilder table = new StringBuilder();
        int number = 0;
        for (Volume volume : instance.volumes()) {
            if (volume.fate() == Volume.Fate.ATTACHED) {
                table.append(line(volume, "/dev/nvme" + number + "n1", nodes.volume(volume)));
                number++;
            }
        }
        try {
            Path place = nodes.directory(instance.id(), "/" + PLACE);
            Files.writeString(place.resolve("disks"), table);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell " + instance.id() + " its disks", e);
        }
    }

    private static String line(Volume volume, String disk, Path directory) {
        String partition = volume.isRoot() ? disk + "p1" : disk;
        return String.join(" ", disk, volume.id().replace("-", ""), partition, "xfs", directory.toString()) + "\n";
    }
}
