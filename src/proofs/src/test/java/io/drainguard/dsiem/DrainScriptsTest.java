package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A document's script stands alone, so that the three drain documents repeat what they have in common.
class DrainScriptsTest {
    private static final List<String> ROLES = List.of("frontend", "backend", "nats");

    @Test
    void lineProcessAndTimeLimit_areTheSameInAllThree() throws IOException {
        for (String[] part : new String[][] {{"newline='", "\n\n# ---- the process"}, {"\nlook_at()", "\n\n# ---- "}, {"\nwait=${SSM_wait:-0}", "\n}\n"}}) {
            assertThat(ROLES).extracting(role -> part(role, part)).doesNotContain("").hasSize(3).allMatch(part("nats", part)::equals);
        }
    }

    /// The page of timeouts names those of one.
    @Test
    void times_areTheSameInAllThree() {
        for (String name : List.of("ask", "total", "longest", "pause", "settle")) {
            assertThat(ROLES)
                    .extracting(role -> part(role, new String[] {"\n" + name + "=", "#"}).replaceAll("\\D", ""))
                    .doesNotContain("")
                    .containsOnly(part("nats", new String[] {"\n" + name + "=", "#"}).replaceAll("\\D", ""));
        }
    }

    private static String part(String role, String[] ends) {
        String script;
        try {
            script = Files.readString(Path.of("nodes/dsiem/drain-" + role + ".sh"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        int from = script.indexOf(ends[0]);
        int to = script.indexOf(ends[1], from + ends[0].length());
        return script.substring(from, to);
    }
}
