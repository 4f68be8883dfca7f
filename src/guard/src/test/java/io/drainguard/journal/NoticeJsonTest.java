package io.drainguard.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.sweep.Notice;
import io.drainguard.sweep.Notice.What;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoticeJsonTest {
    private static final Instant NOW = Instant.parse("2026-01-01T09:04:02Z");
    private static final Look DATA = new Look.Pending(3, 4_000_000, NOW);

    private static Notice notice(What what, Look look, @Nullable Duration left, String reason) {
        return new Notice(
                new NodeId("workers", "i-0a"),
                NOW,
                what,
                reason,
                look,
                new Notice.Held(Duration.ofMinutes(4), left),
                Set.of("vol-0b", "vol-0a"));
    }

    private static JsonNode detail(Notice notice) throws Exception {
        return new JsonMapper().readTree(NoticeJson.detail("guard", notice));
    }

    @Test
    void heldNode_isToldWithItsDataAndItsTime() throws Exception {
        assertThat(detail(notice(What.HELD, DATA, Duration.ofHours(7), "3 files")))
                .isEqualTo(new JsonMapper().readTree("""
                        {"version":1,"guard":"guard","at":"2026-01-01T09:04:02Z","group":"workers","node":"i-0a",
                         "what":"held","reason":"","files":3,"bytes":4000000,"size":"3.8 MiB","heldFor":"4 min",
                         "left":"7 h","volumes":"vol-0a,vol-0b","text":"The guard holds the node: 3 files",
                         "next":"nothing; the guard releases the node once it is empty",
                         "runbook":"%s#notices"}""".formatted(NoticeJson.RUNBOOK)));
    }

    /// EventBridge sends no message to people that lacks a field.
    @ParameterizedTest
    @EnumSource(What.class)
    void fieldsOfTheMessageToPeople_areThereWhateverIsTold(What what) throws Exception {
        for (Look look : List.of(DATA, new Look.Empty(), new Look.Unknown("offline"))) {
            JsonNode detail = detail(notice(what, look, null, ""));
            assertThat(List.of(
                            "group", "node", "what", "reason", "size", "heldFor", "left", "volumes", "text", "next",
                            "runbook"))
                    .allSatisfy(field ->
                            assertThat(detail.path(field).isTextual()).as(field).isTrue());
            assertThat(detail.path("what").asText()).isEqualTo(what.code());
            assertThat(detail.has("bytes")).isEqualTo(look instanceof Look.Pending);
        }
    }

    @Test
    void nodeOfWhichNothingIsKnown_hasNoNumberOfBytes() throws Exception {
        JsonNode detail = detail(notice(What.UNKNOWN, new Look.Unknown("offline"), null, "cannot know: offline"));

        assertThat(detail.has("bytes")).isFalse();
        assertThat(detail.path("size").asText()).isEqualTo("unknown");
    }

    @Test
    void enormousReason_makesNoEnormousMail() throws Exception {
        assertThat(NoticeJson.detail("guard", notice(What.HELD, DATA, null, "x".repeat(300_000))))
                .hasSizeLessThan(2_000);
    }
}
