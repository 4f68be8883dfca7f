package io.drainguard.aws;

import static io.drainguard.proofs.account.Account.GROUP;
import static io.drainguard.proofs.account.Account.HOOK;
import static io.drainguard.proofs.account.Account.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.drainguard.decide.Phase;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Groups;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the adapter makes of answers that the world never gives, and how it names what failed.
class AutoScalingGroupsTest {
    private final Account account = new Account();
    private final Groups groups = account.groups();

    static Stream<String> states() {
        return Stream.concat(
                Arrays.stream(LifecycleState.values()).map(LifecycleState::text),
                Stream.of("Pending:Wait", "Standby", "Detached", "Quarantined", "Quarantined:Wait", "New:Retained"));
    }

    @ParameterizedTest
    @MethodSource("states")
    void memberInAnyState_isReadAsTextAndKeptWhenItIsOurs(String state) {
        Instance node = account.workers(1).getFirst();
        account.http.answers(xml -> xml.replace(">InService<", ">" + state + "<"));

        List<Group.Member> expected = Phase.of(state) == null ? List.of() : List.of(new Group.Member(node.id(), state));

        assertThat(groups.tagged().groups().getFirst().members()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"retain, true", "terminate, false", "retain-for-a-while, false"})
    void policy_retainsOnlyByThatWord(String word, boolean retains) {
        account.workers(0);
        account.http.answers(xml -> xml.replace(">retain<", ">" + word + "<"));

        assertThat(groups.tagged().groups().getFirst().retains()).isEqualTo(retains);
    }

    @Test
    void policyThatIsAbsent_doesNotRetain() {
        account.workers(0);
        account.http.answers(xml -> xml.replaceAll("(?s)<InstanceLifecyclePolicy>.*?</InstanceLifecyclePolicy>", ""));

        assertThat(groups.tagged().groups().getFirst().retains()).isFalse();
    }

    @Test
    void twoRunningActivitiesOfOneNode_theNewestCounts() {
        List<Instance> nodes = account.workers(2);
        account.scaleIn(nodes.subList(0, 1));
        Instant later = account.world.instant();
        account.scaleIn(nodes.subList(1, 2));
        account.http.answers(xml -> xml.replace(nodes.get(1).id(), nodes.get(0).id()));

        assertThat(groups.waitingSince(GROUP, Set.of(nodes.get(0).id())))
                .isEqualTo(Map.of(nodes.get(0).id(), later));
    }

    /// AWS keeps the activities of six weeks; no termination runs longer than three days.
    @Test
    void startOfAWait_isAskedForAmongTheActivitiesOfThreeDays() {
        Instance node = account.workers(1).getFirst();
        account.scaleIn(List.of(node));
        List<String> sent = new ArrayList<>();
        account.http.requests(body -> {
            sent.add(URLDecoder.decode(body, StandardCharsets.UTF_8));
            return body;
        });

        groups.waitingSince(GROUP, Set.of(node.id()));

        assertThat(sent)
                .singleElement()
                .asString()
                .contains(
                        "&Filters.member.1.Name=StartTimeLowerBound",
                        "&Filters.member.1.Values.member.1=2025-12-29T10:00:02Z")
                .doesNotContain("Filters.member.2", "Filters.member.1.Values.member.2");
    }

    @Test
    void activitiesOfEarlierDays_costNoCall() {
        account.scaleIn(account.workers(6));
        account.world.advance(Duration.ofHours(74));
        account.http.requests(body -> body.replace("MaxRecords=100", "MaxRecords=2"));

        assertThat(groups.waitingSince(GROUP, Set.of("i-00000000000000bad"))).isEmpty();
        assertThat(account.world.calls().count("DescribeScalingActivities")).isOne();
    }

    /// The newest activity comes first, on pages of two.
    @ParameterizedTest
    @CsvSource({"4, 1", "3, 2", "2, 2", "1, 3", "0, 3"})
    void activities_areReadNoFurtherThanToTheOldestThatIsWanted(int which, int calls) {
        List<Instance> nodes = account.workers(6);
        for (Instance node : nodes) {
            account.scaleIn(List.of(node));
        }
        account.http.requests(body -> body.replace("MaxRecords=100", "MaxRecords=2"));

        assertThat(groups.waitingSince(
                        GROUP, Set.of(nodes.get(5).id(), nodes.get(which).id())))
                .containsKey(nodes.get(which).id());
        assertThat(account.world.calls().count("DescribeScalingActivities")).isEqualTo(calls);
    }

    @Test
    void activityWithoutADescription_isNobodys() {
        Instance node = account.workers(1).getFirst();
        account.scaleIn(List.of(node));
        account.http.answers(xml -> xml.replaceAll("<Description>.*?</Description>", ""));

        assertThat(groups.waitingSince(GROUP, Set.of(node.id()))).isEmpty();
    }

    /// The last is what groups with a load balancer show; several independent public transcripts (reviews/promise.md,
    /// S1). The wordings of other departures are not recorded.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Terminating EC2 instance: %s",
                "Terminating EC2 instance: %s - Waiting For ELB Connection Draining.",
                "Terminating EC2 instance: %s - Waiting For ELB connection draining",
                "Terminating EC2 instance(s): [%s]",
                "%s is leaving",
                "Terminating EC2 instance:%s.",
                "Terminating EC2 instance: %s, as asked for by i"
            })
    void activityInWhateverWords_isOfTheInstanceThatItNames(String words) {
        Instance node = account.workers(1).getFirst();
        Instant start = account.world.instant();
        account.scaleIn(List.of(node));
        account.http.answers(xml ->
                xml.replaceAll("<Description>Terminating.*?</Description>", described(words.formatted(node.id()))));

        assertThat(groups.waitingSince(GROUP, Set.of(node.id()))).isEqualTo(Map.of(node.id(), start));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Terminating EC2 instance:",
                "Terminating EC2 instance: i-",
                "Terminating EC2 instance: %sf",
                "Terminating EC2 instance: a%s"
            })
    void activityThatDoesNotNameTheInstance_isNotItsOwn(String words) {
        Instance node = account.workers(1).getFirst();
        account.scaleIn(List.of(node));
        account.http.answers(xml ->
                xml.replaceAll("<Description>Terminating.*?</Description>", described(words.formatted(node.id()))));

        assertThat(groups.waitingSince(GROUP, Set.of(node.id()))).isEmpty();
    }

    private static String described(String words) {
        return "<Description>" + words + "</Description>";
    }

    @Test
    void unknownGroup_isAFaultThatNamesIt() {
        assertThat(GroupsContract.fault(() -> groups.hooks("gone", HOOK))).hasMessageContaining("gone");
    }

    @ParameterizedTest
    @CsvSource({"Throttling, 400", "AccessDenied, 403", "InternalFailure, 500"})
    void failedCall_namesTheNodeAndWhatWasTried(String code, int status) {
        Instance node = account.workers(1).getFirst();
        account.scaleIn(List.of(node));
        AwsError error = new AwsError(code, status, "because");
        account.trouble
                .refuse("RecordLifecycleActionHeartbeat", 1, error)
                .refuse("CompleteLifecycleAction", 2, error)
                .refuse("TerminateInstanceInAutoScalingGroup", 1, error);
        String id = name(node).toString();

        assertThat(GroupsContract.fault(() -> groups.hold(name(node), HOOK))).hasMessageContainingAll("holding", id);
        assertThat(GroupsContract.fault(() -> groups.release(name(node), HOOK, "t")))
                .hasMessageContainingAll("releasing", id);
        assertThat(GroupsContract.fault(() -> groups.giveUp(name(node), HOOK)))
                .hasMessageContainingAll("giving up", id);
        assertThat(GroupsContract.fault(() -> groups.terminate(name(node))))
                .hasMessageContainingAll("terminating", id, "because");
    }

    @Test
    void release_neverSendsTokenAndInstanceTogether() {
        List<Instance> nodes = account.workers(2);
        account.scaleIn(nodes);
        groups.release(name(nodes.get(0)), HOOK, nodes.get(0).openTokens().getFirst());
        groups.release(name(nodes.get(1)), HOOK, null);

        assertThat(account.world.calls().of("CompleteLifecycleAction"))
                .extracting(
                        call -> call.parameter("LifecycleActionToken").isEmpty(),
                        call -> call.parameter("InstanceId").isEmpty())
                .containsExactly(tuple(false, true), tuple(true, false));
    }

    @Test
    void hold_isForOneNodeOnly() {
        List<Instance> nodes = account.workers(2);
        account.scaleIn(nodes);
        Instant before = nodes.get(1).deadline();
        account.world.advance(Duration.ofSeconds(9));

        groups.hold(name(nodes.get(0)), HOOK);

        assertThat(nodes.get(1).deadline()).isEqualTo(before);
    }
}
