package io.drainguard.proofs.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// EC2 as a taker and a group see it. It is asked to end an instance, and takes its time; it forgets what has ended
/// (EC2 User Guide, terminating-instances: "visible for a short while"), and now and then does not know what is
/// there (EC2 API Reference, eventual consistency). That a lost zone says `shutting-down` for hours is the seed's case.
final class Ec2 {
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration LATE = Duration.ofSeconds(110);
    private static final Duration LEAST_END = Duration.ofSeconds(5);
    private static final Duration MOST_END = Duration.ofMinutes(3);
    private static final Duration SLOW_END = Duration.ofMinutes(10);
    private static final Duration KNOWN = Duration.ofSeconds(20);
    private static final Duration LONG_KNOWN = Duration.ofHours(1);

    /// What EC2 says of an instance.
    enum State {
        /// Running, stopped or impaired: it has not ended.
        RUNNING,
        /// On its way.
        SHUTTING_DOWN,
        /// Ended.
        TERMINATED,
        /// `InvalidInstanceID.NotFound`.
        UNKNOWN
    }

    private final Scene scene;
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, State> states = new HashMap<>();
    private final Map<String, Instant> known = new HashMap<>();
    private final Map<String, Instant> forgotten = new HashMap<>();
    private final Set<String> unending = new HashSet<>();
    private boolean silent;

    Ec2(Scene scene) {
        this.scene = scene;
    }

    void launched(Node node) {
        boolean late = scene.chance().in(15);
        nodes.put(node.id(), node);
        states.put(node.id(), State.RUNNING);
        known.put(node.id(), scene.now().plus(scene.between(Duration.ZERO, late ? LATE : SOON)));
    }

    /// Whether a call made now has an answer.
    boolean answers() {
        boolean fails = scene.chance().in(3);
        if (!silent && fails) {
            scene.history().happened(LeaseEvent.EC2_CALL_FAILED, "");
        }
        return !silent && !fails;
    }

    void silent(boolean from) {
        silent = from;
    }

    /// What a call says of an instance.
    State describe(String id) {
        Instant from = known.get(id);
        if (from == null || scene.now().isBefore(from)) {
            scene.history().happened(LeaseEvent.EC2_DOES_NOT_KNOW, id);
            return State.UNKNOWN;
        }
        if (scene.chance().in(1)) {
            scene.history().happened(LeaseEvent.EC2_DOES_NOT_KNOW, id);
            return State.UNKNOWN;
        }
        if (hasForgotten(id)) {
            scene.history().happened(LeaseEvent.EC2_FORGOT, id);
            return State.UNKNOWN;
        }
        return states.getOrDefault(id, State.UNKNOWN);
    }

    private boolean hasForgotten(String id) {
        Instant at = forgotten.get(id);
        return at != null && !scene.now().isBefore(at);
    }

    boolean hasEnded(String id) {
        return states.get(id) == State.TERMINATED;
    }

    /// This instance will not end for hours, whoever asks.
    void neverEnds(String id) {
        unending.add(id);
    }

    /// The instance is within reach again, and ends if it was asked to.
    void endsAgain(String id) {
        if (unending.remove(id) && states.get(id) == State.SHUTTING_DOWN) {
            end(Objects.requireNonNull(nodes.get(id)));
        }
    }

    /// A call that asks to end an instance; says whether EC2 knows it.
    boolean terminate(String id) {
        if (describe(id) == State.UNKNOWN) {
            return false;
        }
        end(id);
        return true;
    }

    /// Ends an instance, as its group does.
    void end(String id) {
        Node node = nodes.get(id);
        if (node != null && states.get(id) == State.RUNNING) {
            states.put(id, State.SHUTTING_DOWN);
            scene.history().tell("EC2_ENDS", id);
            end(node);
        }
    }

    private void end(Node node) {
        if (unending.contains(node.id())) {
            scene.history().happened(LeaseEvent.EC2_NEVER_ENDS, node.id());
            return;
        }
        node.shutDown();
        Duration most = scene.chance().in(10) ? SLOW_END : MOST_END;
        scene.after(scene.between(LEAST_END, most), () -> ended(node));
    }

    private void ended(Node node) {
        if (unending.contains(node.id())) {
            return; // its zone was lost meanwhile
        }
        node.ended();
        states.put(node.id(), State.TERMINATED);
        scene.history().tell("EC2_HAS_ENDED", node.id());
        forgotten.put(
                node.id(), scene.now().plus(scene.between(KNOWN, scene.chance().in(20) ? KNOWN : LONG_KNOWN)));
    }
}
