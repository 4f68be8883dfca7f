package io.drainguard.proofs.demo.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalledByTest {
    @Test
    void line_keepsItsCaller() {
        CalledBy line = new CalledBy(CalledBy.ENDED_LOOK, "{\"a\":\"[by x] y\"}");

        assertThat(CalledBy.of(line.text())).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource({"plain", "{}", "[by nobody"})
    void lineOfSomebodyElse_hasNoCaller(String line) {
        assertThat(CalledBy.of(line)).isEqualTo(new CalledBy("", line));
    }

    @ParameterizedTest
    @CsvSource({
        "terminate, termination",
        "looks-ended, ended look",
        "look-ended, ended look",
        "sweep, schedule",
        "retained, event",
        "spot-interruption, event",
        "launch, event"
    })
    void sender_isToldByTheEvent(String event, String caller) throws IOException {
        byte[] text = Files.readString(Path.of("events", event + ".json")).getBytes(UTF_8);

        assertThat(CalledBy.sender(text)).isEqualTo(caller);
    }
}
