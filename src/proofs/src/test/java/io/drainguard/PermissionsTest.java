package io.drainguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.WarmPool;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.TerminationNotice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What the guard may do is what it does: the template's grants beside the calls that the account recorded.
class PermissionsTest {
    /// Granted, but for a service that the function itself never calls: Lambda, EventBridge and Scheduler act with
    /// them.
    private static final Set<String> NOT_THE_FUNCTIONS_OWN =
            Set.of("logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage", "lambda:InvokeFunction");

    /// The account has no event bus, so nobody is told here; `GuardPermissionsTest` holds this grant to what notices
    /// say.
    private static final String TELLS = "events:PutEvents";

    private final Account account = new Account();
    private final Set<String> made = new TreeSet<>();

    @Test
    void callsThatTheGuardMakes_areTheActionsThatItIsGranted() throws IOException {
        Set<String> granted =
                new TreeSet<>(Template.load(Path.of("template.yaml")).iamActions());
        granted.removeAll(NOT_THE_FUNCTIONS_OWN);
        assertThat(granted.remove(TELLS)).isTrue();

        playEverything();

        assertThat(made).isEqualTo(granted);
    }

    /// An empty node, one that drains, one that never does and is given up and ended by hand, one that nobody can
    /// reach and that EC2 takes back, and one that its operator lets into its group's warm pool by the group's tag.
    private void playEverything() {
        List<Instance> nodes = account.workers(4);
        Instance pooled = account.world
                .createGroup(Account.named("pooled", 1, Duration.ofHours(1)).pool(new WarmPool(true, true)))
                .getFirst();
        account.world.parameters().put(Account.DOCUMENTS, Account.DOCUMENT);
        TestGuard guard = new TestGuard(
                account,
                new Settings(Account.HOOK, Duration.ofMinutes(90), true, "drainguard-own", Account.DOCUMENTS, false));
        account.world.autoScaling().setDesiredCapacity("pooled", 0);
        account.world.advance(Duration.ofSeconds(10));
        assertThat(pooled.state()).isEqualTo(LifecycleState.WARMED_PENDING_WAIT);
        account.world.autoScaling().createOrUpdateTags("pooled", Map.of(Tags.OVERRIDE_OF + pooled.id(), "release"));
        account.shell.disk(
                nodes.get(1).id(), Disk.holding(5, 500, Account.START).drain(Account.START, Duration.ofMinutes(20)));
        account.shell.disk(
                nodes.get(2).id(),
                Disk.holding(5, 500, Account.START).set(Account.START.plus(Duration.ofHours(2)), Disk.Content.NOTHING));
        account.world.mishaps().neverRegistered(nodes.get(3).id());
        account.scaleIn(nodes);
        String token = nodes.get(0).openTokens().getFirst();

        recorded(() -> guard.hasten(
                new TerminationNotice(Account.name(nodes.get(0)), Account.HOOK, account.world.instant(), token)));
        recorded(() -> guard.reclaim(nodes.get(3).id()));
        for (int minute = 0; minute < 130; minute++) {
            recorded(guard::sweep);
            guard.restOfTheMinute();
        }
    }

    private void recorded(Runnable what) {
        int before = account.world.calls().all().size();
        what.run();
        account.world.calls().all().stream()
                .skip(before)
                .map(PermissionsTest::action)
                .forEach(made::add);
    }

    private static String action(Call call) {
        return switch (call.service()) {
                    case AUTO_SCALING -> "autoscaling:";
                    case SSM -> "ssm:";
                    case EC2 -> "ec2:";
                }
                + call.action();
    }
}
