package io.drainguard.defects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.Volume;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The flags are what keeps data; whatever else is refused must not keep the guard from setting them, and "protected"
/// is said only of volumes that were read as protected.
class ProtectionFirstTest {
    /// AWS's own tag of an instance does not count.
    private static final int FULL = 51;

    private final Account account = new Account();

    /// What refuses the guard's marks.
    enum Refusal {
        TAG_LIMIT_OF_THE_NODE {
            @Override
            void of(Account account, Instance node) {
                account.world.mishaps().fillTags(node.id(), FULL);
            }
        },
        TAG_LIMITS_OF_THE_NODE_AND_ITS_VOLUMES {
            @Override
            void of(Account account, Instance node) {
                account.world.mishaps().fillTags(node.id(), FULL);
                node.volumes().forEach(volume -> account.world.mishaps().fillTags(volume.id(), FULL - 1));
            }
        },
        ORGANIZATION_DENIES_TAGS {
            @Override
            void of(Account account, Instance node) {
                account.world.organization().deny("CreateTags");
            }
        },
        TAG_POLICY_DENIES_THE_KEYS {
            @Override
            void of(Account account, Instance node) {
                account.world.organization().denyTagKeys("drainguard:");
            }
        },
        THROTTLED {
            @Override
            void of(Account account, Instance node) {
                account.trouble.refuse(
                        "CreateTags", 1_000, new AwsError("RequestLimitExceeded", 503, "Request limit exceeded."));
            }
        };

        abstract void of(Account account, Instance node);
    }

    // --- K1: what cannot be tagged is not protected ---

    @ParameterizedTest
    @EnumSource
    void k1_nodeThatTakesNoTag_isProtectedAllTheSame_andEachSweepSaysSo(Refusal refusal) {
        Instance node = waiting();
        refusal.of(account, node);
        TestGuard guard = new TestGuard(account);

        guard.look();

        assertThat(node.volumes()).noneMatch(Volume::deleteOnTermination);
        assertThat(guard.lines)
                .anyMatch(line -> line.contains("\"volumesCode\":\"flags-set\"") && line.contains("\"unmarked\":["));
        guard.restOfTheMinute();
        guard.sweep();
        Report later = guard.look();
        assertThat(later.failures()).anyMatch(failure -> failure.contains(node.id()));
    }

    @ParameterizedTest
    @EnumSource
    void k1_nodeThatTakesNoTagAndIsGivenUp_isStillProtectedWhileRetained(Refusal refusal) {
        Instance node = waiting();
        refusal.of(account, node);

        new TestGuard(account, Duration.ofMinutes(10)).guardFor(Duration.ofMinutes(20));

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        assertThat(node.volumes()).noneMatch(Volume::deleteOnTermination);
    }

    @ParameterizedTest
    @EnumSource
    void k1_nodeThatTakesNoTagAndThatEc2TakesBack_keepsItsVolumes(Refusal refusal) {
        Instance node = spot();
        refusal.of(account, node);
        account.world.mishaps().interruptSpot(node.id());

        new TestGuard(account).reclaim(node.id());
        account.world.advance(Duration.ofMinutes(5));

        assertThat(node.isRunning()).isFalse();
        assertThat(node.volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.KEPT);
    }

    /// 46 to 50 tags: there is room for some of the guard's, and not for all.
    @ParameterizedTest
    @ValueSource(ints = {43, 44, 45, 46, 47, 48, 49, 50})
    void k1_nodeWithRoomForSomeTags_isProtectedAndSetBackByAnotherCopyWhenItHasDrained(int tags) {
        Instance node = waiting();
        account.world.mishaps().fillTags(node.id(), tags);
        new TestGuard(account).look();
        assertThat(node.volumes()).noneMatch(Volume::deleteOnTermination);
        account.shell.disk(node.id(), Disk.empty());
        account.world.advance(Duration.ofSeconds(30));

        new TestGuard(account).guardFor(Duration.ofMinutes(4));

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
        assertThat(node.volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.DELETED);
    }

    /// The operator's word on such a node stands on its group.
    @Test
    void k1_operatorsOverrideOnTheGroup_releasesANodeThatTakesNoTag() {
        Instance node = waiting();
        account.world.mishaps().fillTags(node.id(), FULL);
        TestGuard guard = new TestGuard(account);
        guard.look();
        account.world
                .autoScaling()
                .createOrUpdateTags(Account.GROUP, Map.of(Tags.OVERRIDE_OF + node.id(), "release"), false);

        guard.restOfTheMinute();
        guard.guardFor(Duration.ofMinutes(2));

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
        assertThat(node.volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.KEPT);
    }

    // --- K2: "protected" after the fact ---

    @Test
    void k2_noticeThatIsServedAgainWhenTheInstanceHasGone_doesNotCallItsVolumesProtected() {
        Instance node = spot();
        account.world.organization().deny("ModifyInstanceAttribute");
        account.world.mishaps().interruptSpot(node.id());
        TestGuard guard = new TestGuard(account);
        assertThatThrownBy(() -> guard.reclaim(node.id())).isInstanceOf(Fault.class);
        account.world.advance(Duration.ofMinutes(1));
        assertThat(node.volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.DELETED);

        guard.reclaim(node.id());

        assertThat(guard.lines.getLast())
                .contains("\"event\":\"reclaimed\"", "\"volumesCode\":\"no-volumes\"", "\"Failures\":1")
                .doesNotContain("\"volumes\":\"protected");
    }

    @Test
    void k2_noticeThatIsServedAgainAfterProtection_namesTheVolumesThatOutlivedTheInstance() {
        Instance node = spot();
        account.world.mishaps().interruptSpot(node.id());
        TestGuard guard = new TestGuard(account);
        guard.reclaim(node.id());
        account.world.advance(Duration.ofMinutes(5));

        guard.reclaim(node.id());

        assertThat(guard.lines.getLast())
                .contains("\"volumesCode\":\"outlived\"")
                .contains(node.volumes().stream().map(Volume::id).toList())
                .doesNotContain("\"Failures\":1");
    }

    @Test
    void k2_sweepsOfAnEndedInstance_neverSayProtected() {
        Instance node = waiting();
        account.world.organization().deny("ModifyInstanceAttribute");
        TestGuard guard = new TestGuard(account);
        guard.look();
        account.world.mishaps().failHost(node.id());

        guard.restOfTheMinute();
        guard.guardFor(Duration.ofMinutes(3));

        assertThat(guard.lines).noneMatch(line -> line.contains("\"volumes\":\"protected\""));
        assertThat(guard.lines)
                .anyMatch(line -> line.contains("\"volumesCode\":\"outlived\"")
                        && line.contains("no volume with a guard's mark outlived it"));
    }

    private Instance waiting() {
        Instance node = account.workers(1).getFirst();
        account.shell.disk(node.id(), Disk.holding(5, 5_000_000, Account.START));
        account.scaleIn(List.of(node));
        return node;
    }

    private Instance spot() {
        return account.world
                .createGroup(Account.group(1, Duration.ofHours(1)).onSpot())
                .getFirst();
    }
}
