package io.drainguard.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// The alarms of `templates/dsiem.yaml` and `templates/dsiem-backend.yaml` over what Auto Scaling writes of their
/// groups each minute, once they are there.
class DsiemAlarmsTest {
    private static final String NATS = "siem-nats";
    private static final String FRONTEND = "siem-frontend";
    private static final String BACKEND = "web-backend";

    private final Watches cluster;
    private final Watches backend;
    private Instant now = Instant.parse("2026-01-01T00:00:20Z");

    DsiemAlarmsTest() throws IOException {
        cluster = new Watches(Template.load(Path.of("templates/dsiem.yaml")).in("siem", "eu-central-1"), () -> now);
        backend = new Watches(
                Template.load(Path.of("templates/dsiem-backend.yaml")).in("web", "eu-central-1"), () -> now);
        minutes(5, () -> {});
    }

    private void minutes(int count, Runnable what) {
        for (int i = 0; i < count; i++) {
            what.run();
            cluster.evaluate();
            backend.evaluate();
            now = now.plus(Duration.ofMinutes(1));
        }
    }

    private Runnable servers(int nats, int frontends) {
        return () -> {
            cluster.put("AWS/AutoScaling", "GroupInServiceInstances", "AutoScalingGroupName", NATS, nats);
            cluster.put("AWS/AutoScaling", "GroupInServiceInstances", "AutoScalingGroupName", FRONTEND, frontends);
        };
    }

    private Runnable nodes(int inService, int pending) {
        return () -> {
            backend.put("AWS/AutoScaling", "GroupDesiredCapacity", "AutoScalingGroupName", BACKEND, 1);
            backend.put("AWS/AutoScaling", "GroupInServiceInstances", "AutoScalingGroupName", BACKEND, inService);
            backend.put("AWS/AutoScaling", "GroupPendingInstances", "AutoScalingGroupName", BACKEND, pending);
        };
    }

    @Test
    void deploymentAndAnHourInService_ringNothing() {
        minutes(6, servers(0, 0));
        minutes(60, servers(3, 2));
        minutes(8, nodes(0, 1));
        minutes(60, nodes(1, 0));

        assertThat(cluster.rang()).isEmpty();
        assertThat(backend.rang()).isEmpty();
    }

    /// Three minutes of hold, the termination, and the boot of the next, three times.
    @Test
    void rollOfAllNatsServers_ringsNothing() {
        minutes(30, servers(3, 2));
        for (int i = 0; i < 3; i++) {
            minutes(8, servers(2, 2));
            minutes(4, servers(3, 2));
        }

        assertThat(cluster.rang()).isEmpty();
    }

    @Test
    void natsServerThatIsNotReplaced_ringsOnce() {
        minutes(30, servers(3, 2));
        Instant since = now;
        minutes(30, servers(2, 2));

        cluster.assertRings("NatsServersMissing", since, 12);
        assertThat(cluster.rang()).containsExactly("NatsServersMissing");
    }

    @Test
    void frontendsThatFail_ring() {
        minutes(30, servers(3, 4));
        Instant since = now;
        minutes(30, servers(3, 1));

        cluster.assertRings("FrontendsMissing", since, 12);
        assertThat(cluster.rang()).containsExactly("FrontendsMissing");
    }

    /// The successor is pending for some minutes, and then both are in service for the overlap.
    @Test
    void replacementWithOverlap_ringsNothing() {
        minutes(30, nodes(1, 0));
        minutes(10, nodes(1, 1));
        minutes(10, nodes(2, 0));
        minutes(30, nodes(1, 0));

        assertThat(backend.rang()).isEmpty();
    }

    @Test
    void backendWithoutASuccessor_rings() {
        minutes(30, nodes(1, 0));
        Instant since = now;
        minutes(15, nodes(0, 0));

        backend.assertRings("BackendMissing", since, 12);
        assertThat(backend.rang()).containsExactly("BackendMissing");
    }

    /// Each that gives itself up is followed by another, with a minute in which none is pending.
    @Test
    void successorsThatGiveUpOneAfterTheOther_ringWhileTheOldOneWorks() {
        minutes(30, nodes(1, 0));
        Instant since = now;
        for (int i = 0; i < 4; i++) {
            minutes(13, nodes(1, 1));
            minutes(1, nodes(1, 0));
        }

        backend.assertRings("SuccessorFails", since, 30);
        assertThat(backend.rang()).containsExactly("SuccessorFails");
    }

    /// Of a group that was scaled to nothing on purpose nobody is missing.
    @Test
    void retiredBackend_ringsNothing() {
        minutes(30, nodes(1, 0));
        minutes(30, () -> {
            backend.put("AWS/AutoScaling", "GroupDesiredCapacity", "AutoScalingGroupName", BACKEND, 0);
            backend.put("AWS/AutoScaling", "GroupInServiceInstances", "AutoScalingGroupName", BACKEND, 0);
            backend.put("AWS/AutoScaling", "GroupPendingInstances", "AutoScalingGroupName", BACKEND, 0);
        });

        assertThat(backend.rang()).isEmpty();
    }
}
