package io.drainguard.aws;

import static io.drainguard.proofs.account.Account.DOCUMENT;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.LookCommand;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.SendCommand;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Looks.Started;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An account whose nodes are looked at through one port.
abstract class LooksScene {
    static final String EMPTY_LINE = "{\"drainguard\":1,\"look\":\"empty\",\"paths\":1,\"files\":0,\"bytes\":0,"
            + "\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}\n";

    static final String BAD = "i-00000000000000bad";

    Account account = new Account();

    private @Nullable Looks port;

    /// The port to the account.
    abstract Looks open();

    /// One port for the whole test, which may remember what it has read.
    final Looks looks() {
        Looks opened = port == null ? open() : port;
        port = opened;
        return opened;
    }

    final Instance worker() {
        return account.workers(1).getFirst();
    }

    final Started start(String... instances) {
        return looks().start(DOCUMENT, List.of(instances), Duration.ZERO);
    }

    final Started start(List<Instance> nodes) {
        return start(ids(nodes));
    }

    static String[] ids(List<Instance> nodes) {
        return nodes.stream().map(Instance::id).toArray(String[]::new);
    }

    /// What the nodes of these commands have answered so far.
    final Map<String, Answer> answers(Started started) {
        Map<String, Answer> answers = new HashMap<>();
        looks().answers(started.commands()).forEach(answer -> answers.put(answer.instance(), answer));
        return answers;
    }

    /// What the node said to these commands.
    final Look look(Started started, Instance node) {
        return Objects.requireNonNull(answers(started).get(node.id()), "no answer yet")
                .look();
    }

    /// Looks at the node and waits so long for the answer.
    final Look look(Instance node, int seconds) {
        Started started = start(node.id());
        pass(seconds);
        return look(started, node);
    }

    /// What a look says that found nothing on the node's own file system.
    final Empty empty(Instance node) {
        return new Empty(sources(node));
    }

    /// What a look says that found these files on the node's own file system.
    final Pending pending(Instance node, long files, long bytes) {
        return new Pending(files, bytes, Account.START, "", sources(node));
    }

    private List<String> sources(Instance node) {
        return List.of(account.shell.paths(node.id()).first().source());
    }

    /// A command that somebody else sent.
    final String foreign(SendCommand command) {
        return account.world.ssm().sendCommand(command).commandId();
    }

    /// The commands listed of late, by their ids.
    final Map<String, LookCommand> listed(String... documents) {
        Map<String, LookCommand> listed = new HashMap<>();
        looks().recent(Account.START, Set.of(documents)).forEach(command -> listed.put(command.id(), command));
        return listed;
    }

    final void pass(int seconds) {
        account.world.advance(Duration.ofSeconds(seconds));
    }
}
