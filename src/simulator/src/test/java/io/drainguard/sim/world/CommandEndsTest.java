package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.faults.EventRates;
import io.drainguard.sim.faults.Faults;
import io.drainguard.sim.world.RunCommandSettings.Lag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The events that tell that a command has ended on a node, and what the read calls show by then.
class CommandEndsTest {
    private record Arrival(Instant at, Event.CommandEnded event) {}

    private final Scene scene = new Scene(Scene.group(2));
    private final List<Arrival> arrivals = new ArrayList<>();

    CommandEndsTest() {
        scene.world.onEvent(event -> {
            if (event instanceof Event.CommandEnded ended) {
                arrivals.add(new Arrival(scene.world.instant(), ended));
            }
        });
    }

    @Test
    void eachNode_tellsOnceHowItsCommandEnded() {
        scene.shell.manner(scene.nodes.get(1).id(), MemoryShell.Manner.FAILS);
        CommandView command = send(2);
        scene.pass(100);

        assertThat(arrivals)
                .extracting(one -> one.event.instanceId() + " " + one.event.status() + " " + one.event.commandId())
                .containsExactlyInAnyOrder(
                        scene.nodes.get(0).id() + " Success " + command.commandId(),
                        scene.nodes.get(1).id() + " Failed " + command.commandId());
        assertThat(arrivals.getFirst().event.requested()).isEqualTo(command.requested());
    }

    @Test
    void bothTimeouts_areTimedOut() {
        scene.shell.manner(scene.node().id(), MemoryShell.Manner.HANG);
        scene.world.mishaps().stopAgent(scene.nodes.get(1).id());
        send(2);
        scene.pass(200);

        assertThat(arrivals).extracting(one -> one.event.status()).containsExactly("TimedOut", "TimedOut");
    }

    @Test
    void event_comesHalfASecondToThreeSecondsAfterTheEnd() {
        List<Duration> spans = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String command = send(1).commandId();
            scene.pass(40);
            InvocationView view = view(command);
            spans.add(Duration.between(view.finished(), arrivals.getLast().at));
        }

        assertThat(spans).allMatch(span -> span.toMillis() >= 500 && span.toMillis() <= 3000);
        assertThat(new HashSet<>(spans)).hasSizeGreaterThan(40);
    }

    @Test
    void event_isWrittenAsDocumented() {
        Event.CommandEnded event = new Event.CommandEnded(
                "e", Scene.START, "i-0a", "c-1", "drainguard-q", Scene.START.plusMillis(100), "Success");

        assertThat(EventJson.render(event, Site.EXAMPLE))
                .isEqualTo("{\"version\":\"0\",\"id\":\"e\",\"detail-type\":"
                        + "\"EC2 Command Invocation Status-change Notification\",\"source\":\"aws.ssm\","
                        + "\"account\":\"123456789012\",\"time\":\"2026-01-01T10:00:00Z\",\"region\":\"us-east-1\","
                        + "\"resources\":[\"arn:aws:ec2:us-east-1:123456789012:instance/i-0a\"],\"detail\":{"
                        + "\"command-id\":\"c-1\",\"document-name\":\"drainguard-q\",\"instance-id\":\"i-0a\","
                        + "\"requested-date-time\":\"2026-01-01T10:00:00.100Z\",\"status\":\"Success\"}}");
    }

    @Test
    void events_getLostDoubledLateAndOutOfOrder() {
        Faults faults = Faults.install(scene.world, 1).events(new EventRates(1, 0, 0, Duration.ZERO));
        send(2);
        scene.pass(60);
        assertThat(arrivals).isEmpty();

        faults.events(new EventRates(0, 1, 1, Duration.ofSeconds(125)));
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            order.add(send(1).commandId());
            scene.pass(20);
        }
        scene.pass(300);

        assertThat(arrivals).hasSize(20);
        assertThat(arrivals.stream().map(one -> one.event.commandId()).distinct())
                .containsExactlyInAnyOrderElementsOf(order)
                .isNotEqualTo(order);
        assertThat(arrivals)
                .anyMatch(one -> one.at.isAfter(one.event.requested().plusSeconds(15 + 60)));
    }

    @Test
    void stateAndOutput_mayLagBehindTheEvent() {
        scene.world.runCommand().lags((command, instance) -> new Lag(Duration.ofSeconds(4), Duration.ofSeconds(6)));
        String command = send(1).commandId();
        while (arrivals.isEmpty()) {
            scene.pass(0.1);
        }
        assertThat(view(command).status()).isEqualTo("InProgress");
        assertThat(listed(command).completedCount()).isZero();

        scene.pass(4);
        InvocationView ended = view(command);
        assertThat(ended.status() + ended.responseCode() + ended.output()).isEqualTo("Success0");
        assertThat(listed(command).completedCount()).isOne();

        scene.pass(2);
        assertThat(view(command).output()).contains("empty");
    }

    @Test
    void forgetting_waitsUntilTheEndIsShown() {
        scene.world.runCommand().lags((command, instance) -> new Lag(Duration.ofSeconds(30), Duration.ZERO));
        send(1);
        scene.pass(20);
        scene.world.ssm().forgetEndedCommands();
        assertThat(scene.world
                        .ssm()
                        .listCommands(null, null, Map.of(), null, null)
                        .items())
                .hasSize(1);
        scene.pass(40);
        scene.world.ssm().forgetEndedCommands();
        assertThat(scene.world
                        .ssm()
                        .listCommands(null, null, Map.of(), null, null)
                        .items())
                .isEmpty();
    }

    private CommandView send(int nodes) {
        return scene.world
                .ssm()
                .sendCommand(SendCommand.of(
                                "drainguard-q",
                                scene.nodes.stream()
                                        .map(Instance::id)
                                        .limit(nodes)
                                        .toList())
                        .timeout(30)
                        .rates("100%", "100%"));
    }

    private InvocationView view(String command) {
        return scene.world.ssm().getCommandInvocation(command, scene.node().id());
    }

    private CommandView listed(String command) {
        return scene.world
                .ssm()
                .listCommands(command, null, Map.of(), null, null)
                .items()
                .getFirst();
    }
}
