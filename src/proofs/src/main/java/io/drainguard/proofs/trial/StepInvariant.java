package io.drainguard.proofs.trial;

import io.drainguard.decide.LookCommand;
import io.drainguard.sim.world.CommandView;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Shell;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// That no step does what is not its own, or what has been done: guards look, and renew, as seldom as they may.
final class StepInvariant implements Invariant {
    /// A look that runs for so long beyond its wait is overdue: a copy of the guard that does not know the node's wait
    /// may take it for a person's.
    private static final Duration OVERDUE = Duration.ofSeconds(55);

    /// In so much time an event is served.
    private static final Duration EVENT = Duration.ofSeconds(60);

    private final World world;
    private final Answers answers;
    private final History chronicle;
    /// When Systems Manager had the request of each command.
    private final Map<String, Instant> requested = new HashMap<>();

    private @Nullable Set<String> only;

    StepInvariant(World world, Answers answers, History chronicle) {
        this.world = world;
        this.answers = answers;
        this.chronicle = chronicle;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(Promise.ONE_LOOK_AT_A_TIME, Promise.EVENTS_RENEW_NOTHING);
    }

    @Override
    public void holdsOnly(@Nullable Set<String> nodes) {
        only = nodes;
    }

    @Override
    public <T> T around(String action, Map<String, String> parameters, Supplier<T> effect) {
        switch (action) {
            case "SendCommand" -> {
                String document = parameters.getOrDefault("DocumentName", "");
                List.of(parameters.getOrDefault("InstanceIds", "").split(","))
                        .forEach(node -> onlyOneLookRuns(world.instance(node), document));
                T answer = effect.get();
                if (answer instanceof CommandView command) {
                    requested.put(command.commandId(), command.requested());
                }
                return answer;
            }
            case "RecordLifecycleActionHeartbeat" -> eventsRenewNothing(parameters.getOrDefault("InstanceId", ""));
            default -> {}
        }
        return effect.get();
    }

    /// Where the looks cannot be listed no guard asks. Two guards may ask at once, and an agent that is back may run a
    /// command of which Systems Manager has said that it was never delivered.
    private void onlyOneLookRuns(Instance node, String document) {
        for (Shell.Command look : answers.running(node.id())) {
            boolean isExcused = chronicle.isCrowded() || chronicle.mayHaveLostLook(node.id());
            if (isOfAGuard(look, node, document) && !isExcused) {
                chronicle.broken(
                        Promise.ONE_LOOK_AT_A_TIME,
                        node.id(),
                        "asked for a look while the one of " + look.started() + " ran");
            }
        }
    }

    /// Whether a guard asked for the look, and may decide on it in the node's present wait.
    private boolean isOfAGuard(Shell.Command look, Instance node, String document) {
        Instant began = node.waitBegan();
        Duration stay =
                Duration.ofSeconds(Long.parseLong(look.asked().parameters().getOrDefault(LookCommand.WAIT, "0")));
        return look.asked().comment().equals(LookCommand.COMMENT)
                && look.asked().documentName().equals(document)
                && Answers.isOwn(look.asked())
                && (began == null || requested(look).isAfter(began))
                && counted(look).plus(stay).plus(OVERDUE).isAfter(world.instant());
    }

    /// A guard counts from the moment at which it asked, which is long before the start where Systems Manager hands a
    /// command out to a node only after others.
    private Instant counted(Shell.Command look) {
        return chronicle.isDispatchSlow() ? requested(look) : look.started();
    }

    /// A command that is handed out so late may have been requested before the node's present wait: no guard counts it.
    private Instant requested(Shell.Command look) {
        return requested.getOrDefault(look.commandId(), look.started());
    }

    /// Several copies of a guard may serve events at once, and each would renew everybody. Where the groups cannot be
    /// read those known to wait are held all the same.
    private void eventsRenewNothing(String node) {
        if (only != null
                && !only.contains(node)
                && !chronicle.troubledSince(world.instant().minus(EVENT))) {
            chronicle.broken(Promise.EVENTS_RENEW_NOTHING, node, "an event that is not its own recorded its heartbeat");
        }
    }
}
