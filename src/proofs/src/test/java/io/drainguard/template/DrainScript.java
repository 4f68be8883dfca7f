package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.DrainDocument;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/// The template's drain script in a real shell, over the directories of one test.
///
/// Commands that take time are replaced by shims in front of the `PATH`: the pause is noted, not slept.
final class DrainScript {
    private static final Pattern LINE = Pattern.compile("\\{\"drainguard\":2,\"look\":\"(empty|pending|unknown)\","
            + "\"what\":\"files\",\"paths\":(\\d+),\"files\":(\\d+),\"bytes\":(\\d+),\"oldest\":(\\d+),"
            + "\"sources\":\\[(\"[ !#-\\[\\]-~]+\"(?:,\"[ !#-\\[\\]-~]+\")*|)\\],"
            + "\"reason\":\"([A-Za-z0-9 ._/:,-]{0,200})\",\"end\":\"drainguard\"}\n");

    /// Shell text for a shim of `sleep`: notes the pause, and says in `$turn` which it is.
    static final String NOTE_PAUSE = "echo \"$1\" >> ${0%/*}/../pauses; turn=$(($(wc -l < ${0%/*}/../pauses))); ";

    /// What the script asks of the machine it runs on; a test's own machine must not answer for the node.
    private static final List<String> MACHINE = List.of(
            "/etc/fstab", "/etc/systemd/system", "/run/systemd", "/usr/lib/systemd/system", "/dev/disk/by-uuid");

    private static final String MOUNTS = "/proc/self/mountinfo";
    private static final String ROOT_MOUNT = "27 1 259:1 / / rw,relatime shared:1 - ext4 /dev/root rw\n";

    private final Path home;
    private final Path shims;
    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private List<String> sources = List.of();

    DrainScript(String shell, Path home) throws IOException {
        Tools.assumeLinux();
        Tools.assumeInstalled(shell.split(" ")[0]);
        this.home = home;
        this.shims = Files.createDirectories(home.resolve("shims"));
        // JUnit's directory is its owner's alone; some tests look with another user's eyes.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        DrainDocument document = DrainDocument.in(Template.GUARD);
        Path script = Files.writeString(home.resolve("script.sh"), document.script());
        for (String place : MACHINE) {
            moved(place);
        }
        command.addAll(List.of(shell.split(" ")));
        command.add(script.toString());
        document.defaults().forEach((name, value) -> environment.put("SSM_" + name, value));
        environment.put("PATH", shims + ":/usr/bin:/bin");
        shim("sleep", NOTE_PAUSE);
    }

    /// Puts a command of this name in front of the real one.
    DrainScript shim(String name, String body) throws IOException {
        Path shim = Files.writeString(shims.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /// Lets something happen on the node in one of the pauses.
    DrainScript atPause(int number, String event) throws IOException {
        return shim("sleep", NOTE_PAUSE + "[ \"$turn\" != " + number + " ] || { " + event + "; }");
    }

    /// Notes the arguments of each search from now on.
    DrainScript noteSearches() throws IOException {
        return shim(
                "find",
                "printf '%s ' \"$@\" | tr -d '\\n' >> ${0%/*}/../searches; echo >> ${0%/*}/../searches; "
                        + "exec /usr/bin/find \"$@\"");
    }

    List<String> searches() throws IOException {
        return Files.readAllLines(home.resolve("searches"));
    }

    /// Lets the script read below the test's directory what it asks of this place of the machine.
    Path moved(String place) throws IOException {
        Path moved = home.resolve("machine" + place);
        Path script = home.resolve("script.sh");
        Files.writeString(
                script, Files.readString(script).replaceAll("(?<!machine)" + Pattern.quote(place), moved.toString()));
        return moved;
    }

    /// Lets the script read a list of mounts that holds the root alone, and returns its file.
    Path mountTable() throws IOException {
        Path table = moved(MOUNTS);
        Files.createDirectories(table.getParent());
        return Files.writeString(table, ROOT_MOUNT);
    }

    /// Writes these lines, separated by `;`, behind the root's into the list of mounts. `Q` is the queue's directory.
    void mounts(String lines) throws IOException {
        String text = lines.replace(";", "\n").replace(" Q", " " + home.resolve("state/queues"));
        Files.writeString(
                home.resolve("machine" + MOUNTS),
                ROOT_MOUNT + text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n"));
    }

    /// Lets the script run where this shell text has mounted something, which nobody else sees.
    DrainScript mounted(String text) {
        Tools.assumeInstalled("unshare");
        Assumptions.assumeTrue(
                Tools.run(List.of("unshare", "-m", "true")).exitCode() == 0, "SKIPPED: mounts are not allowed here");
        command.addAll(0, List.of("unshare", "-m", "sh", "-ec", text + "; exec \"$@\"", "sh"));
        return this;
    }

    /// What each path lay on, as the last line said.
    List<String> sources() {
        return sources;
    }

    /// Lets the script read its clock from a file of the test, which holds seconds since the start of the machine.
    Path clock() throws IOException {
        Path clock = home.resolve("uptime");
        Path script = home.resolve("script.sh");
        Files.writeString(script, Files.readString(script).replace("/proc/uptime", clock.toString()));
        return clock;
    }

    DrainScript without(String variable) {
        environment.remove(variable);
        return this;
    }

    DrainScript with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// Runs as a user without rights: needed where the tests themselves run as root.
    DrainScript asNobody() {
        if ("root".equals(System.getProperty("user.name"))) {
            Tools.assumeInstalled("setpriv");
            command.addAll(0, List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        return this;
    }

    Path queue() throws IOException {
        return Files.createDirectories(home.resolve("state/queues"));
    }

    /// A file of so many bytes below the queue directory.
    Path file(String name, int size) throws IOException {
        Path file = queue().resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[size]);
    }

    /// Runs shell text in the queue directory, for names that Java cannot write in every locale.
    void prepare(String text) throws IOException {
        Tools.Answer answer = Tools.run(new ProcessBuilder("sh", "-euc", text).directory(queue().toFile()));
        assertThat(answer.exitCode()).as("%s: %s", text, answer.stderr()).isZero();
    }

    Look look() throws IOException {
        return look(queue().toString());
    }

    Look look(String queues) {
        return run(with("SSM_queues", queues));
    }

    /// Runs the script with the environment as it is; whatever it prints must be one well-formed line.
    Look run(DrainScript script) {
        ProcessBuilder builder = new ProcessBuilder(script.command).directory(home.toFile());
        builder.environment().clear();
        builder.environment().putAll(script.environment);
        Tools.Answer answer = Tools.run(builder);
        assertThat(answer.stderr()).isEmpty();
        assertThat(answer.stdout()).hasSizeLessThan(2500);
        Matcher line = LINE.matcher(answer.stdout());
        assertThat(line.matches()).as("one look line, got: %s", answer.stdout()).isTrue();
        assertThat(answer.exitCode()).isZero();
        sources = line.group(6).isEmpty()
                ? List.of()
                : List.of(line.group(6).substring(1, line.group(6).length() - 1).split("\",\""));
        return new Look(
                line.group(1), number(line, 2), number(line, 3), number(line, 4), number(line, 5), line.group(7));
    }

    /// The pauses, in seconds, that the script wanted between its looks.
    List<String> pauses() throws IOException {
        Path pauses = home.resolve("pauses");
        return Files.exists(pauses) ? Files.readAllLines(pauses) : List.of();
    }

    /// Runs the script and returns the processor time, in seconds, of the shell and of all its commands.
    ///
    /// The time is that of `getrusage`, which bash's `times` prints in its second line, for children.
    double processorSeconds() throws IOException {
        Path times = home.resolve("times");
        List<String> measured = new ArrayList<>(List.of("bash", "-c", "\"$@\"; times > \"$0\"", times.toString()));
        measured.addAll(command);
        List<String> plain = List.copyOf(command);
        command.clear();
        command.addAll(measured);
        look();
        command.clear();
        command.addAll(plain);
        String[] children = Files.readAllLines(times).get(1).split(" ");
        return seconds(children[0]) + seconds(children[1]);
    }

    /// Seconds of a text like `0m1.234s`.
    private static double seconds(String text) {
        String[] parts = text.replace("s", "").split("m");
        return 60 * Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]);
    }

    private static long number(Matcher line, int group) {
        return Long.parseLong(line.group(group));
    }

    /// The line that the script printed.
    record Look(String verdict, long paths, long files, long bytes, long oldest, String reason) {}
}
