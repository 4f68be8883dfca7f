package io.drainguard.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.cli.Main;
import io.drainguard.cli.Terminal;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Time;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Somebody at a terminal with `drainguard rescue`, whose pauses pass fast: a minute in 0.3 s, a few seconds in 0.1 s.
final class Operator {
    private static final int PATIENCE_SECONDS = 60;

    static {
        System.setProperty("aws.accessKeyId", "a");
        System.setProperty("aws.secretAccessKey", "b");
    }

    private final RescueAccount account;
    private String typed = "";
    private boolean interactive;

    Operator(RescueAccount account) {
        this.account = account;
    }

    /// What the operator types when asked; until then nobody sits there.
    Operator types(String text) {
        typed = text + "\n";
        interactive = true;
        return this;
    }

    /// Runs the command to its end.
    Run run(String... arguments) throws InterruptedException {
        Run run = start(arguments);
        run.end();
        return run;
    }

    /// Starts the command.
    Run start(String... arguments) {
        List<String> command = new ArrayList<>(List.of("rescue"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--region", "us-east-1"));
        command.addAll(List.of("--endpoint-url", account.server.endpoint().toString()));
        return new Run(command.toArray(String[]::new));
    }

    /// One run of the command.
    final class Run implements Time {
        private final StringWriter printed = new StringWriter();
        private final Thread thread;
        private volatile int code = -1;
        private volatile boolean stopped;

        private Run(String[] arguments) {
            Terminal terminal = new Terminal(
                    new PrintWriter(printed),
                    new PrintWriter(printed),
                    new BufferedReader(new StringReader(typed)),
                    false,
                    interactive,
                    this);
            thread = Thread.ofPlatform().daemon().start(() -> code = Main.run(Map.of(), terminal, arguments));
        }

        @Override
        public Instant instant() {
            return account.world.ask(World::instant);
        }

        @Override
        public void pause(Duration length) {
            try {
                Thread.sleep(length.compareTo(Duration.ofSeconds(60)) < 0 ? 100 : 300);
            } catch (InterruptedException e) {
                throw new Stopped(e);
            }
            if (stopped) {
                throw new Stopped(new InterruptedException());
            }
        }

        String output() {
            return printed.toString();
        }

        /// Waits until the command has printed a text so many times.
        void awaitText(String text, int times) throws InterruptedException {
            for (int i = 0; i < PATIENCE_SECONDS * 50 && output().split(text, -1).length <= times; i++) {
                assertThat(thread.isAlive() || output().contains(text))
                        .as(output())
                        .isTrue();
                Thread.sleep(20);
            }
            assertThat(output()).contains(text);
        }

        /// Ends the command at its next pause, as a signal does; that a signal does, `OperatorsIT` shows.
        int interrupt() throws InterruptedException {
            stopped = true;
            return end();
        }

        int end() throws InterruptedException {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertThat(thread.isAlive()).as("still running:\n" + output()).isFalse();
            return code;
        }

        int exitCode() {
            return code;
        }
    }
}
