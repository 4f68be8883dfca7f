package io.drainguard.proofs.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShipperTest {
    @TempDir
    private Path logs;

    private final Map<String, Long> registry = new LinkedHashMap<>();
    private final List<String> arrived = new ArrayList<>();
    private boolean isRefusing;

    private Shipper shipper() {
        return new Shipper(logs, this::set, this::take, "backend-01", "i-1");
    }

    private void set(Path source, long offset) {
        registry.put(source.getFileName().toString(), offset);
    }

    private boolean take(List<Receiver.Line> batch) {
        if (!isRefusing) {
            batch.forEach(line -> arrived.add(line.text()));
        }
        return !isRefusing;
    }

    private void write(String text) throws IOException {
        Files.writeString(logs.resolve(AlarmLogs.EVENTS), text);
    }

    @Test
    void wholeLines_arriveOnceAndInOrder() throws IOException {
        Shipper shipper = shipper();
        write("one\ntwo\nthr");
        assertThat(shipper.ship()).isTrue();
        write("one\ntwo\nthree\n");
        shipper.ship();
        shipper.ship();

        assertThat(arrived).containsExactly("one", "two", "three");
        assertThat(registry).containsExactly(Map.entry(AlarmLogs.EVENTS, 14L));
    }

    @Test
    void refusedLines_areSentAgain_registryStays() throws IOException {
        Shipper shipper = shipper();
        write("one\n");
        isRefusing = true;
        assertThat(shipper.ship()).isFalse();
        assertThat(registry).containsExactly(Map.entry(AlarmLogs.EVENTS, 0L));
        isRefusing = false;
        assertThat(shipper.ship()).isTrue();

        assertThat(arrived).containsExactly("one");
        assertThat(registry).containsExactly(Map.entry(AlarmLogs.EVENTS, 4L));
    }

    @Test
    void emptyFile_hasNoEntry() throws IOException {
        write("");
        assertThat(shipper().ship()).isTrue();
        assertThat(registry).isEmpty();
    }
}
