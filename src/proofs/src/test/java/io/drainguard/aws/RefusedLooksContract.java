package io.drainguard.aws;

import static io.drainguard.proofs.account.Account.DOCUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look.Empty;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.Service;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Looks.Started;
import io.drainguard.sweep.Tags;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Systems Manager and IAM refuse a command for all of its nodes where they refuse one of them: no other node may pay
/// for that, and no refusal may cost calls without bound.
abstract class RefusedLooksContract extends LooksScene {
    private static final int BATCH = 50;

    /// IAM authorizes each instance that a command names, and its answer names the one that it denies.
    @ParameterizedTest
    @ValueSource(ints = {0, 27, 49})
    void nodeWhoseTagNamesNoDocument_isNamedByTheRefusalAndAloneIsNotLookedAt(int which) {
        List<Instance> nodes = account.workers(BATCH);
        account.world.runCommand().onlyTagged(Tags.GUARDED, "drainguard-");
        tag(nodes.get(which), "yes");

        assertOnlyRefused(start(nodes), nodes, List.of(which));
        assertThat(account.world.calls().count("SendCommand")).isEqualTo(2);
    }

    @Test
    void refusalThatNamesNobody_isHalvedUntilTheNodeIsAlone() {
        List<Instance> nodes = account.workers(BATCH);
        refusing(ids -> ids.contains(nodes.get(27).id()));

        assertOnlyRefused(start(nodes), nodes, List.of(27));
        assertThat(account.world.calls().count("SendCommand")).isLessThanOrEqualTo(13);
    }

    @Test
    void refusalsOfTwoNodesThatNameNobody_costTheOthersNothing() {
        List<Instance> nodes = account.workers(BATCH);
        refusing(ids ->
                ids.contains(nodes.get(3).id()) || ids.contains(nodes.get(40).id()));

        assertOnlyRefused(start(nodes), nodes, List.of(3, 40));
    }

    /// Each refusal names another one. With more than these it looks like a role that may run nothing.
    @Test
    void manyNodesWhoseTagsNameNoDocument_costTheOthersNothing() {
        List<Instance> nodes = account.workers(BATCH);
        account.world.runCommand().onlyTagged(Tags.GUARDED, "drainguard-");
        List<Integer> foreign = IntStream.range(0, 16).boxed().toList();
        foreign.forEach(which -> tag(nodes.get(which), "yes"));

        assertOnlyRefused(start(nodes), nodes, foreign);
    }

    @Test
    void nodeOfAnotherPlatform_aloneIsNotLookedAt() {
        List<Instance> nodes = account.workers(BATCH);
        account.world.mishaps().platform(nodes.get(27).id(), "Windows");

        assertOnlyRefused(start(nodes), nodes, List.of(27));
        assertThat(account.world.calls().count("SendCommand")).isLessThanOrEqualTo(13);
    }

    @Test
    void nodesRefusedForEachOfTheReasons_costTheOthersNothing() {
        List<Instance> nodes = account.workers(BATCH);
        account.world.runCommand().onlyTagged(Tags.GUARDED, "drainguard-");
        tag(nodes.get(5), "yes");
        account.world.mishaps().platform(nodes.get(21).id(), "Windows");
        account.world.mishaps().neverRegistered(nodes.get(44).id());

        assertOnlyRefused(start(nodes), nodes, List.of(5, 21, 44));
    }

    /// Twice as many calls as there are nodes, in each sweep, would throttle everybody.
    @Test
    void roleThatMayRunNothing_isAFaultAfterFewCalls() {
        List<Instance> nodes = account.workers(BATCH);
        refusing(ids -> true);

        Fault fault = GroupsContract.fault(() -> start(nodes));

        assertThat(fault.kind()).isEqualTo(Fault.Kind.DENIED);
        assertThat(account.world.calls().count("SendCommand")).isBetween(2, 40);
    }

    @Test
    void documentForAnotherPlatform_isAFaultAfterFewCalls() {
        List<Instance> nodes = account.workers(BATCH);
        nodes.forEach(node -> account.world.mishaps().platform(node.id(), "Windows"));

        assertThat(GroupsContract.fault(() -> start(nodes))).isNotNull();
        assertThat(account.world.calls().count("SendCommand")).isBetween(2, 40);
    }

    private void assertOnlyRefused(Started started, List<Instance> nodes, List<Integer> refused) {
        assertThat(started.refused())
                .containsOnlyKeys(
                        refused.stream().map(which -> nodes.get(which).id()).toList());
        assertThat(started.refused().values()).noneMatch(String::isBlank);
        pass(20);
        assertThat(answers(started).values())
                .extracting(Answer::look)
                .hasSize(nodes.size() - refused.size())
                .allMatch(Empty.class::isInstance);
    }

    private void tag(Instance node, String document) {
        account.world.ec2().createTags(List.of(node.id()), Map.of(Tags.GUARDED, document));
    }

    /// Commands for such nodes are denied, in words that name no node: an encoded message, or a policy on the document.
    private void refusing(Predicate<List<String>> nodes) {
        account.world.intercept(new Interceptor() {
            @Override
            public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
                List<String> asked = Stream.of(
                                parameters.getOrDefault("InstanceIds", "").split(","))
                        .toList();
                if (action.equals("SendCommand") && nodes.test(asked)) {
                    throw new AwsError(
                            "AccessDeniedException",
                            400,
                            "User is not authorized to perform: ssm:SendCommand on resource: " + DOCUMENT);
                }
                return effect.get();
            }
        });
    }
}
