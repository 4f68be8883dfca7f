package io.drainguard.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.decide.Decider;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Outlook;
import io.drainguard.decide.Policy;
import io.drainguard.decide.Progress;
import io.drainguard.decide.Protection;
import io.drainguard.decide.Row;
import io.drainguard.sweep.ActionOutcome;
import io.drainguard.sweep.ActionOutcome.HeldInstead;
import io.drainguard.sweep.ActionOutcome.Obstacle;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Measure;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.VolumeOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The page of the journal says what the guard writes: people filter on its words, so renaming a type must not change
/// one.
class JournalPageTest {
    private static final Pattern CODED = Pattern.compile("`([^`]+)`");
    private static final Instant NOW = Instant.parse("2026-01-01T09:04:02Z");
    private static final Instant OLDEST = Instant.parse("2026-01-01T08:58:11Z");
    private static final Fault FAULT = new Fault(Fault.Kind.DENIED, "denied", new IllegalStateException());

    private static final Node NODE = new Node(
            new NodeId("workers", "i-0a"), "Terminating:Wait", Operator.SILENT, Disks.VOLUMES, Duration.ofMinutes(3));

    private static final Look.Pending PENDING = new Look.Pending(
            211, 3_712_000, OLDEST, "the search did not end in time", List.of("1f0e4c2a-5d3b-4a7e-9c1d-2b8f6a0e9d44"));

    private static final Policy POLICY = new Policy(Duration.ofHours(48), true);

    static final Settled EXAMPLE = settled(new Outlook(
            POLICY,
            Progress.NONE
                    .looked(new Look.Pending(230, 4_012_000, OLDEST), NOW.minusSeconds(60))
                    .looked(new Look.Pending(211, 3_712_000, OLDEST), NOW),
            false));

    /// No line of a guard has all fields at once.
    static final Settled EVERYTHING =
            settled(new Outlook(POLICY, new Progress(NOW, NOW, 1, 1, new Progress.Count(NOW, 1), 5L), true));

    private static Settled settled(Outlook outlook) {
        return new Settled(
                NODE,
                PENDING,
                outlook,
                Decider.decide(NODE, PENDING, POLICY),
                new VolumeOutcome.FlagsSet(),
                new ActionOutcome.Done(),
                List.of(new Fault(
                        Fault.Kind.BROKEN, "marking [i-0a, vol-0a]: TagLimitExceeded", new IllegalStateException())));
    }

    static final List<Look> LOOKS =
            List.of(new Look.Empty(), new Look.Pending(1, 1, OLDEST), new Look.Unknown("offline"));

    static final List<Decision> DECISIONS = List.of(
            new Decision.Hold(Protection.PROTECT, false, "1 file"),
            new Decision.Release(Protection.KEEP, "operator", Decision.Cause.OPERATOR),
            new Decision.GiveUp("at the ceiling"),
            new Decision.Terminate("operator", Decision.Cause.OPERATOR),
            new Decision.Leave(Protection.PROTECT, "1 file"));

    static final List<VolumeOutcome> VOLUMES = List.of(
            new VolumeOutcome.Kept(),
            new VolumeOutcome.AlreadyProtected(),
            new VolumeOutcome.NoVolumes(),
            new VolumeOutcome.FlagsSet(),
            new VolumeOutcome.Outlived(Set.of("vol-0a")),
            new VolumeOutcome.Outlived(Set.of()),
            new VolumeOutcome.Restored(),
            new VolumeOutcome.Unmarked(),
            new VolumeOutcome.ProtectionOff(),
            new VolumeOutcome.Unread(),
            new VolumeOutcome.Deferred(),
            new VolumeOutcome.GoneWithNode(),
            new VolumeOutcome.DryRun(new VolumeOutcome.Restored()),
            new VolumeOutcome.Failed(FAULT));

    static final List<ActionOutcome> OUTCOMES = List.of(
            new ActionOutcome.Done(),
            new ActionOutcome.AlreadyEnded(),
            new ActionOutcome.NotHeld(Set.of("old")),
            new ActionOutcome.NotHeld(Set.of()),
            new ActionOutcome.HeartbeatNotDue(),
            new ActionOutcome.Left(),
            new HeldInstead(Obstacle.VOLUMES_NOT_RESTORED, new ActionOutcome.Done()),
            new HeldInstead(Obstacle.TAG_NOT_REMOVED, new ActionOutcome.Done()),
            new ActionOutcome.DryRun(),
            new ActionOutcome.Failed(FAULT),
            new ActionOutcome.FailedWithoutTag(FAULT));

    String page;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(Path.of("docs/reference/journal.md"));
    }

    @Test
    void example_isALineAsTheGuardWritesIt() {
        assertThat(page.lines().filter(line -> line.startsWith("{"))).containsExactly(written(EXAMPLE, ""));
    }

    @Test
    void fields_areThoseOfALine() throws IOException {
        JsonNode line = new JsonMapper().readTree(written(EVERYTHING, "8d5a"));
        List<String> fields = new ArrayList<>();
        line.fieldNames().forEachRemaining(fields::add);

        assertThat(table("field").stream().flatMap(row -> coded(row[0]))).containsExactlyElementsOf(fields);
    }

    @Test
    void metrics_areThoseOfTheGuard() {
        assertThat(table("metric").stream().map(row -> coded(row[0]).findFirst().orElseThrow() + " " + row[1]))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("Failures Count"),
                                Stream.of(Measure.values())
                                        .map(measure -> measure.metric() + " "
                                                + measure.unit().text()))
                        .toList());
    }

    @Test
    void rows_areThoseOfTheRule() {
        assertThat(table("row of the rule").stream().map(row -> first(row[0])))
                .containsExactlyElementsOf(
                        Stream.of(Row.values()).map(Row::code).toList());
    }

    @Test
    void words_areThoseOfTheGuard() {
        assertThat(LOOKS).hasSameSizeAs(Look.class.getPermittedSubclasses());
        assertThat(DECISIONS).hasSameSizeAs(Decision.class.getPermittedSubclasses());

        assertThat(told("look")).startsWith(LOOKS.stream().map(Look::word).toArray(String[]::new));
        assertThat(told("decision"))
                .containsExactlyElementsOf(
                        DECISIONS.stream().map(Decision::word).toList());
        assertThat(told("operator"))
                .containsExactlyInAnyOrder(Stream.concat(
                                Stream.of(Tags.OVERRIDE),
                                Stream.of(Operator.values()).map(Operator::word))
                        .toArray(String[]::new));
    }

    @Test
    void codesOfVolumes_areThoseOfTheGuard() {
        assertTold("volumesCode", VolumeOutcome.class, VOLUMES, VolumeOutcome::code, VolumeOutcome::text);
    }

    @Test
    void codesOfOutcomes_areThoseOfTheGuard() {
        assertTold("outcomeCode", ActionOutcome.class, OUTCOMES, ActionOutcome::code, ActionOutcome::text);
    }

    /// Each code stands beside its text, or beside how its texts begin.
    private <T> void assertTold(
            String field, Class<T> type, List<T> samples, Function<T, String> code, Function<T, String> text) {
        Map<String, List<String>> told = new TreeMap<>();
        table("`" + field + "`")
                .forEach(row -> told.put(first(row[0]), coded(row[1]).toList()));

        assertThat(samples.stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(type.getPermittedSubclasses()));
        assertThat(told.keySet())
                .isEqualTo(new TreeSet<>(samples.stream().map(code).toList()));
        assertThat(samples)
                .allSatisfy(one -> assertThat(told.get(code.apply(one)))
                        .as("how '%s' begins", text.apply(one))
                        .anyMatch(text.apply(one)::startsWith));
    }

    private static String written(Settled settled, String request) {
        List<String> lines = new ArrayList<>();
        JsonJournal journal = new JsonJournal(new JsonJournal.Writer("guard", "1"), 10, () -> NOW, lines::add);
        journal.during(request);
        journal.decided(settled);
        return lines.getFirst();
    }

    /// The words in the row of this field.
    private Stream<String> told(String field) {
        return table("field").stream()
                .filter(row -> coded(row[0]).anyMatch(field::equals))
                .flatMap(row -> coded(row[1]));
    }

    /// The rows of the table whose header begins with this cell, each as its cells.
    private List<String[]> table(String header) {
        return page.lines()
                .dropWhile(line -> !line.startsWith("| " + header + " |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.substring(2).split(" \\| ?"))
                .toList();
    }

    private static Stream<String> coded(String cell) {
        return CODED.matcher(cell).results().map(found -> found.group(1));
    }

    private static String first(String cell) {
        return coded(cell).findFirst().orElseThrow();
    }
}
