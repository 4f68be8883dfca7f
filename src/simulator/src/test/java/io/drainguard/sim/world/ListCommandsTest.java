package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListCommandsTest {
    private final Scene scene = new Scene(Scene.group(2));
    private final Ssm ssm = scene.world.ssm();

    @Test
    void commands_comeNewestFirstInPages() {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sent.addFirst(send().commandId());
            scene.pass(1);
        }
        Page<CommandView> first = ssm.listCommands(null, null, Map.of(), 2, null);
        Page<CommandView> second = ssm.listCommands(null, null, Map.of(), 2, first.nextToken());

        assertThat(ids(first)).isEqualTo(sent.subList(0, 2));
        assertThat(ids(second)).isEqualTo(sent.subList(2, 3));
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void filters_byTimeDocumentNodeAndStatus() {
        scene.world.putDocument(new CommandDocument("other", "look", "", Map.of(), Duration.ofSeconds(40)));
        String early = send().commandId();
        scene.pass(60);
        String late =
                ssm.sendCommand("other", List.of(scene.nodes.get(1).id()), null).commandId();

        assertThat(list(Map.of("InvokedAfter", Scene.START.plusSeconds(60).toString())))
                .containsExactly(late);
        assertThat(list(Map.of("InvokedBefore", Scene.START.plusSeconds(59).toString())))
                .containsExactly(early);
        assertThat(list(Map.of("DocumentName", "other"))).containsExactly(late);
        assertThat(list(Map.of("Status", "Success"))).containsExactly(early);
        assertThat(list(Map.of("Status", "InProgress"))).containsExactly(late);
        assertThat(ids(ssm.listCommands(null, scene.nodes.get(1).id(), Map.of(), null, null)))
                .containsExactly(late);
        assertThatThrownBy(() -> list(Map.of("Colour", "red")))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("InvalidFilterKey"));
    }

    @Test
    void invocations_areFoundByStatusAndTimeWithoutACommand() {
        scene.shell.manner(scene.nodes.get(1).id(), MemoryShell.Manner.FAILS);
        String command = ssm.sendCommand(
                        SendCommand.of("drainguard-q", bothNodes()).rates("100%", "100%"))
                .commandId();
        scene.pass(20);
        String late = send().commandId();

        assertThat(invocations(Map.of("Status", "Failed")))
                .extracting(InvocationView::instanceId)
                .containsExactly(scene.nodes.get(1).id());
        assertThat(invocations(Map.of("InvokedAfter", Scene.START.plusSeconds(1).toString())))
                .extracting(InvocationView::commandId)
                .containsExactly(late);
        assertThat(invocations(Map.of())).extracting(InvocationView::commandId).containsExactly(late, command, command);
    }

    @Test
    void command_tellsOnlyTheParametersOfTheCaller() {
        scene.world.putDocument(
                Scene.DOCUMENT.withParameter("queues", "/q", "/.*").withParameter("wait", "0", "^[0-9]{1,3}$"));
        ssm.sendCommand(SendCommand.of("drainguard-q", List.of(id()))
                .parameters(Map.of("wait", "50"))
                .comment("why"));
        CommandView view =
                ssm.listCommands(null, null, Map.of(), null, null).items().getFirst();

        assertThat(view.parameters()).isEqualTo(Map.of("wait", "50"));
        assertThat(view.comment()).isEqualTo("why");
        assertThat(view.documentVersion()).isEqualTo("$DEFAULT");
        assertThat(view.instanceIds()).containsExactly(id());
        assertThatThrownBy(() -> ssm.sendCommand(
                        SendCommand.of("drainguard-q", List.of(id())).parameters(Map.of("wait", "5x"))))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("InvalidParameters"));
    }

    @Test
    void version_isToldAsAsked_andAnUnknownOneIsRefused() {
        scene.world.putDocumentVersion("1", Scene.DOCUMENT);
        SendCommand old = SendCommand.of("drainguard-q", List.of(id()));
        ssm.sendCommand(old.version("1"));

        assertThat(ssm.listCommands(null, null, Map.of(), null, null)
                        .items()
                        .getFirst()
                        .documentVersion())
                .isEqualTo("1");
        assertThat(invocations(Map.of()).getFirst().documentVersion()).isEqualTo("1");
        assertThatThrownBy(() -> ssm.sendCommand(old.version("7")))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("InvalidDocumentVersion"));
    }

    @Test
    void counts_followTheNodes() {
        scene.shell.manner(scene.nodes.get(1).id(), MemoryShell.Manner.FAILS);
        CommandView reply =
                ssm.sendCommand(SendCommand.of("drainguard-q", bothNodes()).rates("100%", "100%"));
        assertThat(reply.status() + reply.completedCount()).isEqualTo("Pending0");

        scene.pass(2);
        CommandView running = ssm.listCommands(reply.commandId(), null, Map.of(), null, null)
                .items()
                .getFirst();
        assertThat(List.of(running.targetCount(), running.completedCount(), running.errorCount()))
                .containsExactly(2, 1, 1);
        assertThat(running.status()).isEqualTo("InProgress");

        scene.pass(20);
        CommandView over = ssm.listCommands(reply.commandId(), null, Map.of(), null, null)
                .items()
                .getFirst();
        assertThat(over.statusDetails()).isEqualTo("Incomplete");
        assertThat(over.completedCount()).isEqualTo(2);
    }

    @Test
    void oneNode_endsTheCommandAsRecorded() {
        scene.shell.manner(id(), MemoryShell.Manner.HANG);
        send();
        assertThat(after(41)).isEqualTo("Failed/Failed/1");

        scene.shell.manner(id(), MemoryShell.Manner.FAILS);
        send();
        assertThat(after(1)).isEqualTo("Failed/Failed/1");

        scene.world.mishaps().stopAgent(id());
        ssm.sendCommand("drainguard-q", List.of(id()), 30);
        assertThat(after(90)).isEqualTo("TimedOut/DeliveryTimedOut/0");
    }

    @Test
    void commands_areNotShownBeforeTheirLag_norAfterThirtyDays() {
        World world =
                new World(1, Scene.START, Timings.recorded().showingCommandsAfter(Duration.ofSeconds(3)), Site.EXAMPLE);
        world.putDocument(Scene.DOCUMENT);
        String node = world.createGroup(Scene.group(1)).getFirst().id();
        world.ssm().sendCommand("drainguard-q", List.of(node), null);

        world.advance(Duration.ofMillis(2999));
        assertThat(world.ssm().listCommands(null, null, Map.of(), null, null).items())
                .isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(world.ssm().listCommands(null, null, Map.of(), null, null).items())
                .hasSize(1);
        world.advance(Duration.ofDays(30));
        assertThat(world.ssm().listCommands(null, null, Map.of(), null, null).items())
                .isEmpty();
    }

    private String after(double seconds) {
        scene.pass(seconds);
        CommandView view =
                ssm.listCommands(null, null, Map.of(), null, null).items().getFirst();
        return view.status() + "/" + view.statusDetails() + "/" + view.errorCount();
    }

    private CommandView send() {
        return ssm.sendCommand(SendCommand.of("drainguard-q", List.of(id())));
    }

    private String id() {
        return scene.node().id();
    }

    private List<String> bothNodes() {
        return scene.nodes.stream().map(Instance::id).toList();
    }

    private List<InvocationView> invocations(Map<String, String> filters) {
        return ssm.listCommandInvocations(null, null, filters, null, null).items();
    }

    private List<String> list(Map<String, String> filters) {
        return ids(ssm.listCommands(null, null, filters, null, null));
    }

    private static List<String> ids(Page<CommandView> page) {
        return page.items().stream().map(CommandView::commandId).toList();
    }
}
