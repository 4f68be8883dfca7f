package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.Built;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Surroundings;
import io.drainguard.sim.world.Telling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The page on operating shows what the commands print: each is played here, and must stand there as it comes out.
class PagesTest {
    private static final Pattern LINE_TIME = Pattern.compile("\"time\":\"([^\"]+)\"");

    private final Prompt prompt = new Prompt();

    @AfterEach
    void close() {
        prompt.close();
    }

    private void stands(String command) throws IOException {
        String page = "$ drainguard " + command + "\n" + prompt.out();
        Files.createDirectories(Built.PROOFS.resolve("pages"));
        Files.writeString(Built.PROOFS.resolve("pages").resolve(command.replaceAll("[^a-z]+", "-") + ".txt"), page);
        assertThat(Files.readString(Path.of("docs/operate.md"))).contains(page);
    }

    /// One node drains, one does not, one is empty but not yet looked at again, one was given up; a fifth has just
    /// begun to wait.
    private List<Instance> scaleIn() {
        List<Instance> nodes = prompt.group(6);
        Instant start = prompt.world.instant();
        prompt.account.shell.disk(
                nodes.get(0).id(), Disk.holding(412, 96_000_000, start).drain(start, Duration.ofMinutes(40)));
        prompt.account.shell.disk(nodes.get(1).id(), Disk.holding(23, 1_900_000, start));
        prompt.account.shell.disk(nodes.get(2).id(), Disk.holding(9, 70_000, start));
        prompt.account.scaleIn(nodes.subList(0, 3));
        prompt.guard.guardFor(Duration.ofMinutes(12));
        prompt.account.giveUp(nodes.get(2));
        prompt.guard.guardFor(Duration.ofMinutes(2));
        prompt.world.mishaps().stopAgent(nodes.get(3).id());
        prompt.account.scaleIn(nodes.subList(3, 5));
        return nodes;
    }

    @Test
    void status_isAsThePageShowsIt() throws IOException {
        scaleIn();
        StatusScene.guard(prompt, StatusScene.FUNCTION, Map.of());

        assertThat(prompt.run("status")).as(prompt.err()).isZero();

        stands("status");
    }

    @Test
    void release_isAsThePageShowsIt() throws IOException {
        String node = scaleIn().get(1).id();

        assertThat(prompt.run("release", node, "--yes")).isZero();

        stands("release " + node + " --yes");
    }

    @Test
    void history_isAsThePageShowsIt() throws IOException {
        String node = scaleIn().get(2).id();
        Surroundings around = prompt.world.surroundings();
        around.function(new Surroundings.Function(
                "drainguard-Guard", "arn:aws:iam::123456789012:role/g", Map.of(), Duration.ofMinutes(5)));
        around.swept("drainguard-Guard", prompt.world.instant().minusSeconds(60));
        around.logGroup("/aws/lambda/drainguard-Guard");
        for (String line : prompt.guard.lines) {
            Matcher at = LINE_TIME.matcher(line);
            if (at.find()) {
                around.logged("/aws/lambda/drainguard-Guard", Instant.parse(at.group(1)), line);
            }
        }

        assertThat(prompt.run("history", node)).as(prompt.err()).isZero();

        stands("history " + node);
    }

    @Test
    void doctor_isAsThePageShowsIt() throws IOException {
        Surroundings around = prompt.world.surroundings();
        List<Instance> nodes = prompt.group(2);
        prompt.world.createGroup(GroupSpec.of("search", 0, 1, 1)
                .tag("drainguard", "drainguard-serach")
                .hook(Hook.terminating(Account.HOOK, Duration.ofSeconds(300)).withDefaultResult("CONTINUE")));
        prompt.world.mishaps().agentVersion(nodes.get(1).id(), "3.3.987.0");
        around.function(new Surroundings.Function(
                "drainguard-Guard",
                "arn:aws:iam::123456789012:role/drainguard-GuardRole",
                Map.of("MAX_HOLD_SECONDS", "172800"),
                Duration.ofMinutes(5)));
        around.swept("drainguard-Guard", prompt.world.instant().minusSeconds(60));
        around.deny("iam:SimulatePrincipalPolicy");
        prompt.watched("drainguard-Guard");
        around.telling()
                .topic(Prompt.TOPIC, new Telling.Subscription("email", "oncall@example.com", "PendingConfirmation"));

        assertThat(prompt.run("doctor")).isEqualTo(1);

        stands("doctor");
    }

    @Test
    void rehearse_isAsThePageShowsIt() throws IOException {
        String role = "arn:aws:iam::123456789012:role/drainguard-GuardRole";
        Surroundings around = prompt.world.surroundings();
        prompt.group(2);
        around.role(role, "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}");
        around.function(
                new Surroundings.Function("drainguard-Guard", role, Map.of("NOTICES", "on"), Duration.ofMinutes(5)));
        around.swept("drainguard-Guard", prompt.world.instant().minusSeconds(60));
        prompt.watched("drainguard-Guard");

        assertThat(prompt.run("rehearse", "workers", "--alarm", "--notice", "--yes"))
                .isZero();

        stands("rehearse workers --alarm --notice --yes");
    }
}
