package io.drainguard.aws;

import static io.drainguard.aws.GroupsScene.fault;
import static io.drainguard.aws.LooksScene.BAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.LookCommand;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.ActionResult;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Hook;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.opentest4j.TestAbortedException;

/// What the guard's adapters read and do in an account, be it the simulator's or one that others have made. The page on
/// compared answers has a row for each test.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ComparedAnswers {
    private static final String DOCUMENT = "drainguard-compared";
    private static final Duration LONG_PERIOD = Duration.ofHours(1);

    private @Nullable ComparedAccount opened;
    private @Nullable TestAbortedException skipped;
    private @Nullable String known;

    /// Opens the account, or skips the calling test with the reason.
    abstract ComparedAccount open();

    @AfterAll
    void closeAccount() {
        if (opened != null) {
            opened.close();
        }
    }

    /// Opened by the first test that needs it. Where it cannot be opened each test is skipped, and counts as skipped.
    private ComparedAccount account() {
        if (skipped != null) {
            throw skipped;
        }
        ComparedAccount account = opened;
        if (account == null) {
            try {
                account = open();
            } catch (TestAbortedException cannot) {
                skipped = cannot;
                throw cannot;
            }
            opened = account;
        }
        return account;
    }

    /// A group without nodes.
    private String group() {
        String made = known == null ? account().group(DOCUMENT, 0) : known;
        known = made;
        return made;
    }

    // --- groups ---

    @Test
    void groupThatCarriesTheTag_isListedWithItsDocumentAndItsLargestSize() {
        assertThat(listed(group()).document()).isEqualTo(DOCUMENT);
        assertThat(listed(group()).traits().maxSize()).isOne();
    }

    @Test
    void retainPolicyOfAGroup_isRead() {
        assertThat(listed(group()).retains()).isTrue();
    }

    @Test
    void hookInTheListOfANewGroup_isRead() {
        assertThat(account().groups().hooks(group(), ComparedAccount.HOOK).ours())
                .isNotNull();
    }

    @Test
    void hookThatWasPut_isReadWithItsPeriod() {
        assertThat(hook("Put", LONG_PERIOD).heartbeat()).isEqualTo(LONG_PERIOD);
    }

    @Test
    void hookWithALongPeriod_isLimitedToTwoDays() {
        assertThat(hook("Long", LONG_PERIOD).globalTimeout()).isEqualTo(Duration.ofHours(48));
    }

    @Test
    void hookWithAShortPeriod_isLimitedToAHundredPeriods() {
        assertThat(hook("Short", ComparedAccount.PERIOD).globalTimeout())
                .isEqualTo(ComparedAccount.PERIOD.multipliedBy(100));
    }

    @Test
    void otherHooksOfAGroup_areToldBesideOurs() {
        hook("Ours", LONG_PERIOD);
        hook("Other", LONG_PERIOD);

        assertThat(account().groups().hooks(group(), "Ours").others()).contains("Other");
    }

    @Test
    void tagOfAGroupThatOverridesANode_isReadAndTakenOff() {
        NodeId node = new NodeId(group(), "i-0123456789abcdef0");
        account().tagGroup(group(), Map.of(Tags.OVERRIDE_OF + node.instance(), "hold", "team", "search"));

        assertThat(listed(group()).traits().overrides()).containsEntry(node.instance(), Operator.HOLD);
        assertThat(account().groups().clearOverride(node)).isEqualTo(ActionResult.DONE);
        assertThat(listed(group()).traits().overrides()).isEmpty();
    }

    @Test
    void stateOfAMember_isReadByItsInstance() {
        String node = account().members(account().group(DOCUMENT, 1)).getFirst();

        assertThat(account().groups().state(node)).isEqualTo("InService");
    }

    @Test
    void stateOfAnInstanceOfNoGroup_isNone() {
        assertThat(account().groups().state(BAD)).isNull();
    }

    @Test
    void memberInService_isNoNode() {
        assertThat(listed(account().group(DOCUMENT, 1)).members()).isEmpty();
    }

    // --- waits ---

    @Test
    void memberThatIsTerminated_waitsAtItsHookSinceItsActivityBegan() {
        String name = account().group(DOCUMENT, 1);
        String node = account().members(name).getFirst();
        account().terminateInGroup(node);
        waits(node);

        assertThat(listed(name).members()).containsExactly(new Group.Member(node, "Terminating:Wait"));
        assertThat(account().groups().waitingSince(name, Set.of(node))).containsOnlyKeys(node);
    }

    @Test
    void waitingMember_isHeldAndReleasedOnce() {
        String name = account().group(DOCUMENT, 1);
        NodeId node = new NodeId(name, account().members(name).getFirst());
        account().terminateInGroup(node.instance());
        waits(node.instance());

        assertThat(account().groups().hold(node, ComparedAccount.HOOK)).isEqualTo(ActionResult.DONE);
        assertThat(account().groups().release(node, ComparedAccount.HOOK, null)).isEqualTo(ActionResult.DONE);
        assertThat(account().groups().release(node, ComparedAccount.HOOK, null)).isEqualTo(ActionResult.GONE);
    }

    @Test
    void waitingMemberThatIsGivenUp_isRetained() {
        String name = account().group(DOCUMENT, 1);
        NodeId node = new NodeId(name, account().members(name).getFirst());
        account().terminateInGroup(node.instance());
        waits(node.instance());

        assertThat(account().groups().giveUp(node, ComparedAccount.HOOK)).isEqualTo(ActionResult.DONE);
        account().until(() -> "Terminating:Retained".equals(account().groups().state(node.instance())));
    }

    @Test
    void heartbeatOfAMemberThatDoesNotWait_findsItGone() {
        String name = account().group(DOCUMENT, 1);
        NodeId node = new NodeId(name, account().members(name).getFirst());

        assertThat(account().groups().hold(node, ComparedAccount.HOOK)).isEqualTo(ActionResult.GONE);
    }

    // --- instances and volumes ---

    @Test
    void member_isReadWithItsGroupAndItsDocument() {
        String name = account().group(DOCUMENT, 1);
        String node = account().members(name).getFirst();

        assertThat(details(node).group()).isEqualTo(name);
        assertThat(details(node).membership().document()).isEqualTo(DOCUMENT);
    }

    @Test
    void instanceThatEc2DoesNotKnow_isLeftOut() {
        String node = account().instance();

        assertThat(account().volumes().read(Set.of(node, BAD))).containsOnlyKeys(node);
    }

    @Test
    void attachedVolumes_areReadWithTheirFlags() {
        assertThat(details(account().instance()).volumes()).hasSize(2).allMatch(Attached::goesWithNode);
    }

    @Test
    void flags_areSetOnTheseVolumesOnly() {
        String node = account().instance();
        List<Attached> volumes = details(node).volumes();
        account().volumes().setFlags(new NodeId("any", node), volumes.subList(1, 2), false);

        assertThat(details(node).unprotected()).isEqualTo(volumes.subList(0, 1));
        account().volumes().setFlags(new NodeId("any", node), volumes.subList(1, 2), true);
        assertThat(details(node).unprotected()).isEqualTo(volumes);
    }

    @Test
    void marks_areReadAsTheyWereWritten() {
        String node = account().instance();
        Instant at = Instant.parse("2026-01-01T10:00:24Z");
        account()
                .volumes()
                .tag(
                        List.of(node),
                        Map.of(Tags.PROTECTED, "vol-1,vol-2", Tags.HELD_SINCE, at.toString(), Tags.PENDING_ON, ""));

        assertThat(details(node).marks().changed()).containsExactlyInAnyOrder("vol-1", "vol-2");
        assertThat(details(node).marks().heldSince()).isEqualTo(at);
        assertThat(details(node).marks().pendingOn()).isEmpty();
    }

    @Test
    void volumesWithTheMarkOfANode_areFoundByIt() {
        String node = account().instance();
        List<String> volumes = ids(details(node).volumes());
        account().volumes().tag(volumes, Map.of(Tags.NODE, node));

        assertThat(account().volumes().marked(new NodeId("any", node))).containsExactlyInAnyOrderElementsOf(volumes);
        assertThat(account().volumes().marked(new NodeId("any", BAD))).isEmpty();
    }

    @Test
    void tagsThatAreTakenOff_mayBeMissing() {
        String node = account().instance();
        account().volumes().tag(List.of(node), Map.of(Tags.OVERRIDE, "hold"));
        account().volumes().untag(List.of(node), List.of(Tags.OVERRIDE, "never"));

        assertThat(details(node).operator()).isEqualTo(Operator.SILENT);
    }

    @Test
    void tagsOfAResourceThatIsNotThere_areAFaultAndSetOnNone() {
        String node = account().instance();

        assertThat(fault(() -> account()
                                .volumes()
                                .tag(List.of(node, "vol-00000000000000bad"), Map.of(Tags.OVERRIDE, "hold")))
                        .kind())
                .isEqualTo(Fault.Kind.BROKEN);
        assertThat(details(node).operator()).isEqualTo(Operator.SILENT);
    }

    @Test
    void tagsBeyondFifty_areAFaultAndSetOnNone() {
        String node = account().instance();
        Map<String, String> many = new HashMap<>(Map.of(Tags.OVERRIDE, "hold"));
        IntStream.range(0, 50).forEach(i -> many.put("key-" + i, "x"));

        assertThat(fault(() -> account().volumes().tag(List.of(node), many)).kind())
                .isEqualTo(Fault.Kind.BROKEN);
        assertThat(details(node).operator()).isEqualTo(Operator.SILENT);
    }

    @Test
    void instanceThatIsTerminated_hasEndedAndOnlyItsProtectedVolumeOutlivesIt() {
        String node = account().instance();
        List<Attached> volumes = details(node).volumes();
        account().volumes().setFlags(new NodeId("any", node), volumes.subList(1, 2), false);
        account().terminate(node);
        account().until(() -> details(node).ended());

        assertThat(details(node).volumes()).isEmpty();
        account().until(() -> account().existing(ids(volumes)).equals(ids(volumes.subList(1, 2))));
    }

    @Test
    void instanceTypes_tellWhetherTheyHaveInstanceStores() {
        assertThat(account()
                        .withStores(List.of("t3.nano", "m5.large", "m5d.large", "m5dn.large", "i3.large", "d3.xlarge")))
                .containsExactly("d3.xlarge", "i3.large", "m5d.large", "m5dn.large");
    }

    // --- looks ---

    @Test
    void documentInTheListOfAParameter_mayRunAndNoOther() {
        Looks looks = account().looks("drainguard-own", account().parameter("drainguard-own,drainguard-other"));

        assertThat(looks.mayRun("drainguard-own")).isTrue();
        assertThat(looks.mayRun("drainguard-other")).isTrue();
        assertThat(looks.mayRun("drainguard-foreign")).isFalse();
    }

    @Test
    void listThatIsNotThere_isAFaultThatSaysSo() {
        Looks looks = account().looks("drainguard-own", "/drainguard/compared/none");

        assertThat(GivenDocuments.isMissing(fault(() -> looks.mayRun("drainguard-other"))))
                .isTrue();
    }

    @Test
    void command_isListedWithWhatItsCallerGave() {
        String document = account().document();
        String node = account().instance();
        Looks looks = account().looks("", "");
        LookCommand sent = start(looks, document, node, Duration.ofSeconds(50));

        List<LookCommand> listed = new ArrayList<>();
        account().until(() -> {
            listed.clear();
            looks.recent(sent.requested().minusSeconds(60), Set.of(document)).stream()
                    .filter(command -> command.id().equals(sent.id()))
                    .forEach(listed::add);
            return !listed.isEmpty();
        });
        LookCommand command = listed.getFirst();
        assertThat(command.document()).isEqualTo(document);
        assertThat(command.parameters()).isEqualTo(Map.of(LookCommand.WAIT, "50"));
        assertThat(command.comment()).isEqualTo(LookCommand.COMMENT);
        assertThat(command.requested()).isEqualTo(sent.requested());
    }

    @Test
    void commandWithoutAVersion_isListedWithTheDefaultOne() {
        LookCommand sent =
                start(account().looks("", ""), account().document(), account().instance(), Duration.ZERO);

        assertThat(sent.version()).isEqualTo(LookCommand.DEFAULT_VERSION);
    }

    @Test
    void command_namesTheNodesThatWereAskedAndNoOthers() {
        account().instance();
        String node = account().instance();

        assertThat(start(account().looks("", ""), account().document(), node, Duration.ZERO)
                        .instances())
                .containsExactly(node);
    }

    @Test
    void commandsOfOtherDocuments_areNotListed() {
        String document = account().document();
        Looks looks = account().looks("", "");
        LookCommand sent = start(looks, document, account().instance(), Duration.ZERO);

        assertThat(looks.recent(sent.requested().minusSeconds(60), Set.of("drainguard-compared-none")))
                .extracting(LookCommand::id)
                .doesNotContain(sent.id());
    }

    @Test
    void nodeWithAnAgent_answersWithTheLineOfItsDocument() {
        String document = account().document();
        Looks looks = account().looks("", "");
        LookCommand sent = start(looks, document, account().instance(), Duration.ZERO);
        List<Answer> answers = new ArrayList<>();
        account().until(() -> {
            answers.clear();
            answers.addAll(looks.answers(List.of(sent)));
            return !answers.isEmpty();
        });

        assertThat(answers.getFirst().look()).isInstanceOf(Look.Empty.class);
    }

    @Test
    void commandOfADocumentThatIsNotThere_isAFault() {
        Looks looks = account().looks("", "");
        String node = account().instance();

        assertThat(fault(() -> looks.start("drainguard-compared-none", List.of(node), Duration.ZERO))
                        .kind())
                .isEqualTo(Fault.Kind.BROKEN);
    }

    @Test
    void nodeWithoutAnAgent_isRefusedWithTheReason() {
        Looks looks = account().looks("", "");

        assertThat(looks.start(account().document(), List.of(BAD), Duration.ZERO)
                        .refused())
                .hasEntrySatisfying(
                        BAD, reason -> assertThat(reason).contains("Systems Manager does not know the node"));
    }

    // --- the account ---

    private Group listed(String name) {
        return account().groups().tagged().groups().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("group " + name + " is not listed"));
    }

    private Hook hook(String name, Duration period) {
        account().hook(group(), name, period);
        return Objects.requireNonNull(account().groups().hooks(group(), name).ours(), "no such hook");
    }

    private void waits(String node) {
        account().until(() -> "Terminating:Wait".equals(account().groups().state(node)));
    }

    private LookCommand start(Looks looks, String document, String node, Duration stay) {
        account().assumeAgents();
        Looks.Started started = looks.start(document, List.of(node), stay);
        assertThat(started.refused()).isEmpty();
        return started.commands().getFirst();
    }

    private InstanceDetails details(String instance) {
        return Objects.requireNonNull(account().volumes().read(Set.of(instance)).get(instance), "EC2 does not know it");
    }

    private static List<String> ids(List<Attached> volumes) {
        return volumes.stream().map(Attached::volume).toList();
    }
}
