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
        for (String[] part : new String[][] {{"newline='", "\n# ---- the "}, {"\nwait=${SSM_wait:-0}", "\n}\n"}}) {
            assertThat(ROLES).extracting(role -> part(role, part)).doesNotContain("").hasSize(3).allMatch(part("nats", part)::equals);
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
        // The headings "the line" and "the process" belong to the part; the next one is the role's own.
        int to = ends[1].contains("the ") ? script.indexOf(ends[1], script.indexOf("look_at()")) : script.length();
        return script.substring(from, to);
    }
}
