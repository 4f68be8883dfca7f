package io.drainguard.cli;

import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Surroundings;
import io.drainguard.sim.world.Telling;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Time;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An operator at the command line, before an account on a loopback port; both live on the account's own clock.
final class Prompt implements AutoCloseable {
    static final String GROUP = "workers";
    static final String STACK = "drainguard";
    static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:oncall";
    static final String RULE = "drainguard-Notices-1";
    static final List<String> ALARMS =
            List.of("drainguard-CannotLook-1", "drainguard-NodesRetained-1", "drainguard-NoSweep-1");

    static {
        System.setProperty("aws.accessKeyId", "a");
        System.setProperty("aws.secretAccessKey", "b");
    }

    final Account account = new Account();
    final World world = account.world;
    final TestGuard guard = new TestGuard(account);
    final Map<String, String> environment = new TreeMap<>();
    private final SimulatorServer server = SimulatorServer.start(world);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String typed = "";
    private Runnable meanwhile = () -> {};
    private final List<Plan> plans = new ArrayList<>();
    private boolean interactive = true;
    private boolean colours;
    private boolean unread;
    private @Nullable String elsewhere;
    private Duration ahead = Duration.ZERO;
    private int pausesLeft = Integer.MAX_VALUE;

    /// A group of so many nodes, with hook, retain policy and tag as they ought to be.
    List<Instance> group(int size) {
        return world.createGroup(Account.named(GROUP, size, Duration.ofHours(1)));
    }

    /// Lets stack `drainguard` be the guard's: its alarms tell a topic that somebody hears, and a rule passes notices
    /// on.
    void watched(String guard) {
        Surroundings around = world.surroundings();
        around.resource(STACK, guard, "AWS::Lambda::Function");
        ALARMS.forEach(alarm -> {
            around.resource(STACK, alarm, "AWS::CloudWatch::Alarm");
            around.telling().alarm(Telling.Alarm.well(alarm, TOPIC));
        });
        around.telling().topic(TOPIC, new Telling.Subscription("email", "oncall@example.com", TOPIC + ":1"));
        around.resource(STACK, RULE, "AWS::Events::Rule");
        around.telling()
                .rule(new Telling.Rule(
                        RULE, "{\"source\":[\"drainguard\"],\"detail-type\":[\"Drainguard Node Notice\"]}", true));
    }

    /// Lets the guard sweep, and settle within the minute the nodes whose looks have ended.
    void settled() {
        guard.sweep();
        world.advance(Duration.ofSeconds(30));
        guard.guard.collect(world.instant().plus(Duration.ofMinutes(1)));
        guard.restOfTheMinute();
    }

    /// What the operator types when asked.
    Prompt types(String text) {
        typed = text + "\n";
        return this;
    }

    /// What happens once while the operator ponders a question.
    Prompt meanwhile(Runnable what) {
        meanwhile = what;
        return this;
    }

    /// What happens in the account after so long, while a command waits.
    Prompt later(Duration length, Runnable what) {
        plans.add(new Plan(world.instant().plus(length), what));
        return this;
    }

    private record Plan(Instant at, Runnable what) {}

    /// The operator's clock is so much ahead of the account's.
    Prompt ahead(Duration difference) {
        ahead = difference;
        return this;
    }

    /// Names another Region, and no endpoint.
    Prompt elsewhere(String region) {
        elsewhere = region;
        return this;
    }

    /// What is written goes nowhere: a full disk, or a pipe whose reader has gone.
    Prompt unread() {
        unread = true;
        return this;
    }

    /// Nobody sits there.
    Prompt unattended() {
        interactive = false;
        return this;
    }

    Prompt coloured() {
        colours = true;
        return this;
    }

    /// Stops a command at its so-manieth pause but one, as an operator's Ctrl-C does.
    Prompt stopsAfter(int pauses) {
        pausesLeft = pauses;
        return this;
    }

    /// Runs one command and returns its exit code.
    int run(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(
                elsewhere == null
                        ? List.of("--endpoint-url", server.endpoint().toString(), "--region", "us-east-1")
                        : List.of("--region", elsewhere));
        Terminal terminal = new Terminal(
                new PrintWriter(unread ? new Broken() : out),
                new PrintWriter(err),
                new BufferedReader(new Pondering(typed)),
                colours,
                interactive,
                new Shared());
        server.shared().change(world -> {});
        int code = Main.run(environment, terminal, arguments.toArray(String[]::new));
        server.shared().change(world -> {});
        return code;
    }

    /// Where the account answers, for other programs.
    String endpoint() {
        return server.endpoint().toString();
    }

    /// How many calls to AWS have come in so far, of all commands.
    int calls() {
        return server.requests();
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class Broken extends Writer {
        @Override
        public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("Broken pipe");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /// Answers after something else has happened.
    private final class Pondering extends StringReader {
        Pondering(String answer) {
            super(answer);
        }

        @Override
        public int read(char[] buffer, int from, int length) throws IOException {
            Runnable what = meanwhile;
            meanwhile = () -> {};
            server.shared().change(world -> what.run());
            return super.read(buffer, from, length);
        }
    }

    /// The account's clock; a pause lets time pass there.
    private final class Shared implements Time {
        @Override
        public Instant instant() {
            return server.shared().ask(World::instant).plus(ahead);
        }

        @Override
        public void pause(Duration length) {
            if (pausesLeft-- == 0) {
                throw new Stopped(new InterruptedException());
            }
            server.shared().change(world -> {
                Instant end = world.instant().plus(length);
                List<Plan> due = plans.stream()
                        .filter(plan -> !plan.at().isAfter(end))
                        .sorted(Comparator.comparing(Plan::at))
                        .toList();
                plans.removeAll(due);
                due.forEach(plan -> {
                    if (plan.at().isAfter(world.instant())) {
                        world.advanceTo(plan.at());
                    }
                    plan.what().run();
                });
                if (end.isAfter(world.instant())) {
                    world.advanceTo(end);
                }
            });
        }
    }
}
