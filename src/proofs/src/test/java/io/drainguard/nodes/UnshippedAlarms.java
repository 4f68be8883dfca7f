package io.drainguard.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.proofs.dsiem.AlarmLogs;
import io.drainguard.proofs.dsiem.Receiver;
import io.drainguard.proofs.dsiem.Registry;
import io.drainguard.proofs.dsiem.Shipper;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A backend ends while nobody takes its alarms: the real drain script looks at its files, and a guard in a
/// simulated account holds the node, gives up, and lets it go once all has arrived.
final class UnshippedAlarms {
    private static final String NODE = "backend-01";
    private static final int SOURCES = 200;

    private final DsiemLab lab;
    private final Losses losses;
    private final List<Receiver.Line> arrived = new ArrayList<>();
    private boolean isBack;

    UnshippedAlarms(DsiemLab lab, Losses losses) {
        this.lab = lab;
        this.losses = losses;
    }

    void play() throws IOException {
        DsiemProcess backend = lab.backend(NODE, DsiemLab.UNBOUNDED);
        Path logs = backend.home().resolve("logs");
        Registry registry = new Registry(backend.home().resolve("filebeat/registry/filebeat"));
        Shipper shipper = new Shipper(logs, registry, batch -> isBack && arrived.addAll(batch), NODE, "i-1");
        alarms(backend);
        assertThat(shipper.ship()).isFalse();
        backend.kill();
        BackendLooks looks = new BackendLooks(backend.home().getParent());
        long bytes = Files.size(logs.resolve(AlarmLogs.ALARMS)) + Files.size(logs.resolve(AlarmLogs.EVENTS));
        assertThat(looks.look())
                .isInstanceOfSatisfying(
                        Look.Pending.class, look -> assertThat(look.bytes()).isEqualTo(bytes));

        Account account = new Account();
        account.world.shell(looks);
        Instance node = account.workers(1).getFirst();
        TestGuard guard = new TestGuard(account, Duration.ofMinutes(5));
        account.scaleIn(List.of(node));
        guard.guardFor(Duration.ofMinutes(3));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(guard.decided(Decision.Hold.class)).isNotEmpty();
        guard.guardFor(Duration.ofMinutes(5));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);

        isBack = true;
        assertThat(shipper.ship()).isTrue();
        assertThat(looks.look()).isInstanceOf(Look.Empty.class);
        guard.guardFor(Duration.ofMinutes(10));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
        assertAllHaveArrived(Files.readAllLines(logs.resolve(AlarmLogs.ALARMS)), backend.log());
    }

    private void alarms(DsiemProcess backend) throws IOException {
        Posts posts = lab.posts();
        posts.send(DsiemLab.events(NODE, "alarm", 0, SOURCES, 1), 300).join();
        posts.send(DsiemLab.events(NODE, "alarm", 0, SOURCES, 2), 300).join();
        assertThat(DsiemLab.missing(backend, posts.accepted(), NODE, 2)).isEmpty();
    }

    private void assertAllHaveArrived(List<String> alarms, List<String> events) {
        assertThat(alarms).hasSizeGreaterThanOrEqualTo(SOURCES);
        List<String> written = new ArrayList<>(alarms);
        written.addAll(events);
        losses.note(
                "backend killed while the receiver is away",
                "",
                written.size(),
                written.size() - arrived.size(),
                "lines; the node is held, retained, and gone once all have arrived");
        assertThat(arrived).extracting(Receiver.Line::text).containsExactlyElementsOf(written);
    }
}
