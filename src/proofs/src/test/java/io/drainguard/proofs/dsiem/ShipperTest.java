package io.drainguard.proofs.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShipperTest {
    @TempDir
    private Path folder;

    private final List<String> arrived = new ArrayList<>();
    private boolean isRefusing;

    private Shipper shipper() throws IOException {
        return new Shipper(folder, new Registry(folder.resolve("registry")), this::take, "backend-01", "i-1");
    }

    private boolean take(List<Receiver.Line> batch) {
        if (!isRefusing) {
            batch.forEach(line -> arrived.add(line.text()));
        }
        return !isRefusing;
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve(AlarmLogs.EVENTS), text);
    }

    private List<String> registry() throws IOException {
        return Files.readAllLines(folder.resolve("registry/log.json"));
    }

    private long offset() throws IOException {
        JsonNode entry = new ObjectMapper().readTree(registry().getLast()).path("v");
        assertThat(entry.path("source").asText())
                .isEqualTo(folder.resolve(AlarmLogs.EVENTS).toString());
        return entry.path("offset").asLong();
    }

    @Test
    void wholeLines_arriveOnceAndInOrder() throws IOException {
        Shipper shipper = shipper();
        write("one\ntwo\nthr");
        assertThat(shipper.ship()).isTrue();
        assertThat(offset()).isEqualTo(8);
        write("one\ntwo\nthree\n");
        shipper.ship();
        shipper.ship();

        assertThat(arrived).containsExactly("one", "two", "three");
        assertThat(offset()).isEqualTo(14);
    }

    @Test
    void refusedLines_areSentAgain_registryStays() throws IOException {
        Shipper shipper = shipper();
        write("one\n");
        isRefusing = true;
        assertThat(shipper.ship()).isFalse();
        assertThat(offset()).isZero();
        isRefusing = false;
        assertThat(shipper.ship()).isTrue();

        assertThat(arrived).containsExactly("one");
        assertThat(offset()).isEqualTo(4);
    }

    @Test
    void emptyFile_hasNoEntry() throws IOException {
        write("");
        assertThat(shipper().ship()).isTrue();
        assertThat(registry()).isEmpty();
    }
}
