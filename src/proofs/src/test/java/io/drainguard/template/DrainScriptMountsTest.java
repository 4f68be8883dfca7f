package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.DrainScript.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A queue's own volume that should be mounted and is not: an empty mount point is no empty queue.
///
/// In the texts, `Q` is the queue's directory, `H` the directory of the test.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash", "busybox sh"})
class DrainScriptMountsTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private DrainScript script;
    private Path queue;

    @BeforeEach
    void takeScriptOutOfTemplate() throws IOException {
        script = new DrainScript(shell, home);
        queue = script.queue();
        Files.createDirectories(home.resolve("machine/etc"));
    }

    @Test
    void unmountedQueueVolume_isUnknown() throws IOException {
        fstab("UUID=0f3a9c1e /other ext4 defaults 0 0\nUUID=4b2d Q ext4 defaults,nofail 0 2\n");
        assertThat(script.look())
                .isEqualTo(new Look("unknown", 1, 0, 0, 0, "wanted by fstab and not mounted: " + queue));
    }

    @Test
    void mountedQueueVolume_isEmptyAndNamedAsTheSource() throws IOException {
        fstab("queues Q tmpfs defaults 0 0\n");
        assertThat(script.mounted("mount -t tmpfs queues " + queue).look())
                .isEqualTo(new Look("empty", 1, 0, 0, 0, ""));
        assertThat(script.sources()).containsExactly("queues");
    }

    @Test
    void dataBesideAMissingMount_isPendingAtLeast() throws IOException {
        fstab("UUID=4b2d Q/0 ext4 defaults,nofail 0 2\n");
        script.file("1/data", 3);
        assertThat(script.look())
                .extracting(Look::verdict, Look::files, Look::reason)
                .containsExactly("pending", 1L, "wanted by fstab and not mounted: " + queue + "/0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "the path, not mounted at boot    | /dev/xvdf Q xfs noauto 0 0                    | unknown",
                "the path, bound                  | H/elsewhere Q none bind 0 0                   | unknown",
                "the path, from the network       | nfs:/export Q nfs4 _netdev 0 0                | unknown",
                "the path, with tabs and a slash  | UUID=1\tQ/\text4\tnofail 0 0                  | unknown",
                "the path, two fields only        | UUID=1 Q                                      | unknown",
                "its parent                       | LABEL=state H/state ext4 nofail 0 0           | unknown",
                "a place below it                 | UUID=1 Q/0/outputs ext4 nofail 0 0            | unknown",
                "a place with a blank below it    | UUID=1 Q/my\\040disk ext4 nofail 0 0          | unknown",
                "with octal escapes               | UUID=1 H\\057st\\141te/queue\\563 ext4 nofail 0 0 | unknown",
                "with the end of a text           | UUID=1 Q/0\\000x ext4 nofail 0 0               | unknown",
                "with no octal escape             | UUID=1 H/st\\189te/queues ext4 nofail 0 0     | empty",
                "its parent by a link             | UUID=1 H/link ext4 nofail 0 0                 | unknown",
                "a sibling                        | UUID=1 H/state/queues2 ext4 nofail 0 0        | empty",
                "a sibling of the same beginning  | UUID=1 H/state/queue ext4 nofail 0 0          | empty",
                "another place                    | UUID=1 /mnt/backup ext4 noauto 0 0            | empty",
                "the root                         | UUID=1 / ext4 defaults 0 1                    | empty",
                "swap                             | UUID=1 none swap sw 0 0                       | empty",
                "swap at a place                  | UUID=1 Q swap sw 0 0                          | empty",
                "a comment                        | # UUID=1 Q ext4 nofail 0 0                    | empty",
                "a comment without a blank        | #UUID=1 Q ext4 nofail 0 0                     | empty",
            })
    void entryOfFstabThatIsNotMounted_countsAtAboveAndBelowThePath(String what, String line, String verdict)
            throws IOException {
        Files.createSymbolicLink(home.resolve("link"), home.resolve("state"));
        fstab("proc /proc proc defaults 0 0\n" + line + "\n");
        assertThat(script.look().verdict()).as(what).isEqualTo(verdict);
    }

    @Test
    void pathByALink_isUnknownWhereTheLinksTargetIsNotMounted() throws IOException {
        Files.createSymbolicLink(home.resolve("link"), home.resolve("state"));
        fstab("UUID=1 H/state ext4 nofail 0 0\n");
        assertThat(script.look(home + "/link/queues").verdict()).isEqualTo("unknown");
    }

    @Test
    void pathThatMayBeAbsentBelowAMissingMount_isUnknown() throws IOException {
        fstab("UUID=1 H/state/outputs ext4 nofail 0 0\n");
        assertThat(script.look(queue + "," + home + "/state/outputs/staging?").reason())
                .isEqualTo("wanted by fstab and not mounted: " + home + "/state/outputs");
    }

    @Test
    void mountUnitBelowEtc_isWanted() throws IOException {
        unit("etc/systemd/system", queue, ".mount");
        assertThat(script.look().verdict()).as("systemd does not run").isEqualTo("empty");
        Files.createDirectories(home.resolve("machine/run/systemd/system"));
        assertThat(script.look())
                .isEqualTo(new Look("unknown", 1, 0, 0, 0, script.look().reason()))
                .extracting(Look::reason)
                .asString()
                .startsWith("wanted by a mount unit and not mounted: ");
    }

    @ParameterizedTest
    @CsvSource({
        "run/systemd/generator, Q, unknown",
        "run/systemd/generator, H/state, unknown",
        "run/systemd/generator, Q/0-1/a b, unknown",
        "run/systemd/generator, Q-1, empty",
        "run/systemd/generator, H/stat, empty",
        "run/systemd/generator, /, empty",
        "usr/lib/systemd/system, Q, empty",
        "usr/lib/systemd/system/local-fs.target.wants, Q, unknown",
        "usr/lib/systemd/system/cribl.service.requires, Q, unknown"
    })
    void mountUnit_isWantedWhereItIsEnabledAndBelongsToThePath(String folder, String place, String verdict)
            throws IOException {
        Files.createDirectories(home.resolve("machine/run/systemd/system"));
        unit(folder, Path.of(filled(place)), ".mount");
        assertThat(script.look().verdict()).isEqualTo(verdict);
    }

    @Test
    void mountUnitThatIsMounted_isEmpty() throws IOException {
        Files.createDirectories(home.resolve("machine/run/systemd/system"));
        unit("etc/systemd/system", queue, ".mount");
        assertThat(script.mounted("mount -t tmpfs queues " + queue).look().verdict())
                .isEqualTo("empty");
    }

    @Test
    void mountUnitThatIsMasked_isNotWanted() throws IOException {
        Files.createDirectories(home.resolve("machine/run/systemd/system"));
        Path unit = unit("etc/systemd/system", queue, ".mount");
        Files.delete(unit);
        Files.createSymbolicLink(unit, Path.of("/dev/null"));
        assertThat(script.look().verdict()).isEqualTo("empty");
    }

    @Test
    void mountOverAMount_isUnknown() throws IOException {
        script.mounted("mount -t tmpfs under " + queue + "; echo x > " + queue + "/data; mount -t tmpfs over " + queue);
        assertThat(script.look().reason()).isEqualTo("a mount is hidden by another: " + queue);
    }

    @Test
    void mountOverTheParentOfAMount_isUnknown() throws IOException {
        Path state = queue.getParent();
        script.mounted("mount -t tmpfs under " + queue + "; mount -t tmpfs over " + state + "; mkdir " + queue);
        assertThat(script.look().reason()).isEqualTo("a mount is hidden by another: " + queue);
    }

    @Test
    void directoryBoundToItsPlace_isNamedWithItsPlaceOnTheDisk() throws IOException {
        String disk = home + "/disk";
        script.mounted("mkdir -p " + disk + "; mount -t tmpfs disk " + disk + "; mkdir '" + disk
                + "/my q'; mount --bind '" + disk + "/my q' " + queue);
        assertThat(script.look().verdict()).isEqualTo("empty");
        assertThat(script.sources()).containsExactly("disk:/my q");
    }

    @Test
    void mountBelowThePath_isSearched() throws IOException {
        script.mounted("mkdir -p " + queue + "/0; mount -t tmpfs below " + queue + "/0; echo x > " + queue + "/0/data");
        assertThat(script.look()).extracting(Look::verdict, Look::files).containsExactly("pending", 1L);
    }

    private void fstab(String text) throws IOException {
        Files.writeString(home.resolve("machine/etc/fstab"), filled(text));
    }

    private String filled(String text) {
        return text.replace("Q", queue.toString()).replace("H", home.toString());
    }

    /// Makes a unit file with the name that systemd gives to this place.
    private Path unit(String folder, Path place, String suffix) throws IOException {
        StringBuilder name = new StringBuilder(place.getNameCount() == 0 ? "-" : "");
        for (char c : place.toString().substring(1).toCharArray()) {
            boolean plain = Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == ':';
            name.append(c == '/' ? "-" : plain ? String.valueOf(c) : "\\x%02x".formatted((int) c));
        }
        Path units = Files.createDirectories(home.resolve("machine/" + folder));
        return Files.writeString(units.resolve(name + suffix), "[Mount]\nWhere=" + place + "\n");
    }
}
