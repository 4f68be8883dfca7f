package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A run that is killed before, in or after any step, and then run again: it ends as if nothing had happened.
@ParameterizedClass(name = "{0}")
@MethodSource("io.drainguard.template.Shells#ofTheBuild")
class MigrateKilledTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    static Stream<String> deaths() {
        return IntStream.rangeClosed(1, 12).boxed().flatMap(step -> Stream.of("before " + step, "after " + step));
    }

    static Stream<String> deathsOnTheWayBack() {
        return IntStream.rangeClosed(1, 6).boxed().flatMap(step -> Stream.of("before " + step, "after " + step));
    }

    private DlcNode node(String when) throws IOException {
        String[] words = when.split(" ");
        String die = "  if [ \"$number\" = " + words[1]
                + " ] && [ -e \"$root/die\" ]; then rm \"$root/die\"; kill -KILL $$; fi\n";
        String call = "  \"$@\" || broken \"step $number failed\"\n";
        return new DlcNode(shell, home)
                .edit("migrate_to_nfs.sh", call, words[0].equals("before") ? die + call : call + die);
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void killedMove_convergesWithoutALostFile(String when) throws IOException {
        DlcNode node = node(when);
        String store = node.tree(node.path("store"));
        String config = node.tree(node.path(DlcNode.CONF));
        node.write("die", "");
        assertThat(node.migrate().exitCode()).as("killed").isEqualTo(137);
        assertThat(node.path("die")).doesNotExist();

        Tools.Answer again = node.migrate();
        assertThat(again.exitCode()).as(again.stderr()).isZero();
        assertThat(node.tree(node.state("store"))).isEqualTo(store);
        assertThat(node.tree(node.path("store.pre-nfs"))).isEqualTo(store);
        assertThat(node.tree(node.path("store").toRealPath())).isEqualTo(store);
        assertThat(node.migrate("--status").exitCode()).isZero();
        assertThat(node.read("state.dlc").trim()).isEqualTo("active");
        assertThat(node.path("mnt/" + DlcNode.UUID + ".staging")).doesNotExist();

        assertThat(node.migrate("--rollback").exitCode()).isZero();
        assertThat(node.tree(node.path("store"))).isEqualTo(store);
        assertThat(node.tree(node.path(DlcNode.CONF))).isEqualTo(config);
    }

    /// The operator may also want to go back instead of on.
    @ParameterizedTest
    @MethodSource("deaths")
    void killedMove_canBeRolledBack(String when) throws IOException {
        DlcNode node = node(when);
        String before = node.host();
        node.write("die", "");
        node.migrate();
        Tools.Answer back = node.migrate("--rollback");
        assertThat(back.exitCode()).as(back.stderr()).isZero();
        assertThat(node.host()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("deathsOnTheWayBack")
    void killedRollback_convergesWithoutALostFile(String when) throws IOException {
        DlcNode node = node(when);
        String before = node.host();
        assertThat(node.migrate().exitCode()).isZero();
        Files.writeString(node.state("store/persistent_queue/dlc.dlc/dlc_TCP_TO_QRADAR_4.dat"), "newer events");
        String worked = node.tree(node.state("store"));
        node.write("die", "");
        assertThat(node.migrate("--rollback").exitCode()).as("killed").isEqualTo(137);

        Tools.Answer again = node.migrate("--rollback");
        assertThat(again.exitCode()).as(again.stderr()).isZero();
        assertThat(node.tree(node.path("store"))).isEqualTo(worked);
        assertThat(node.path(DlcNode.CONF + "config.json")).isRegularFile();
        Files.delete(node.path("store/persistent_queue/dlc.dlc/dlc_TCP_TO_QRADAR_4.dat"));
        Tools.run(java.util.List.of(
                "touch",
                "-r",
                node.path("mnt/" + DlcNode.UUID + ".rolled-back/store/persistent_queue/dlc.dlc")
                        .toString(),
                node.path("store/persistent_queue/dlc.dlc").toString()));
        assertThat(node.host()).isEqualTo(before);
    }

    /// DLC starts by itself at the boot after a power cut, and then works on the shared state.
    @ParameterizedTest
    @ValueSource(strings = {"after 8", "before 10", "before 12"})
    void whatDlcDidOnTheSharedStateAfterAPowerCut_comesBack(String when) throws IOException {
        DlcNode node = node(when);
        node.write("die", "");
        assertThat(node.migrate().exitCode()).as("killed").isEqualTo(137);
        Files.writeString(node.path("store/persistent_queue/dlc.dlc/dlc_TCP_TO_QRADAR_4.dat"), "newer events");
        String worked = node.tree(node.path("store").toRealPath());
        Tools.Answer back = node.migrate("--rollback");
        assertThat(back.exitCode()).as(back.stderr()).isZero();
        assertThat(node.tree(node.path("store"))).isEqualTo(worked);
    }
}
