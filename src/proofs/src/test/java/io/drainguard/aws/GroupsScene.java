package io.drainguard.aws;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Groups;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// An account whose groups are read through one port.
abstract class GroupsScene {
    static final Duration MINUTE = Duration.ofSeconds(60);

    Account account = new Account();

    /// The port to the account.
    abstract Groups groups();

    static Fault fault(Runnable call) {
        return Objects.requireNonNull(catchThrowableOfType(Fault.class, call::run), "no fault");
    }

    final List<Instance> wait(int size, Duration heartbeat) {
        List<Instance> nodes = account.world.createGroup(Account.group(size, heartbeat));
        account.scaleIn(nodes.subList(0, Math.max(1, size - 1)));
        return nodes;
    }

    final World pass(int seconds) {
        account.world.advance(Duration.ofSeconds(seconds));
        return account.world;
    }
}
