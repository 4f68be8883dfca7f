package io.drainguard.aws;

import static io.drainguard.proofs.account.Account.DOCUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.LookCommand;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sim.world.SendCommand;
import io.drainguard.sim.world.Timings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Looks.Started;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How every port lists the looks of the last minutes, whoever asked for them.
abstract class RecentLooksContract extends StartedLooksContract {
    @Test
    void ownLook_isListedAsItWasStarted() {
        Started started = start(account.workers(2));

        assertThat(listed(DOCUMENT).values()).containsExactlyElementsOf(started.commands());
    }

    @Test
    void foreignLook_tellsWhatKeepsAGuardFromDecidingOnIt() {
        Instance node = worker();
        account.world.putDocument(Account.document().withParameter("queues", "/q", "/.*"));
        account.world.putDocumentVersion("1", Account.document());
        SendCommand own = SendCommand.of(DOCUMENT, List.of(node.id())).comment(LookCommand.COMMENT);
        pass(1);
        String same = foreign(own);
        String otherPaths = foreign(own.parameters(Map.of("queues", "/tmp", "wait", "5")));
        String otherVersion = foreign(own.version("1"));
        String otherComment = foreign(own.comment("why not"));

        Map<String, LookCommand> listed = listed(DOCUMENT);

        assertThat(listed).containsOnlyKeys(same, otherPaths, otherVersion, otherComment);
        assertThat(listed.get(otherPaths).parameters()).isEqualTo(Map.of("queues", "/tmp", "wait", "5"));
        assertThat(listed.get(otherVersion).version()).isEqualTo("1");
        assertThat(listed.get(otherComment).comment()).isEqualTo("why not");
        assertThat(listed.values())
                .filteredOn(command -> command.mayDecide(DOCUMENT, Account.START))
                .extracting(LookCommand::id)
                .containsExactly(same);
        assertThat(listed.get(same).mayDecide(DOCUMENT, account.world.instant()))
                .as("asked at the moment when the wait began")
                .isFalse();
    }

    @Test
    void looksFromBefore_areLeftOut() {
        List<Instance> nodes = account.workers(2);
        start(nodes.get(0).id());
        pass(60);
        Instant since = account.world.instant();
        Started late = start(nodes.get(1).id());

        assertThat(looks().recent(since, Set.of(DOCUMENT))).containsExactlyElementsOf(late.commands());
    }

    /// The filter takes whole seconds, so that more may come than was asked for, never less.
    @Test
    void sinceWithinASecond_leavesNothingOut() {
        Instance node = worker();
        account.world.advance(Duration.ofMillis(1_100));
        Started started = start(node.id());

        assertThat(looks().recent(account.world.instant().minusMillis(50), Set.of(DOCUMENT)))
                .containsExactlyElementsOf(started.commands());
    }

    @Test
    void moreLooksThanOnePageHolds_areAllListed() {
        Instance node = worker();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            sent.addAll(
                    start(node.id()).commands().stream().map(LookCommand::id).toList());
        }

        assertThat(listed(DOCUMENT)).containsOnlyKeys(sent);
        assertThat(account.world.calls().count("ListCommands")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void looksOfEachDocumentThatMatters_areListed(int documents) {
        Instance node = worker();
        List<String> names = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            String name = "drainguard-" + i;
            names.add(name);
            account.world.putDocument(Account.document(name));
            sent.add(looks().start(name, List.of(node.id()), Duration.ZERO)
                    .commands()
                    .getFirst()
                    .id());
        }

        assertThat(listed(names.toArray(String[]::new))).containsKeys(sent.toArray(String[]::new));
        assertThat(listed()).as("where no document is named").containsKeys(sent.toArray(String[]::new));
    }

    @Test
    void endedNodes_areCounted() {
        List<Instance> nodes = account.workers(3);
        account.shell.manner(nodes.get(0).id(), Manner.HANG);
        account.shell.manner(nodes.get(1).id(), Manner.FAILS);
        String id = start(nodes).commands().getFirst().id();

        pass(2);
        assertThat(listed(DOCUMENT).get(id).ended()).isOne();
        pass(20);
        assertThat(listed(DOCUMENT).get(id)).satisfies(command -> {
            assertThat(command.ended()).isEqualTo(2);
            assertThat(command.isOver()).isFalse();
            assertThat(command.isOverdue(account.world.instant())).isFalse();
        });
        pass(120);
        assertThat(listed(DOCUMENT).get(id).isOver()).isTrue();
    }

    @Test
    void lookThatSystemsManagerRefusedToRun_isOverAndSaysSo() {
        account.world.runCommand().pendingQuota(1);
        List<Instance> nodes = account.workers(2);
        String taken = start(nodes.get(0).id()).commands().getFirst().id();
        String refused = start(nodes.get(1).id()).commands().getFirst().id();
        pass(1);

        assertThat(listed(DOCUMENT).get(taken).refused()).isFalse();
        assertThat(listed(DOCUMENT).get(refused)).satisfies(command -> {
            assertThat(command.refused()).isTrue();
            assertThat(command.isOver()).isTrue();
            assertThat(command.isSlow(account.world.instant())).isTrue();
        });
    }

    @Test
    void commandThatIsNotShownYet_isNotListed() {
        account = new Account(Timings.recorded().showingCommandsAfter(Duration.ofSeconds(5)));
        start(worker().id());

        assertThat(listed(DOCUMENT)).isEmpty();
        pass(5);
        assertThat(listed(DOCUMENT)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"ThrottlingException, THROTTLED", "AccessDeniedException, DENIED", "InternalServerError, BROKEN"})
    void looksThatCannotBeListed_areAFault(String code, Fault.Kind kind) {
        account.trouble.refuse("ListCommands", 1, new AwsError(code, 400, "no"));

        assertThat(GroupsContract.fault(() -> listed(DOCUMENT)).kind()).isEqualTo(kind);
        assertThat(listed(DOCUMENT)).isEmpty();
    }
}
