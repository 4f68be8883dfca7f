package io.drainguard.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Row;
import io.drainguard.sweep.ActionOutcome;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Measure;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every line that a guard writes keeps the contract that the documentation publishes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JournalContractTest {
    private static final Instant NOW = Instant.parse("2026-01-01T09:04:02Z");
    private static final NodeId NODE = new NodeId("workers", "i-0a");
    private static final Fault FAULT = new Fault(Fault.Kind.DENIED, "denied", new IllegalStateException());

    /// A duration for machines, such as `PT4M`.
    private static final Pattern ISO_DURATION = Pattern.compile("\\bP(T|[0-9]+D)[0-9]");

    private final JournalSchema schema = JournalSchema.read();
    private List<JsonNode> stories = List.of();
    private List<JsonNode> samples = List.of();

    @BeforeAll
    void write() {
        stories = JournalStories.lines().stream().map(JournalSchema::parsed).toList();
        samples = samples();
    }

    // --- what keeps it ---

    @Test
    void everyLineOfRealStories_keepsTheContract() {
        assertThat(kinds(stories))
                .containsExactly("collected", "decision", "failure-detail", "group", "reclaimed", "sweep");
        assertThat(stories).hasSizeGreaterThan(1_000);

        for (JsonNode line : stories) {
            assertThat(schema.broken(line)).as(line.toString()).isEmpty();
        }
    }

    @Test
    void everyOutcome_keepsTheContract() {
        for (JsonNode line : samples) {
            assertThat(schema.broken(line)).as(line.toString()).isEmpty();
        }
    }

    @Test
    void everyKindOfLine_isInTheContractAndWritten() {
        Set<String> written = kinds(stories);
        written.addAll(kinds(samples));

        assertThat(schema.text().at("/properties/event/enum").valueStream().map(JsonNode::asText))
                .containsExactlyInAnyOrderElementsOf(written);
    }

    // --- what breaks it ---

    @Test
    void unknownField_breaksIt_inEachKindOfLine() {
        oneOfEach().forEach((kind, line) -> {
            assertThat(schema.broken(line)).as(kind).isEmpty();
            assertThat(schema.broken(line.deepCopy().put("surprise", 1)))
                    .as(kind)
                    .isNotEmpty();
        });
    }

    @Test
    void fieldOfAnotherKind_breaksIt() {
        Map<String, ObjectNode> lines = oneOfEach();

        assertThat(schema.broken(lines.get("ignored").deepCopy().put("NodesWaiting", 1)))
                .isNotEmpty();
        assertThat(schema.broken(lines.get("group").deepCopy().put("ApiCalls", 1)))
                .isNotEmpty();
        assertThat(schema.broken(lines.get("collected").deepCopy().put("NodesWaiting", 1)))
                .isNotEmpty();
        assertThat(schema.broken(lines.get("sweep").deepCopy().put("Group", "workers")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"time", "event", "schema", "guard", "version"})
    void fieldOfEveryLine_thatIsMissing_breaksIt(String field) {
        oneOfEach().forEach((kind, line) -> {
            ObjectNode without = line.deepCopy();
            without.remove(field);
            assertThat(schema.broken(without)).as(kind).isNotEmpty();
        });
    }

    @Test
    void otherVersion_otherWordAndTextWithADurationForMachines_breakIt() {
        ObjectNode decision = oneOfEach().get("decision");

        assertThat(schema.broken(decision.deepCopy().put("schema", 2))).isNotEmpty();
        assertThat(schema.broken(decision.deepCopy().put("event", "decided"))).isNotEmpty();
        assertThat(schema.broken(decision.deepCopy().put("outcomeCode", "fine")))
                .isNotEmpty();
        assertThat(schema.broken(decision.deepCopy().put("reason", "held for PT4M")))
                .isNotEmpty();
        assertThat(schema.broken(decision.deepCopy().put("look", "empty"))).isNotEmpty();
    }

    // --- its words are the code's ---

    @Test
    void version_isTheOneThatLinesCarry() {
        assertThat(schema.text().at("/properties/schema/const").asInt()).isEqualTo(JsonJournal.SCHEMA);
    }

    @Test
    void words_areThoseOfTheCode() {
        assertThat(schema.words("decision", "row"))
                .containsExactlyElementsOf(
                        Stream.of(Row.values()).map(Row::code).toList());
        assertThat(schema.words("decision", "operator"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Operator.values()).map(Operator::word).toList());
        assertThat(schema.words("decision", "decision"))
                .containsExactlyInAnyOrderElementsOf(
                        JournalPageTest.DECISIONS.stream().map(Decision::word).toList());
        assertThat(schema.words("decision", "look"))
                .containsExactlyInAnyOrderElementsOf(
                        JournalPageTest.LOOKS.stream().map(Look::word).toList());
        assertThat(new TreeSet<>(schema.words("decision", "volumesCode")))
                .isEqualTo(new TreeSet<>(JournalPageTest.VOLUMES.stream()
                        .map(VolumeOutcome::code)
                        .toList()));
        assertThat(new TreeSet<>(schema.words("decision", "outcomeCode")))
                .isEqualTo(new TreeSet<>(JournalPageTest.OUTCOMES.stream()
                        .map(ActionOutcome::code)
                        .toList()));
    }

    @Test
    void metrics_areAllInTheContract() {
        assertThat(schema.fields())
                .contains("Failures")
                .containsAll(Stream.of(Measure.values()).map(Measure::metric).toList());
    }

    // --- durations are for people ---

    @Test
    void noTextOfAnyStory_hasADurationForMachines() {
        for (JsonNode line : stories) {
            assertThat(texts(line))
                    .as(line.toString())
                    .noneMatch(text -> ISO_DURATION.matcher(text).find());
        }
    }

    // --- lines ---

    private static Set<String> kinds(List<JsonNode> lines) {
        Set<String> kinds = new TreeSet<>();
        lines.forEach(line -> kinds.add(line.path("event").asText()));
        return kinds;
    }

    private Map<String, ObjectNode> oneOfEach() {
        Map<String, ObjectNode> lines = new LinkedHashMap<>();
        Stream.concat(stories.stream(), samples.stream())
                .forEach(line -> lines.put(line.path("event").asText(), (ObjectNode) line));
        lines.put("decision", (ObjectNode) JournalSchema.parsed(
                written(journal -> journal.decided(JournalPageTest.EVERYTHING)).getFirst()));
        return lines;
    }

    private static List<String> texts(JsonNode node) {
        if (node.isTextual()) {
            return List.of(node.asText());
        }
        List<String> texts = new ArrayList<>();
        node.forEach(child -> texts.addAll(texts(child)));
        return texts;
    }

    private static List<JsonNode> samples() {
        Settled one = JournalPageTest.EXAMPLE;
        List<String> lines = new ArrayList<>(written(journal -> {
            journal.during("8d5a");
            journal.decided(one);
            journal.decided(JournalPageTest.EVERYTHING);
            JournalPageTest.LOOKS.forEach(look -> journal.decided(new Settled(
                    one.node(), look, one.outlook(), one.decision(), one.volumes(), one.outcome(), one.unmarked())));
            JournalPageTest.DECISIONS.forEach(decision -> journal.decided(
                    new Settled(one.node(), one.look(), one.outlook(), decision, one.volumes(), one.outcome())));
            JournalPageTest.OUTCOMES.forEach(outcome -> journal.decided(
                    new Settled(one.node(), one.look(), one.outlook(), one.decision(), one.volumes(), outcome)));
            JournalPageTest.VOLUMES.forEach(volumes -> {
                journal.decided(
                        new Settled(one.node(), one.look(), one.outlook(), one.decision(), volumes, one.outcome()));
                journal.reclaimed(NODE, "Spot", volumes, null);
                journal.reclaimed(NODE, "Spot", volumes, FAULT);
            });
            journal.ignored("an event", "it says nothing of a node");
            journal.failed("the sweep did not finish");
        }));
        return lines.stream().map(JournalSchema::parsed).toList();
    }

    private static List<String> written(Consumer<JsonJournal> what) {
        List<String> lines = new ArrayList<>();
        what.accept(new JsonJournal(new JsonJournal.Writer("guard", "1"), 10, () -> NOW, lines::add));
        return lines;
    }
}
