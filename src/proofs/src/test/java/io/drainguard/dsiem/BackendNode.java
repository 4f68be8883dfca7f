package io.drainguard.dsiem;

import io.drainguard.proofs.dsiem.Registry;
import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A backend whose dsiem is dead and whose shipper has shipped both logs to their ends.
final class BackendNode {
    static final String ALARMS = "dsiem/logs/siem_alarms.json";
    static final String EVENTS = "dsiem/logs/siem_alarm_events.json";
    static final String REGISTRY = "dsiem/filebeat/registry/filebeat/";

    final LookNode look;
    final Registry registry;

    BackendNode(String shell, Path home) throws IOException {
        Tools.assumeInstalled("jq");
        look = new LookNode(shell, home, "drain-backend.sh");
        look.write(ALARMS, "{\"alarm\":1}\n".repeat(10));
        look.write(EVENTS, "{\"event\":1}\n".repeat(100));
        registry = new Registry(look.path(REGISTRY));
        ship(ALARMS, 0);
        ship(EVENTS, 0);
    }

    /// Notes that the output has acknowledged all but so many bytes of a log.
    void ship(String log, long rest) throws IOException {
        Path file = look.path(log);
        registry.set(file, Files.size(file) - rest);
    }

    long inode(String log) throws IOException {
        return ((Number) Files.getAttribute(look.path(log), "unix:ino")).longValue();
    }

    long device(String log) throws IOException {
        return ((Number) Files.getAttribute(look.path(log), "unix:dev")).longValue();
    }

    String read(String name) throws IOException {
        return Files.readString(look.path(REGISTRY + name));
    }

    /// Writes a file of the registry as no shipper does.
    void write(String name, String text) throws IOException {
        look.write(REGISTRY + name, text);
    }
}
