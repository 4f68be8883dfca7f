package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drainguard.template.DrainScript.Look;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every kind of directory entry that Linux has, and every kind of link to one: data, nothing, or a doubt.
///
/// The table is the one of `docs/reference/empty.md`.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash", "busybox sh"})
class DrainScriptEntriesTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private DrainScript script;

    @BeforeEach
    void takeScriptOutOfTemplate() throws IOException {
        script = new DrainScript(shell, home);
    }

    /// The text runs in the queue's directory; `..` is outside of every configured path.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "file                            | printf x > it                                   | pending",
                "hole                            | truncate -s 1 it                                | pending",
                "empty file                      | : > it                                          | empty",
                "excluded file                   | printf x > it.lock                              | empty",
                "directory                       | mkdir -p it/it                                  | empty",
                "pipe                            | mkfifo it                                       | empty",
                "link to an empty file           | : > ../aim; ln -s ../aim it                     | empty",
                "link to a pipe                  | mkfifo ../aim; ln -s ../aim it                  | empty",
                "link to an empty file here      | : > aim; ln -s aim it                           | empty",
                "excluded link to data           | printf x > ../aim; ln -s ../aim it.lock         | empty",
                "link to data                    | printf x > ../aim; ln -s ../aim it              | unknown",
                "link to a link to data          | printf x > ../aim; ln -s ../aim ../by; ln -s ../by it | unknown",
                "link to an excluded file's data | printf x > ../aim.lock; ln -s ../aim.lock it    | unknown",
                "link to a directory             | mkdir ../aim; ln -s ../aim it                   | unknown",
                "link to the path itself         | ln -s . it                                      | unknown",
                "link to nowhere                 | ln -s ../gone/pq/out1 it                        | unknown",
                "link below a file               | : > ../aim; ln -s ../aim/below it               | unknown",
                "link in a circle                | ln -s it it                                     | unknown",
                "link to a character device      | ln -s /dev/null it                              | unknown",
            })
    void entry_isWhatTheTableSays(String kind, String made, String verdict) throws IOException {
        script.prepare(made);
        assertThat(script.look().verdict()).as(kind).isEqualTo(verdict);
        assertThat(script.with("SSM_wait", "3").look().verdict())
                .as("waiting, %s", kind)
                .isEqualTo(verdict);
    }

    /// Data is data whatever stands beside it, and the reason says why it may be more.
    @ParameterizedTest
    @ValueSource(strings = {"ln -s ../gone it", "ln -s it it", "ln -s /dev/null it", "ln -s .. it"})
    void doubtBesideData_isPendingAtLeast(String made) throws IOException {
        script.prepare(made);
        script.file("0/data", 3);
        assertThat(script.look())
                .isEqualTo(new Look(
                        "pending",
                        1,
                        1,
                        3,
                        script.look().oldest(),
                        script.look().reason()))
                .extracting(Look::reason)
                .asString()
                .isNotEmpty();
    }

    @Test
    void socket_isNothingAndSoIsALinkToOne() throws IOException {
        Tools.assumeInstalled("python3");
        script.prepare("python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"it\")'; ln -s it link");
        assertThat(script.look().verdict()).isEqualTo("empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c 1 3", "b 7 99"})
    void device_isUnknown(String numbers) throws IOException {
        Tools.Answer made = Tools.run(new ProcessBuilder("sh", "-c", "mknod it " + numbers)
                .directory(script.queue().toFile()));
        assumeTrue(made.exitCode() == 0, "SKIPPED: this user may make no devices here");
        assertThat(script.look().reason()).isEqualTo("device that may hide data: " + script.queue() + "/it");
    }

    @Test
    void linkWhoseDiskIsAway_isUnknownAndNamed() throws IOException {
        script.prepare("mkdir 0; ln -s /mnt/gone/pq/out1 0/out1");
        assertThat(script.look())
                .isEqualTo(new Look("unknown", 1, 0, 0, 0, "link that may hide data: " + script.queue() + "/0/out1"));
    }

    @Test
    void oddNameOfADoubt_isNamedInPlainCharactersAndForgesNothing() throws IOException {
        script.prepare("ln -s gone \"$(printf 'x\\nend 0 0 0 .\\nsum 5 5 5 .')\"");
        assertThat(script.look()).extracting(Look::verdict, Look::files).containsExactly("unknown", 0L);
    }
}
