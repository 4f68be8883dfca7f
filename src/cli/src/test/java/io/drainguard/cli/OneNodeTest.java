package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Sources;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Hook;
import io.drainguard.sweep.Hooks;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.InstanceDetails.Membership;
import io.drainguard.sweep.Marks;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `status` says of one node: what the guard's rule would say of it.
class OneNodeTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final Hook HOOK = new Hook("hook", Duration.ofHours(1), Duration.ofHours(48));
    private static final Hooks ONLY_OURS = new Hooks(HOOK, Set.of());
    private static final Hooks WITH_OTHERS = new Hooks(HOOK, Set.of("other"));
    private static final Look EMPTY = new Look.Empty(List.of("root"));

    private static InstanceDetails details(Operator own, boolean ended, Map<String, String> tags) {
        return new InstanceDetails(
                own, new Membership("workers", "drainguard-w"), ended, Disks.VOLUMES, List.of(), Marks.of(tags));
    }

    private static NodeRow row(
            String state, Operator ofGroup, Hooks hooks, @Nullable InstanceDetails details, Look look) {
        Group group = new Group(
                "workers", "drainguard-w", new Group.Traits(true, false, 3, Map.of("i-0a", ofGroup)), List.of());
        return new OneNode(
                        group,
                        new Group.Member("i-0a", state),
                        hooks,
                        NOW.minus(Duration.ofHours(2)),
                        details,
                        Map.of())
                .row(Settings.DEFAULTS, List.of(new Seen(NOW.minusSeconds(20), look)), NOW);
    }

    private static Class<?> decision(NodeRow row) {
        assertThat(row.decision()).isNotNull();
        return row.decision().getClass();
    }

    @ParameterizedTest
    @CsvSource({
        "SILENT, SILENT, SILENT, Release",
        "SILENT, HOLD, HOLD, Hold",
        "RELEASE, HOLD, HOLD, Hold",
        "HOLD, RELEASE, HOLD, Hold",
        "SILENT, UNCLEAR, UNCLEAR, Hold",
        "SILENT, RELEASE, RELEASE, Release"
    })
    void overrideOfTheGroup_countsAsTheNodesOwn(Operator own, Operator ofGroup, Operator effective, String decision) {
        NodeRow row = row("Terminating:Wait", ofGroup, ONLY_OURS, details(own, false, Map.of()), EMPTY);

        assertThat(row.operator()).isEqualTo(effective);
        assertThat(decision(row).getSimpleName()).isEqualTo(decision);
    }

    @Test
    void tagThatSaysNeitherWord_isShownWithItsMeaning() {
        assertThat(row(
                                "Terminating:Wait",
                                Operator.SILENT,
                                ONLY_OURS,
                                details(Operator.UNCLEAR, false, Map.of()),
                                EMPTY)
                        .reason())
                .contains("says neither 'hold' nor 'release', so it counts as hold");
    }

    @Test
    void instanceThatHasEnded_isReleasedWhateverItHeld() {
        NodeRow row = row(
                "Terminating:Wait",
                Operator.SILENT,
                ONLY_OURS,
                details(Operator.SILENT, true, Map.of()),
                new Look.Pending(1, 1, NOW));

        assertThat(decision(row)).isEqualTo(Decision.Release.class);
        assertThat(row.reason()).contains("ended");
    }

    @ParameterizedTest
    @CsvSource({
        "Terminating:Wait, true, Release",
        "Terminating:Wait, false, Hold",
        "Warmed:Terminating:Wait, true, Hold"
    })
    void nodeWhoseProductNeverStarted_isReleasedThoughNobodyCanLook(String state, boolean unstarted, String decision) {
        InstanceDetails plain = details(Operator.SILENT, false, Map.of());
        InstanceDetails tagged = new InstanceDetails(
                plain.operator(), plain.membership(), false, plain.disks(), plain.volumes(), plain.marks(), unstarted);

        NodeRow row = row(state, Operator.SILENT, ONLY_OURS, tagged, new Look.Unknown("nobody knows it"));

        assertThat(decision(row).getSimpleName()).isEqualTo(decision);
    }

    @Test
    void failedFirstBoot_isToldWithItsStep() {
        Group group = new Group("workers", "drainguard-w", new Group.Traits(true, false, 3, Map.of()), List.of());
        NodeRow row = new OneNode(
                        group,
                        new Group.Member("i-0a", "Terminating:Wait"),
                        ONLY_OURS,
                        NOW.minus(Duration.ofHours(2)),
                        details(Operator.SILENT, false, Map.of()),
                        Map.of(Tags.BOOT, "failed at step leader token"))
                .row(Settings.DEFAULTS, List.of(), NOW);

        assertThat(row.reason()).endsWith("; its first boot failed at step leader token");
    }

    @Test
    void emptyOnAnotherFileSystem_isNoRelease() {
        String elsewhere = String.join(",", Sources.digests(List.of("data-volume")));
        NodeRow row = row(
                "Terminating:Wait",
                Operator.SILENT,
                ONLY_OURS,
                details(Operator.SILENT, false, Map.of(Tags.PENDING_ON, elsewhere)),
                EMPTY);

        assertThat(decision(row)).isEqualTo(Decision.Hold.class);
        assertThat(row.reason()).contains("another file system");
    }

    @Test
    void nodeThatOthersRetained_isLeft() {
        InstanceDetails unmarked = details(Operator.SILENT, false, Map.of());
        InstanceDetails ours = details(Operator.SILENT, false, Map.of(Tags.GAVE_UP, NOW.toString()));

        assertThat(decision(row("Terminating:Retained", Operator.SILENT, WITH_OTHERS, unmarked, EMPTY)))
                .isEqualTo(Decision.Leave.class);
        assertThat(decision(row("Terminating:Retained", Operator.SILENT, WITH_OTHERS, ours, EMPTY)))
                .isEqualTo(Decision.Terminate.class);
        assertThat(decision(row("Terminating:Retained", Operator.SILENT, ONLY_OURS, unmarked, EMPTY)))
                .isEqualTo(Decision.Terminate.class);
    }

    @Test
    void ceiling_countsFromWhenAGuardFirstSawItWait() {
        String seen = NOW.minus(Duration.ofHours(1)).toString();
        NodeRow row = row(
                "Terminating:Wait",
                Operator.SILENT,
                ONLY_OURS,
                details(Operator.SILENT, false, Map.of(Tags.HELD_SINCE, seen)),
                new Look.Pending(1, 1, NOW));

        assertThat(row.held().toCeiling()).isEqualTo(Duration.ofHours(47).minus(Duration.ofMinutes(5)));
    }
}
