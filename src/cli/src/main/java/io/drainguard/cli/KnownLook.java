package io.drainguard.cli;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.LookCommand;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks that run on no node: every node answers at once, and what it answers is given.
///
/// @param runs whether the guard may run the document of the nodes' group
/// @param commands the looks that were started
record KnownLook(Look look, boolean runs, Time time, List<LookCommand> commands) implements Looks {
    /// A command reaches Systems Manager after the wait of its node has begun.
    private static final Duration LATER = Duration.ofMillis(1);

    KnownLook(Look look, boolean runs, Time time) {
        this(look, runs, time, new ArrayList<>());
    }

    @Override
    public boolean mayRun(String document) {
        return runs;
    }

    @Override
    public Started start(String document, List<String> instances, Duration stay) {
        time.pause(LATER);
        LookCommand command = new LookCommand(
                "look-" + commands.size(),
                document,
                LookCommand.DEFAULT_VERSION,
                Map.of(),
                LookCommand.COMMENT,
                time.instant(),
                Set.copyOf(instances),
                instances.size(),
                false);
        commands.add(command);
        return new Started(List.of(command), Map.of());
    }

    @Override
    public List<LookCommand> recent(Instant since, Set<String> documents) {
        return List.copyOf(commands);
    }

    @Override
    public List<Answer> answers(Collection<LookCommand> asked) {
        return asked.stream()
                .flatMap(command -> command.instances().stream()
                        .map(instance -> new Answer(command, instance, look, Duration.ZERO, false)))
                .toList();
    }
}
