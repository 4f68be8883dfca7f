package io.drainguard.cli;

import io.drainguard.proofs.account.Account;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Surroundings;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Seven nodes in three groups, each in a trouble of its own, as an engineer on call may find them.
final class StatusScene {
    static final String FUNCTION = "drainguard-Guard";

    private StatusScene() {}

    /// A guard's function that has swept just now.
    static void guard(Prompt prompt, String name, Map<String, String> settings) {
        Surroundings around = prompt.world.surroundings();
        around.function(new Surroundings.Function(
                name, "arn:aws:iam::123456789012:role/drainguard-GuardRole", settings, Duration.ofMinutes(5)));
        around.swept(name, prompt.world.instant().minusSeconds(30));
    }

    /// The seven nodes. One drains, one fills, one stands still and is kept on purpose, one cannot be looked at, one
    /// was retained, one is empty, and one has just come.
    static List<Instance> seven(Prompt prompt) {
        Instant start = prompt.world.instant();
        MemoryShell shell = prompt.account.shell;
        List<Instance> workers = prompt.group(4);
        List<Instance> search = prompt.world.createGroup(Account.named("search-日本", 2, Duration.ofHours(1)));
        List<Instance> edge = prompt.world.createGroup(Account.named("edge", 2, Duration.ofHours(1)));
        shell.disk(workers.get(0).id(), Disk.holding(412, 96_000_000, start).drain(start, Duration.ofMinutes(60)));
        shell.disk(workers.get(1).id(), Disk.holding(812, 8_000_000_000L, start));
        shell.disk(workers.get(2).id(), Disk.holding(9, 70_000, start));
        shell.manner(search.get(0).id(), MemoryShell.Manner.FAILS);
        shell.disk(search.get(1).id(), Disk.holding(31, 21_000_000, start));
        shell.disk(edge.get(0).id(), Disk.holding(44, 90_000_000, start).drain(start, Duration.ofMinutes(90)));
        prompt.account.scaleIn(workers.subList(0, 3));
        prompt.account.scaleIn(search);
        prompt.account.scaleIn(edge.subList(0, 1));
        prompt.guard.guardFor(Duration.ofMinutes(31));
        prompt.account.giveUp(workers.get(2));
        prompt.guard.guardFor(Duration.ofMinutes(3));
        String at = prompt.world.instant().minus(Duration.ofMinutes(20)).toString();
        tag(prompt, search.get(0), Map.of(Tags.TROUBLE, "unknown " + start));
        tag(prompt, workers.get(1), Map.of(Tags.TROUBLE, "stalled " + start));
        tag(
                prompt,
                search.get(1),
                Map.of(
                        Tags.OVERRIDE,
                        "hold",
                        Tags.OVERRIDE_BY,
                        "arn:aws:iam::123456789012:user/mika " + at,
                        Tags.OVERRIDE_BECAUSE,
                        "調査中 (case 4711): the vendor wants to see its queue",
                        Tags.QUIET_UNTIL,
                        prompt.world.instant().plus(Duration.ofHours(3)).toString()));
        prompt.account.scaleIn(edge.subList(1, 2));
        guard(prompt, FUNCTION, Map.of(Settings.MAX_HOLD, "30600"));
        return List.of(
                workers.get(0), workers.get(1), workers.get(2), search.get(0), search.get(1), edge.get(0), edge.get(1));
    }

    private static void tag(Prompt prompt, Instance node, Map<String, String> tags) {
        prompt.world.ec2().createTags(List.of(node.id()), new HashMap<>(tags));
    }
}
