package io.drainguard.aws;

import static io.drainguard.aws.GroupsContract.fault;
import static io.drainguard.proofs.account.Account.GROUP;
import static io.drainguard.proofs.account.Account.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Disks;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.DiskLayout;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Volume;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.InstanceDetails.Membership;
import io.drainguard.sweep.Marks;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Volumes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every port to instances and volumes does, be it the real one over the wire or the simulated guard's own.
abstract class VolumesContract {
    static final String BAD = "i-00000000000000bad";

    /// 50 tags of an owner, and the one of AWS that does not count (EC2 User Guide, Using_Tags).
    private static final int FULL = 51;

    final Account account = new Account();

    abstract Volumes volumes();

    // --- read ---

    @Test
    void read_tellsWhereANodeBelongsAndWhatGoesWithIt() {
        Instance node = worker();

        assertThat(volumes().read(Set.of(node.id(), BAD)))
                .isEqualTo(Map.of(
                        node.id(),
                        new InstanceDetails(
                                Operator.SILENT,
                                new Membership(GROUP, Account.DOCUMENT),
                                false,
                                Disks.VOLUMES,
                                attached(node),
                                Marks.NONE)));
    }

    @Test
    void read_tellsEveryMark() {
        Instance node = worker();
        Instant at = Instant.parse("2026-01-01T10:00:24Z");
        volumes()
                .tag(
                        List.of(node.id()),
                        Map.of(
                                Tags.PROTECTED,
                                "vol-1,vol-2",
                                Tags.PROTECTED_AT,
                                at.toString(),
                                Tags.HELD_SINCE,
                                at.minusSeconds(60).toString(),
                                Tags.PENDING_ON,
                                "0badcafe",
                                Tags.GAVE_UP,
                                at.plusSeconds(60).toString(),
                                Tags.ROUNDS,
                                "2"));

        assertThat(details(node).marks())
                .isEqualTo(new Marks(
                        Set.of("vol-1", "vol-2"), at, at.minusSeconds(60), Set.of("0badcafe"), at.plusSeconds(60), 2));
    }

    @ParameterizedTest
    @CsvSource({"hold, HOLD", "release, RELEASE", "Hold, UNCLEAR", "' hold', UNCLEAR", "'', UNCLEAR"})
    void read_takesTheOperatorAtHisWordOnly(String value, Operator operator) {
        Instance node = worker();
        volumes().tag(List.of(node.id()), Map.of(Tags.OVERRIDE, value));

        assertThat(details(node).operator()).isEqualTo(operator);
    }

    @ParameterizedTest
    @CsvSource({"drainguard-other, true", "yes, false", "'', false", "Drainguard-workers, false"})
    void nodeIsGuarded_byItsTagsValue(String value, boolean guarded) {
        Instance node = worker();
        volumes().tag(List.of(node.id()), Map.of(Tags.GUARDED, value));

        assertThat(details(node).membership().document()).isEqualTo(value);
        assertThat(details(node).guarded()).isEqualTo(guarded);
    }

    @Test
    void nodeWithInstanceStore_saysSo() {
        Instance node = account.world
                .createGroup(Account.group(1, Duration.ofHours(1)).disks(DiskLayout.INSTANCE_STORE))
                .getFirst();

        assertThat(details(node).disks()).isEqualTo(Disks.INSTANCE_STORE);
    }

    // --- ended instances ---

    @Test
    void instanceThatShutsDown_hasNotEnded() {
        Instance node = worker();
        account.world.mishaps().failHost(node.id());

        assertThat(details(node).ended()).isFalse();
    }

    @Test
    void instanceThatIsTerminated_hasEndedAndHasNoVolumes() {
        Instance node = worker();
        account.world.mishaps().failHost(node.id());
        pass(Duration.ofMinutes(5));

        assertThat(details(node).ended()).isTrue();
        assertThat(details(node).volumes()).isEmpty();
    }

    @Test
    void instanceThatEc2Forgot_isLeftOut() {
        List<Instance> nodes = account.workers(2);
        account.world.mishaps().failHost(nodes.get(0).id());
        pass(Duration.ofMinutes(5));
        account.world.mishaps().forget(nodes.get(0).id());

        assertThat(volumes().read(Set.of(nodes.get(0).id(), nodes.get(1).id())))
                .containsOnlyKeys(nodes.get(1).id());
    }

    // --- volumes by their own mark ---

    @Test
    void marked_areTheVolumesThatNameTheNodeAndOutlivedIt() {
        List<Instance> nodes = account.workers(2);
        Instance node = nodes.get(0);
        volumes().setFlags(name(node), attached(node).subList(1, 2), false);
        nodes.forEach(one -> volumes().tag(ids(one), Map.of(Tags.NODE, one.id())));
        account.world.mishaps().failHost(node.id());
        pass(Duration.ofHours(3));

        assertThat(volumes().marked(name(node)))
                .containsExactly(node.volumes().get(1).id());
        assertThat(volumes().marked(name(nodes.get(1)))).containsExactlyInAnyOrderElementsOf(ids(nodes.get(1)));
    }

    @Test
    void marked_ofANodeThatNobodyMarked_isNothing() {
        Instance node = worker();
        volumes().tag(List.of(node.id()), Map.of(Tags.NODE, node.id()));

        assertThat(volumes().marked(name(node))).isEmpty();
        assertThat(volumes().marked(new NodeId(GROUP, BAD))).isEmpty();
    }

    // --- tags ---

    @Test
    void tag_setsAllTagsOnInstanceAndVolumes() {
        Instance node = worker();
        volumes().tag(List.of(node.id(), ids(node).getFirst()), Map.of("a", "1", "b", ""));

        assertThat(node.tags()).containsEntry("a", "1").containsEntry("b", "");
        assertThat(node.volumes().getFirst().tags()).containsEntry("a", "1").containsEntry("b", "");
        assertThat(node.volumes().get(1).tags()).doesNotContainKey("a");
    }

    @Test
    void tagsBeyondTheLimit_areAFaultAndSetOnNone() {
        Instance node = worker();
        account.world.mishaps().fillTags(node.id(), FULL);

        Fault fault = fault(() -> volumes().tag(List.of(ids(node).getFirst(), node.id()), Map.of("a", "1")));

        assertThat(fault.kind()).isEqualTo(Fault.Kind.BROKEN);
        assertThat(node.volumes().getFirst().tags()).doesNotContainKey("a");
    }

    @Test
    void tagThatIsThereAlready_takesNoRoom() {
        Instance node = worker();
        volumes().tag(List.of(node.id()), Map.of("a", "1"));
        account.world.mishaps().fillTags(node.id(), FULL);

        volumes().tag(List.of(node.id()), Map.of("a", "2"));

        assertThat(node.tags()).containsEntry("a", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateTags", "ModifyInstanceAttribute"})
    void callThatTheOrganizationForbids_isDenied(String action) {
        Instance node = worker();
        account.world.organization().deny(action);

        assertThat(fault(() -> {
                            volumes().tag(List.of(node.id()), Map.of("a", "1"));
                            volumes().setFlags(name(node), attached(node), false);
                        })
                        .kind())
                .isEqualTo(Fault.Kind.DENIED);
    }

    @Test
    void untag_takesOffTheseKeysAndMissesNone() {
        Instance node = worker();
        volumes().tag(List.of(node.id(), ids(node).getFirst()), Map.of("a", "1", "b", "2"));

        volumes().untag(List.of(node.id(), ids(node).getFirst()), List.of("a", "never"));

        assertThat(node.tags()).doesNotContainKey("a").containsEntry("b", "2");
        assertThat(node.volumes().getFirst().tags()).doesNotContainKey("a").containsEntry("b", "2");
    }

    // --- flags ---

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void setFlags_changesTheseVolumesOnly(boolean goes) {
        Instance node = account.world
                .createGroup(Account.group(1, Duration.ofHours(1)).disks(new DiskLayout(true, !goes, !goes, false)))
                .getFirst();

        volumes().setFlags(name(node), attached(node).subList(1, 2), goes);

        assertThat(node.volumes()).extracting(Volume::deleteOnTermination).containsExactly(!goes, goes);
    }

    @Test
    void flagsOfANodeThatEc2Forgot_areAFault() {
        Instance node = worker();
        List<Attached> before = attached(node);
        account.world.mishaps().failHost(node.id());
        pass(Duration.ofMinutes(5));
        account.world.mishaps().forget(node.id());

        assertThat(fault(() -> volumes().setFlags(name(node), before, false)).kind())
                .isEqualTo(Fault.Kind.BROKEN);
    }

    @ParameterizedTest
    @CsvSource({
        "RequestLimitExceeded, 503, THROTTLED",
        "UnauthorizedOperation, 403, DENIED",
        "InternalError, 500, BROKEN"
    })
    void failedCall_isAFaultOfItsKind(String code, int status, Fault.Kind kind) {
        Instance node = worker();
        AwsError error = new AwsError(code, status, "no");
        List.of("DescribeInstances", "DescribeVolumes", "CreateTags", "DeleteTags", "ModifyInstanceAttribute")
                .forEach(action -> account.trouble.refuse(action, 1, error));

        assertThat(List.of(
                        fault(() -> volumes().read(Set.of(node.id()))).kind(),
                        fault(() -> volumes().marked(name(node))).kind(),
                        fault(() -> volumes().tag(List.of(node.id()), Map.of("a", "1")))
                                .kind(),
                        fault(() -> volumes().untag(List.of(node.id()), List.of("a")))
                                .kind(),
                        fault(() -> volumes().setFlags(name(node), attached(node), false))
                                .kind()))
                .containsOnly(kind);
    }

    private Instance worker() {
        return account.workers(1).getFirst();
    }

    private InstanceDetails details(Instance node) {
        return volumes().read(Set.of(node.id())).get(node.id());
    }

    private static List<Attached> attached(Instance node) {
        return node.volumes().stream()
                .map(volume -> new Attached(volume.device(), volume.id(), volume.deleteOnTermination()))
                .toList();
    }

    private static List<String> ids(Instance node) {
        return node.volumes().stream().map(Volume::id).toList();
    }

    private void pass(Duration length) {
        account.world.advance(length);
    }
}
