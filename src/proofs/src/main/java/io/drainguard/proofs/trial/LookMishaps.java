package io.drainguard.proofs.trial;

import io.drainguard.decide.LookCommand;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.RunCommandSettings.Dispatch;
import io.drainguard.sim.world.RunCommandSettings.Lag;
import io.drainguard.sim.world.SendCommand;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What happens beside a guard's looks: looks that people run, clocks of nodes, and what is not known of Run Command.
final class LookMishaps {
    private final SeededRandom chance;
    private final World world;
    private final History chronicle;
    private final PlannedEvents agenda;

    LookMishaps(SeededRandom chance, World world, History chronicle, PlannedEvents agenda) {
        this.chance = chance;
        this.world = world;
        this.chronicle = chronicle;
        this.agenda = agenda;
    }

    void ofService() {
        if (chance.in(25)) {
            chronicle.happened(CoverageEvent.OUTPUT_BEHIND_ITS_EVENT, "of looks");
            world.runCommand().lags((command, instance) -> {
                Duration state = chance.in(50) ? Duration.ZERO : chance.millis(0, 2_500);
                return new Lag(state, state.plus(chance.millis(0, 3_000)));
            });
        }
        if (chance.in(8)) {
            Dispatch dispatch = chance.in(50) ? Dispatch.ACKNOWLEDGED : Dispatch.COMPLETED;
            chronicle.happened(
                    dispatch == Dispatch.COMPLETED
                            ? CoverageEvent.DISPATCHED_ONE_BY_ONE
                            : CoverageEvent.DISPATCHED_IN_STEPS,
                    "commands");
            chronicle.dispatchedSlowly();
            world.runCommand().dispatch(dispatch);
        }
        world.runCommand().answersSurviveRestarts(chance.in(40));
        if (chance.in(4)) {
            Duration from = chance.minutes(1, 12);
            agenda.after(from, () -> {
                chronicle.happened(CoverageEvent.TOO_MANY_PENDING, "invocations");
                chronicle.refusesLooks(true);
                world.runCommand().pendingQuota(0);
            });
            agenda.after(from.plus(chance.minutes(1, 4)), () -> {
                chronicle.refusesLooks(false);
                world.runCommand().pendingQuota(Integer.MAX_VALUE);
            });
        }
    }

    void of(String document, List<Instance> nodes) {
        for (Instance node : nodes) {
            if (chance.in(10)) {
                clock(node);
            }
            if (chance.in(12)) {
                looks(document, node);
            }
        }
    }

    private void clock(Instance node) {
        chronicle.happened(CoverageEvent.NODE_CLOCK_OFF, node.id());
        world.mishaps().nodeClock(node.id(), chance.minutes(-75, 75));
        if (chance.in(40)) {
            agenda.after(chance.minutes(1, 16), () -> {
                chronicle.happened(CoverageEvent.NODE_CLOCK_STEPPED, node.id());
                chronicle.clockStepped(node.id());
                world.mishaps().nodeClock(node.id(), chance.seconds(-180, 180));
            });
        }
    }

    /// A person tries the document some times: at other paths, in an older version, or as it stands.
    private void looks(String document, Instance node) {
        Duration at = chance.minutes(0, 6);
        for (int times = chance.between(1, 6); times > 0; times--) {
            SendCommand command = SendCommand.of(document, List.of(node.id()))
                    .comment(chance.in(50) ? LookCommand.COMMENT : "is it empty?");
            SendCommand asked = switch (chance.between(0, 3)) {
                case 0 -> command.version("1");
                case 1 -> command.parameters(Map.of("queues", "/tmp", "wait", "0"));
                case 2 -> command.parameters(Map.of("queues", "/tmp"));
                default -> command.comment("is it empty?");
            };
            agenda.after(at, () -> send(asked));
            at = at.plus(chance.seconds(5, 150));
        }
    }

    private void send(SendCommand command) {
        try {
            world.ssm().sendCommand(command);
            command.instanceIds().forEach(chronicle::foreignLook);
            chronicle.happened(CoverageEvent.FOREIGN_LOOK, command.instanceIds().getFirst());
        } catch (AwsError refused) {
            chronicle.trace().add(() -> "a person's look was refused: " + refused.text());
        }
    }
}
