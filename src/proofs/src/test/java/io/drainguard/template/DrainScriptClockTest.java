package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// No clock, whatever it says, makes a look empty too early, or keeps the script from ending.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"sh", "bash"})
class DrainScriptClockTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private DrainScript script;
    private Path clock;

    @BeforeEach
    void takeScriptOutOfTemplate() throws IOException {
        script = new DrainScript(shell, home);
        clock = Files.writeString(script.clock(), "1000.08 1.00\n");
    }

    /// The time of day can be set; a look that asks it could believe that fifteen seconds are over.
    @Test
    void timeOfDay_isNeverAsked() throws IOException {
        script.shim("date", "echo asked >> asked; echo 2000000000");
        assertThat(script.with("SSM_wait", "9").look().verdict()).isEqualTo("empty");
        script.file("1", 1);
        assertThat(script.look().verdict()).isEqualTo("pending");
        assertThat(home.resolve("asked")).doesNotExist();
    }

    @Test
    void clockThatStandsStill_letsThePausesCount() throws IOException {
        assertThat(script.look().verdict()).isEqualTo("empty");
        assertThat(script.pauses()).containsExactly("3", "3", "3", "3", "3");
        script.file("1", 1);
        assertThat(script.with("SSM_wait", "50").look().verdict()).isEqualTo("pending");
        assertThat(script.pauses()).hasSize(5 + 17);
    }

    @Test
    void clockThatGoesBack_letsThePausesCount() throws IOException {
        script.shim("find", set("5.00") + "exec /usr/bin/find \"$@\"");
        assertThat(script.look().verdict()).isEqualTo("empty");
        assertThat(script.pauses()).hasSize(5);
    }

    @Test
    void firstSecondAfterTheStart_isNoOctalNumber() throws IOException {
        Files.writeString(clock, "0.08 0.09\n");
        assertThat(script.look().verdict()).isEqualTo("empty");
    }

    @Test
    void leapDuringASearch_isUnknownNotEmpty() throws IOException {
        for (String leap : List.of("1014.50", "1030.00", "9999.00")) {
            Files.writeString(clock, "1000.08 1.00\n");
            script.shim("find", set(leap) + "exec /usr/bin/find \"$@\"");
            assertThat(script.look().reason()).as(leap).isEqualTo("the machine stood still during a look");
        }
    }

    @Test
    void leapDuringAPause_doesNotCountAsLooking() throws IOException {
        Path pauses = home.resolve("pauses");
        script.shim("sleep", "echo \"$1\" >> " + pauses + "; " + set("1040.00"));
        assertThat(script.look().verdict()).isEqualTo("empty");
        assertThat(script.pauses()).hasSize(5);
        script.shim("sleep", set("1050.00"));
        Files.writeString(clock, "1000.08 1.00\n");
        assertThat(script.look().verdict()).isEqualTo("unknown");
    }

    /// A busy node sleeps for longer than it was asked to; the bound does not move with it.
    @Test
    void longPauses_areCountedAsTheyWere() throws IOException {
        Path pauses = home.resolve("pauses");
        script.file("1", 1);
        script.shim("sleep", "echo \"$1\" >> " + pauses + "; " + set("10$(($(wc -l < " + pauses + ") + 1))0.08"));
        assertThat(script.with("SSM_wait", "50").look().verdict()).isEqualTo("pending");
        assertThat(script.pauses()).hasSize(4);
    }

    @Test
    void clockThatCannotBeRead_isUnknown() throws IOException {
        for (String text : List.of("", "\n", "x\n", "12\n", "1.5\n", "1.5.55\n", "-5.00\n", ".50\n", "a[0].55\n")) {
            Files.writeString(clock, text);
            assertThat(script.look().reason()).as(text).startsWith("no clock: ");
        }
        Files.delete(clock);
        assertThat(script.look().reason()).startsWith("no clock: ");
    }

    @Test
    void searchThatHangsWhileItWaits_isUnknownInTime() throws IOException {
        script.file("1", 5);
        script.shim("find", "exec /usr/bin/sleep 1000");
        script.shim("timeout", "[ $4 = head ] || { shift 3; set -- -k 1 1 \"$@\"; }; exec /usr/bin/timeout \"$@\"");
        assertThat(script.with("SSM_wait", "9").look().reason()).isEqualTo("search did not end in time");
    }

    /// One second more for a command that has to be killed.
    @Test
    void longestRun_endsBeforeItsStep() throws IOException {
        int step = Integer.parseInt(Template.load(Path.of("template.yaml"))
                .properties("DrainDocument")
                .at("/Content/mainSteps/0/inputs/timeoutSeconds")
                .asText());
        assertThat(constant("longest") + constant("total") + 1).isLessThan(step);
    }

    private String set(String seconds) {
        return "echo \"" + seconds + " 1.00\" > " + clock + "; ";
    }

    private static int constant(String name) throws IOException {
        return Files.readAllLines(Path.of("nodes/cribl/drain.sh")).stream()
                .filter(line -> line.startsWith(name + "="))
                .mapToInt(line -> Integer.parseInt(
                        line.substring(name.length() + 1, line.indexOf('#')).strip()))
                .findFirst()
                .orElseThrow();
    }
}
