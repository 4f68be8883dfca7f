package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadsTest {
    private final Scene scene =
            new Scene(Scene.group(3).tag("drainguard", "drainguard-q").tag("team", "x"));

    @ParameterizedTest
    @CsvSource({
        "tag-key, drainguard, 1",
        "tag-key, other, 0",
        "tag-value, x, 1",
        "tag-value, y, 0",
        "tag:team, x, 1",
        "tag:team, drainguard-q, 0",
        "tag:other, x, 0"
    })
    void groupFilter_looksAtKeysValuesOrPairs(String name, String value, int found) {
        Filter filter = new Filter(name, List.of(value));

        assertThat(scene.autoScaling()
                        .describeAutoScalingGroups(List.of(), List.of(filter), null, null)
                        .items())
                .hasSize(found);
    }

    @Test
    void severalFilters_mustAllFit() {
        List<Filter> filters =
                List.of(new Filter("tag-key", List.of("drainguard")), new Filter("tag:team", List.of("y")));

        assertThat(scene.autoScaling()
                        .describeAutoScalingGroups(List.of(), filters, null, null)
                        .items())
                .isEmpty();
    }

    @Test
    void unknownFilter_isRefused() {
        assertThatThrownBy(() -> scene.autoScaling()
                        .describeAutoScalingGroups(
                                List.of(), List.of(new Filter("colour", List.of("red"))), null, null))
                .isInstanceOf(AwsError.class)
                .hasMessageContaining("colour");
    }

    @Test
    void changedGroupTags_areSeenByFiltersButNotOnItsNodes() {
        scene.autoScaling().deleteTags("g", List.of("drainguard"));
        scene.autoScaling().createOrUpdateTags("g", Map.of("team", "z"));

        assertThat(scene.group().tags()).containsExactly(Map.entry("team", "z"));
        assertThat(scene.node().tags())
                .containsEntry("drainguard", "drainguard-q")
                .containsEntry("team", "x");
    }

    @Test
    void activities_comeNewestFirstInPages() {
        for (Instance node : scene.nodes) {
            scene.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), true);
            scene.pass(1);
        }
        Page<Activity> first = scene.autoScaling().describeScalingActivities("g", List.of(), 2, null);
        Page<Activity> second = scene.autoScaling().describeScalingActivities("g", List.of(), 2, first.nextToken());
        List<Activity> all = new ArrayList<>(first.items());
        all.addAll(second.items());

        assertThat(all)
                .extracting(Activity::instanceId)
                .containsExactly(
                        scene.nodes.get(2).id(),
                        scene.nodes.get(1).id(),
                        scene.nodes.get(0).id());
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void unknownInstances_areLeftOut() {
        assertThat(scene.autoScaling()
                        .describeAutoScalingInstances(List.of("i-1"), null, null)
                        .items())
                .isEmpty();
    }

    @Test
    void moreThanFiftyIds_areRefused() {
        assertThatThrownBy(() -> scene.autoScaling()
                        .describeAutoScalingInstances(
                                Collections.nCopies(51, scene.node().id()), null, null))
                .isInstanceOf(AwsError.class);
    }

    @Test
    void foreignPageToken_isRefusedWithoutAMessage() {
        assertThatThrownBy(() -> scene.world.ssm().listCommandInvocations(null, null, null, "bogus"))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("InvalidNextToken"))
                .hasMessage("");
    }

    @Test
    void unknownInstance_isRefusedByTerminate() {
        assertThatThrownBy(() -> scene.autoScaling().terminateInstanceInAutoScalingGroup("i-1", false))
                .hasMessageEndingWith("No managed instance found for instance ID: i-1");
    }

    @Test
    void invocation_mayBeFoundOnlySomeTimeAfterSending() {
        World slow =
                new World(1, Scene.START, Timings.recorded().showingCommandsAfter(Duration.ofSeconds(3)), Site.EXAMPLE);
        String node = slow.createGroup(Scene.group(1)).getFirst().id();
        slow.putDocument(Scene.DOCUMENT);
        String command =
                slow.ssm().sendCommand("drainguard-q", List.of(node), null).commandId();

        assertThatThrownBy(() -> slow.ssm().getCommandInvocation(command, node))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("InvocationDoesNotExist"));
        assertThat(slow.ssm().listCommandInvocations(command, null, null, null).items())
                .isEmpty();
        slow.advance(Duration.ofSeconds(3));
        assertThat(slow.ssm().getCommandInvocation(command, node).commandId()).isEqualTo(command);
    }
}
