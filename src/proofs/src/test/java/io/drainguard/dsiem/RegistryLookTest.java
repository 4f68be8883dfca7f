package io.drainguard.dsiem;

import static io.drainguard.dsiem.BackendNode.ALARMS;
import static io.drainguard.dsiem.BackendNode.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.decide.Look;
import io.drainguard.proofs.dsiem.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a backend's drain document makes of registries as a shipper leaves them, and of broken ones. It is jq that
/// reads them, so that one shell is enough.
class RegistryLookTest {
    @TempDir
    Path home;

    private BackendNode backend;
    private LookNode node;

    @BeforeEach
    void shipAll() throws IOException {
        backend = new BackendNode("dash", home);
        node = backend.look.edit("settle=15 ", "settle=3 ");
    }

    // ---- as a shipper leaves it

    @Test
    void checkpointWithoutLaterOperations_isEmpty() throws IOException {
        backend.registry.checkpoint();
        assertThat(backend.read("log.json")).isEmpty();

        node.isEmpty();
    }

    @Test
    void operationsBehindACheckpoint_count() throws IOException {
        backend.ship(ALARMS, 24);
        backend.registry.checkpoint();
        assertThat(node.pending().bytes()).isEqualTo(24);
        backend.ship(ALARMS, 12);
        assertThat(node.pending().bytes()).isEqualTo(12);
        backend.ship(ALARMS, 0);
        node.isEmpty();
    }

    /// The checkpoint is whole before the log begins anew; a shipper that is killed between leaves both.
    @Test
    void operationsOlderThanTheCheckpoint_doNotCount() throws IOException {
        backend.ship(ALARMS, 24);
        String older = backend.read("log.json");
        backend.ship(ALARMS, 0);
        backend.registry.checkpoint();
        backend.write("log.json", older);
        node.isEmpty();

        backend.write("log.json", "");
        backend.ship(EVENTS, 12);
        backend.write("log.json", older + backend.read("log.json"));
        assertThat(node.pending().bytes()).isEqualTo(12);
    }

    @Test
    void newestOfSeveralCheckpoints_counts() throws IOException {
        backend.ship(ALARMS, 24);
        backend.registry.checkpoint();
        List<String> old = checkpoints();
        String text = backend.read(old.getFirst());
        backend.ship(ALARMS, 0);
        backend.registry.checkpoint();
        backend.write(old.getFirst(), text);
        assertThat(checkpoints()).hasSize(2);

        node.isEmpty();
    }

    @Test
    void halfWrittenCheckpoint_doesNotCount() throws IOException {
        backend.registry.checkpoint();
        backend.write("checkpoint.new", "[{\"_key\":\"filebe");
        backend.write("active.dat.new", "");
        backend.write("meta.json.tmp-3", "");

        node.isEmpty();
    }

    @Test
    void entryOfAFilestream_counts() throws IOException {
        backend.registry.remove(backend.inode(ALARMS), backend.device(ALARMS));
        stream(120);
        node.isEmpty();
        stream(100);
        assertThat(node.pending().bytes()).isEqualTo(20);
        backend.registry.put(
                "filestream::id::with::colons::native::" + backend.inode(EVENTS) + "-" + backend.device(EVENTS),
                new ObjectMapper()
                        .readTree("{\"ttl\":-1,\"cursor\":null,\"meta\":{\"source\":\"/x/siem_alarm_events.json\"}}"));
        assertThat(node.unknown()).contains("two entries of siem_alarm_events.json contradict each other");
    }

    /// A shipper that starts reads all numbers as fractions, and a checkpoint writes these as Go's `%g` does
    /// (elastic/go-structform, `json/visitor.go`).
    @Test
    void largeNumberAsAShipperWritesItAfterARestart_counts() throws IOException {
        node.write(ALARMS, "x".repeat(1_234_566) + "\n");
        backend.ship(ALARMS, 0);
        backend.registry.checkpoint();
        String name = checkpoints().getFirst();
        backend.write(name, backend.read(name).replace("\"offset\":1234567", "\"offset\":1.234567e+06"));
        assertThat(backend.read(name)).contains("1.234567e+06");

        node.isEmpty();
    }

    @Test
    void entriesOfOtherFilesAndKinds_changeNothing() throws IOException {
        backend.registry.set("/var/log/messages", 99, 1, 5);
        backend.registry.put("journald::x", new ObjectMapper().readTree("{\"offset\":-1}"));
        backend.registry.put(
                "filestream::m::fingerprint::ab",
                new ObjectMapper().readTree("{\"ttl\":-1,\"meta\":{\"source\":\"/var/log/x\"}}"));
        backend.registry.remove(99, 1);

        node.isEmpty();
    }

    // ---- logs

    /// The shipper's entry goes with the file, whatever its name is now.
    @Test
    void restOfARenamedLog_isPending() throws IOException {
        backend.ship(ALARMS, 24);
        Files.move(node.path(ALARMS), node.path(ALARMS + ".1"));
        node.write(ALARMS, "");

        assertThat(node.pending().bytes()).isEqualTo(24);
        Files.delete(node.path(ALARMS));
        assertThat(node.pending().bytes()).isEqualTo(24);
    }

    @Test
    void logWithoutAnEntry_isUnknownUnlessItIsEmpty() throws IOException {
        node.write(ALARMS + ".1", "");
        node.isEmpty();
        node.write(ALARMS + ".1", "x\n");
        assertThat(node.unknown()).contains("no entry of siem_alarms.json.1");
    }

    /// Also what a file that replaces another one with the same inode looks like.
    @Test
    void logSmallerThanItsOffset_isUnknown() throws IOException {
        node.write(ALARMS, "");
        assertThat(node.unknown()).contains("siem_alarms.json is smaller than what was shipped of it");
    }

    @Test
    void inodeThatAnotherFileHadBefore_isUnknown() throws IOException {
        backend.registry.set("/var/log/other.log", backend.inode(ALARMS), backend.device(ALARMS), 120);
        assertThat(node.unknown()).contains("the entry of siem_alarms.json is of /var/log/other.log");
        backend.registry.set(node.path(EVENTS).toString(), backend.inode(ALARMS), backend.device(ALARMS), 120);
        assertThat(node.unknown()).contains("the entry of siem_alarms.json is of");
    }

    @Test
    void entryOfAnotherInodeOrDevice_isNone() throws IOException {
        backend.registry.remove(backend.inode(ALARMS), backend.device(ALARMS));
        backend.registry.set(node.path(ALARMS).toString(), backend.inode(ALARMS), backend.device(ALARMS) + 1, 120);
        backend.registry.set(
                node.path(ALARMS).toString(), backend.inode(ALARMS) + 1_000_000, backend.device(ALARMS), 120);

        assertThat(node.unknown()).contains("no entry of siem_alarms.json");
    }

    @Test
    void lineWithoutItsEnd_isPendingAndSaysWhy() throws IOException {
        node.append(ALARMS, "{\"alarm\":");
        assertThat(node.pending().bytes()).isEqualTo(9);
        assertThat(node.pending().floor()).contains("siem_alarms.json ends in the middle of a line");
        node.append(ALARMS, "2}\n{");
        assertThat(node.pending().floor()).isEqualTo("filebeat does not run");
    }

    @Test
    void missingLogs_areUnknown() throws IOException {
        Files.delete(node.path(EVENTS));
        assertThat(node.unknown()).contains("there is no siem_alarms.json or no siem_alarm_events.json");
        Files.delete(node.path(ALARMS));
        assertThat(node.unknown()).contains("there is no siem_alarms.json or no siem_alarm_events.json");
        Files.delete(node.path("dsiem/logs"));
        assertThat(node.unknown()).contains("logs cannot be read");
    }

    @Test
    void logThatIsNoRegularFile_isUnknown() throws IOException {
        Files.move(node.path(ALARMS), node.path("dsiem/alarms"));
        Files.createSymbolicLink(node.path(ALARMS), node.path("dsiem/alarms"));
        assertThat(node.unknown()).contains("siem_alarms.json is no regular file");
        Files.delete(node.path(ALARMS));
        Files.createDirectory(node.path(ALARMS));
        assertThat(node.unknown()).contains("siem_alarms.json is no regular file");
    }

    @ParameterizedTest
    @ValueSource(strings = {".1.gz", ".1.zst", "-20261129.xz", ".2.bz2"})
    void compressedLog_isUnknown(String ending) throws IOException {
        Files.writeString(node.path(ALARMS + ending), "x");
        backend.registry.set(node.path(ALARMS + ending), 1);

        assertThat(node.unknown()).contains("is compressed");
    }

    @Test
    void strangeNamesOfLogs_areCountedRight() throws IOException {
        node.write("dsiem/logs/old/siem_alarms.json \"a\\ b\n f 1-1 x", "x\n");
        assertThat(node.unknown()).isNotEmpty();
        Files.delete(node.path("dsiem/logs/old/siem_alarms.json \"a\\ b\n f 1-1 x"));
        Path moved = node.write("dsiem/logs/old/siem_alarms.json a b", "x\ny\n");
        backend.registry.set(moved, 2);
        assertThat(node.pending().bytes()).isEqualTo(2);
    }

    @Test
    void secondNameOfALog_isCountedOnce() throws IOException {
        backend.ship(ALARMS, 24);
        Files.createLink(node.path(ALARMS + ".same"), node.path(ALARMS));

        assertThat(node.pending().size()).endsWith("1 file, 24 bytes");
    }

    /// The second line of such a name reads as a log of its own, with the inode of a real one and any size.
    @Test
    void nameThatImitatesAnotherLog_hidesNoByteOfIt() throws IOException {
        backend.ship(ALARMS, 24);
        String file = backend.inode(ALARMS) + "-" + backend.device(ALARMS);
        for (String before : List.of("siem_alarm_", "siem_alarms.json.z")) {
            Path imitation = node.write("dsiem/logs/%s.json\nf %s 96 0.0 siem_alarms.json".formatted(before, file), "");
            assertThat(node.pending().bytes()).isEqualTo(24);
            Files.delete(imitation);
        }
    }

    @Test
    void folderOfLogsThatCannotBeRead_isUnknown() throws IOException {
        node.shim("find", "/usr/bin/find \"$@\"; exit 1");

        assertThat(node.unknown()).contains("cannot be read");
    }

    /// Offsets only grow, so that what stands before a cut never claims more than was shipped.
    @Test
    void randomRegistries_areEmptyOnlyIfAllIsShipped() throws IOException {
        int empty = 0;
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            for (String name : List.of("log.json", "active.dat")) {
                Files.deleteIfExists(node.path(BackendNode.REGISTRY + name));
            }
            for (String name : checkpoints()) {
                Files.delete(node.path(BackendNode.REGISTRY + name));
            }
            Registry registry = new Registry(node.path(BackendNode.REGISTRY));
            registry.set(node.path(ALARMS), 0);
            registry.set(node.path(EVENTS), 0);
            long[] rest = {120, 1_200};
            String[] logs = {ALARMS, EVENTS};
            for (int step = random.nextInt(30); step >= 0; step--) {
                int log = random.nextInt(2);
                rest[log] = random.nextInt(4) == 0 ? 0 : random.nextLong(rest[log] + 1);
                registry.set(node.path(logs[log]), Files.size(node.path(logs[log])) - rest[log]);
                if (random.nextInt(10) == 0) {
                    registry.checkpoint();
                }
            }
            String log = backend.read("log.json");
            boolean cut = random.nextInt(3) == 0 && !log.isEmpty();
            if (cut) {
                backend.write("log.json", log.substring(0, random.nextInt(log.length())));
            }
            Look look = node.look();
            backend.write("log.json", log);
            long left = rest[0] + rest[1];
            String told = "seed %s, %s bytes left, cut: %s".formatted(seed, left, cut);
            if (look instanceof Look.Empty) {
                empty++;
                assertThat(left).as(told).isZero();
            } else if (look instanceof Look.Pending pending) {
                assertThat(pending.bytes()).as(told).isGreaterThanOrEqualTo(left);
                assertThat(cut || pending.bytes() == left).as(told).isTrue();
            } else {
                assertThat(cut).as(told + ": " + look).isTrue();
            }
        }
        assertThat(empty).isPositive();
    }

    // ---- broken registries

    /// A shipper would go by what stands before the damage, and may send again; what it knew last nobody knows.
    @Test
    void logThatIsCutAnywhere_isUnknown() throws IOException {
        String whole = backend.read("log.json");
        int first = whole.indexOf('\n') + 1;
        int second = whole.indexOf('\n', first) + 1;
        int third = whole.indexOf('\n', second) + 1;
        for (int length : new int[] {5, first, second - 2, third, third - 3, whole.length() - 2}) {
            backend.write("log.json", whole.substring(0, length));
            assertThat(node.unknown()).as("%s bytes", length).contains("cut");
        }
        backend.write("log.json", whole.substring(0, second));
        assertThat(node.unknown()).contains("no entry of siem_alarm_events.json");
    }

    @Test
    void logThatACrashOfTheMachineFilledWithZeros_isUnknown() throws IOException {
        backend.write("log.json", backend.read("log.json") + "\0\0\0\0");

        assertThat(node.unknown()).contains("cut, damaged");
    }

    @ParameterizedTest
    @CsvSource({
        "2, 3, log.json has a gap behind operation 1",
        "2, 1, log.json has a gap behind operation 1",
        "1, 2, log.json has a gap behind operation 0",
        "2, 0, log.json has a gap behind operation 1",
        "2, -2, the registry has a number that is missing or not exact",
        "2, 2.5, the registry has a number that is missing or not exact",
        "2, 9007199254740993, the registry has a number that is missing or not exact",
        "2, null, the registry has a number that is missing or not exact"
    })
    void numbersOfOperationsThatDoNotFollow_areUnknown(String id, String other, String words) throws IOException {
        backend.write("log.json", backend.read("log.json").replace("\"id\":" + id + "}", "\"id\":" + other + "}"));

        assertThat(node.unknown()).isEqualTo(words);
    }

    @Test
    void gapBehindTheCheckpoint_isUnknown() throws IOException {
        backend.registry.checkpoint();
        backend.ship(ALARMS, 0);
        backend.write("log.json", backend.read("log.json").replace("\"id\":4}", "\"id\":5}"));

        assertThat(node.unknown()).isEqualTo("log.json has a gap behind operation 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"op\":\"set\"|\"op\":\"merge\"|log.json has an operation that is not known: merge",
                "\"op\":\"set\"|\"on\":\"set\"|log.json misses an operation behind 0",
                "\"k\":|\"key\":|log.json misses an entry behind 0",
                "\"offset\":120,|\"offset\":-120,|the registry has a number that is missing or not exact",
                "\"offset\":120,|\"offset\":\"120\",|the registry has a number that is missing or not exact",
                "\"offset\":120,|\"offset\":9007199254740993,|the registry has a number that is missing or not exact",
                "\"offset\":120,|\"offset\":119.5,|the registry has a number that is missing or not exact",
                "\"offset\":120,|\"offset\":null,|the registry has a number that is missing or not exact",
                "\"offset\":120,|\"\":0,|the registry has a number that is missing or not exact",
                "\"inode\":|\"inode\":1|the entry of siem_alarms.json names another file",
                "::native::|::path::|the shipper tells files apart by other means: path",
                "filebeat::logs::native::|filebeat::logs::1b59052b95e61943-native::|the shipper tells files apart by other means: 1b59052b95e61943-native",
                "\"ttl\":-1|\"ttl\":0|the shipper has no entry of siem_alarms.json"
            })
    void entryThatIsNotAsDescribed_isUnknown(String old, String text, String words) throws IOException {
        String log = backend.read("log.json");
        assertThat(log).contains(old);
        backend.write("log.json", log.replace(old, text));

        assertThat(node.unknown()).isEqualTo(words.replaceAll("[^A-Za-z0-9 ._/:,-]", "_"));
    }

    @Test
    void twoEntriesOfALogThatContradict_areUnknown() throws IOException {
        stream(120);
        node.isEmpty();
        stream(119);
        assertThat(node.unknown()).isEqualTo("two entries of siem_alarms.json contradict each other");
    }

    @Test
    void removedEntry_isNone() throws IOException {
        backend.registry.remove(backend.inode(ALARMS), backend.device(ALARMS));

        assertThat(node.unknown()).isEqualTo("the shipper has no entry of siem_alarms.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{}", "[1]", "[{\"offset\":1}]", "[] []", "null"})
    void checkpointThatIsNotWhole_isUnknown(String text) throws IOException {
        backend.registry.checkpoint();
        backend.write(checkpoints().getFirst(), text);

        assertThat(node.unknown()).isNotEmpty();
    }

    @Test
    void checkpointThatSaysAnythingTwice_isUnknown() throws IOException {
        backend.registry.checkpoint();
        String name = checkpoints().getFirst();
        String text = backend.read(name);
        backend.write(name, text.substring(0, text.length() - 1) + "," + text.substring(1));
        assertThat(node.unknown()).isEqualTo("the checkpoint contradicts itself");
        backend.write(name, text + " []");
        assertThat(node.unknown()).isEqualTo("the checkpoint contradicts itself");
    }

    @Test
    void activeMarkerThatNamesAnotherCheckpoint_isUnknown() throws IOException {
        backend.write("active.dat", "/x/2.json");
        assertThat(node.unknown()).contains("active.dat and the newest checkpoint, 0, contradict");
        backend.registry.checkpoint();
        backend.write("active.dat", "/x/2.json");
        assertThat(node.unknown()).contains("active.dat and the newest checkpoint, 3, contradict");
        Files.delete(node.path(BackendNode.REGISTRY + "active.dat"));
        assertThat(node.unknown()).contains("active.dat and the newest checkpoint, 3, contradict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"version\":\"2\"}", "{\"version\":1}", "{\"version\":\"1\"} {}", "nonsense"})
    void versionThatIsNotKnown_isUnknown(String meta) throws IOException {
        backend.write("meta.json", meta);

        assertThat(node.unknown()).containsAnyOf("unknown version", "cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta.json", "log.json", "3.json"})
    void fileOfTheRegistryThatIsMissingOrALink_isUnknown(String name) throws IOException {
        backend.registry.checkpoint();
        Path file = node.path(BackendNode.REGISTRY + name);
        Files.move(file, node.path("elsewhere"));
        assertThat(node.unknown()).isNotEmpty();
        Files.createSymbolicLink(file, node.path("elsewhere"));
        assertThat(node.unknown()).isEqualTo(name + " of the registry is no regular file");
    }

    @Test
    void missingRegistry_isUnknown() throws IOException {
        Files.move(node.path(BackendNode.REGISTRY), node.path("elsewhere"));

        assertThat(node.unknown()).contains("registry is missing");
    }

    @Test
    void registryThatNobodyMayRead_isUnknown() throws IOException {
        Path log = node.path(BackendNode.REGISTRY + "log.json");
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("---------"));
        org.junit.jupiter.api.Assumptions.assumeFalse(Files.isReadable(log), "SKIPPED: root may read everything");

        assertThat(node.unknown()).contains("cannot be read");
    }

    @Test
    void checkpointWhoseNumberIsTooLong_isUnknown() throws IOException {
        backend.registry.checkpoint();
        Files.move(
                node.path(BackendNode.REGISTRY + "3.json"), node.path(BackendNode.REGISTRY + "9007199254740993.json"));
        backend.write("active.dat", "/x/9007199254740993.json");

        assertThat(node.unknown()).contains("the number of a checkpoint cannot be read");
    }

    private void stream(long offset) throws IOException {
        backend.registry.stream(
                "alarms", node.path(ALARMS).toString(), backend.inode(ALARMS), backend.device(ALARMS), offset);
    }

    private List<String> checkpoints() throws IOException {
        try (var files = Files.list(node.path(BackendNode.REGISTRY))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[0-9]+[.]json"))
                    .sorted()
                    .toList();
        }
    }
}
