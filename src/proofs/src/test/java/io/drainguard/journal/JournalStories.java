package io.drainguard.journal;

import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Stories of a real guard in a simulated account, told for the lines that it writes: all that a guard says of nodes.
final class JournalStories {
    private static final AwsError DENIED = new AwsError(
            "UnauthorizedOperation",
            403,
            "You are not authorized to perform this operation. Encoded authorization failure message: "
                    + "x".repeat(1_500));

    private JournalStories() {}

    /// The lines of all stories.
    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.addAll(drains());
        lines.addAll(standsStillToItsCeiling());
        lines.addAll(cannotBeSeen());
        lines.addAll(peopleDecide());
        lines.addAll(callsAreRefused());
        lines.addAll(volumesCannotBeProtected());
        lines.addAll(instancesEnd());
        return lines;
    }

    private static Disk holding(long files) {
        return Disk.holding(files, files * 1_000_000, Account.START);
    }

    private static void hearAndSweep(TestGuard guard, int minutes) {
        for (int minute = 0; minute < minutes; minute++) {
            guard.look();
            guard.restOfTheMinute();
        }
    }

    private static List<String> drains() {
        Account account = new Account();
        List<Instance> nodes = account.workers(2);
        nodes.forEach(node -> account.shell.disk(node.id(), holding(40).drain(Account.START, Duration.ofMinutes(9))));
        account.scaleIn(nodes);
        TestGuard guard = new TestGuard(account);
        hearAndSweep(guard, 15);
        return guard.lines;
    }

    private static List<String> standsStillToItsCeiling() {
        Account account = new Account();
        List<Instance> nodes = account.workers(1);
        account.shell.disk(nodes.getFirst().id(), holding(3));
        account.shell.manner(nodes.getFirst().id(), Manner.HUGE);
        account.scaleIn(nodes);
        TestGuard guard = new TestGuard(account, Duration.ofHours(1));
        hearAndSweep(guard, 65);
        account.shell.manner(nodes.getFirst().id(), Manner.HONEST);
        account.shell.disk(nodes.getFirst().id(), Disk.empty());
        hearAndSweep(guard, 20);
        return guard.lines;
    }

    private static List<String> cannotBeSeen() {
        Account account = new Account();
        List<Instance> nodes = account.workers(3);
        account.shell.manner(nodes.get(0).id(), Manner.HANG);
        account.shell.manner(nodes.get(1).id(), Manner.MISSING_PATH);
        account.shell.manner(nodes.get(2).id(), Manner.GARBAGE);
        account.scaleIn(nodes);
        TestGuard guard = new TestGuard(account);
        hearAndSweep(guard, 40);
        return guard.lines;
    }

    private static List<String> peopleDecide() {
        Account account = new Account();
        List<Instance> nodes = account.workers(4);
        nodes.forEach(node -> account.shell.disk(node.id(), holding(3)));
        Instant later = Account.START.plus(Duration.ofHours(3));
        tag(account, nodes.get(0), Map.of(Tags.OVERRIDE, "release"));
        tag(account, nodes.get(1), Map.of(Tags.OVERRIDE, "hold", Tags.QUIET_UNTIL, later.toString()));
        tag(account, nodes.get(2), Map.of(Tags.OVERRIDE, "whatever"));
        account.scaleIn(nodes);
        TestGuard guard = new TestGuard(account);
        hearAndSweep(guard, 3);
        account.giveUp(nodes.get(3));
        hearAndSweep(guard, 3);
        return guard.lines;
    }

    private static void tag(Account account, Instance node, Map<String, String> tags) {
        account.world.ec2().createTags(List.of(node.id()), tags);
    }

    private static List<String> callsAreRefused() {
        Account account = new Account();
        List<Instance> nodes = account.workers(25);
        nodes.forEach(node -> account.shell.disk(node.id(), holding(3)));
        account.scaleIn(nodes);
        TestGuard guard = new TestGuard(account);
        hearAndSweep(guard, 1);
        nodes.forEach(node -> node.volumes()
                .forEach(volume -> account.world.ec2().modifyInstanceAttribute(node.id(), volume.device(), true)));
        account.trouble.refuse("ModifyInstanceAttribute", 60, DENIED);
        account.trouble.refuse("RecordLifecycleActionHeartbeat", 60, DENIED);
        account.trouble.refuse("SendCommand", 2, new AwsError("ThrottlingException", 400, "Rate exceeded"));
        hearAndSweep(guard, 45);
        return guard.lines;
    }

    private static List<String> volumesCannotBeProtected() {
        Account account = new Account();
        List<Instance> nodes = account.workers(3);
        nodes.forEach(node -> account.shell.disk(node.id(), holding(3)));
        TestGuard guard = new TestGuard(account);
        account.trouble.refuse("CreateTags", 3, new AwsError("TagLimitExceeded", 400, "more than 50 tags"));
        nodes.forEach(node -> guard.reclaim(node.id()));
        account.scaleIn(nodes);
        account.trouble.refuse("CreateTags", 3, new AwsError("TagLimitExceeded", 400, "more than 50 tags"));
        account.trouble.refuse("ModifyInstanceAttribute", 9, DENIED);
        hearAndSweep(guard, 3);
        return guard.lines;
    }

    private static List<String> instancesEnd() {
        Account account = new Account();
        List<Instance> nodes = account.workers(2);
        nodes.forEach(node -> account.shell.disk(node.id(), holding(3)));
        account.scaleIn(nodes);
        TestGuard guard = new TestGuard(account);
        hearAndSweep(guard, 2);
        account.world.mishaps().failHost(nodes.get(0).id());
        hearAndSweep(guard, 4);
        return guard.lines;
    }
}
