package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.Built;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The pictures of `drainguard status` in the docs are what it prints: each is drawn here from a scene, and must stand
/// there as it comes out. A changed one is copied from the build's folder `pages`.
class StatusPictureTest {
    private static final String LABEL = "Drawn from a scene of Drainguard's simulator; no node of it is real";

    private final Prompt prompt = new Prompt();

    @BeforeEach
    void scene() {
        StatusScene.seven(prompt);
        prompt.coloured();
    }

    @AfterEach
    void close() {
        prompt.close();
    }

    private void stands(String name, String svg) throws IOException {
        Path drawn = Built.PROOFS.resolve("pages").resolve(name);
        Files.createDirectories(drawn.getParent());
        Files.writeString(drawn, svg);
        assertThat(Path.of("docs/img", name))
                .as("as drawn to " + drawn)
                .content()
                .isEqualTo(svg);
    }

    @Test
    void status80_isAsDrawn() throws IOException {
        assertThat(prompt.run("status")).as(prompt.err()).isZero();

        stands("status-80.svg", Picture.of(LABEL, "drainguard status", prompt.out(), 80));
    }

    @Test
    void statusWide_isAsDrawn() throws IOException {
        assertThat(prompt.run("status", "-o", "wide")).as(prompt.err()).isZero();

        stands("status-wide.svg", Picture.of(LABEL, "drainguard status -o wide", prompt.out(), 200));
    }
}
