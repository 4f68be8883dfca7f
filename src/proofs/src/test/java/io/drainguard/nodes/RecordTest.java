package io.drainguard.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The judge of the stories sees what must not happen.
class RecordTest {
    @TempDir
    Path folder;

    @Test
    void lifeThatEndsBeforeTheNextBegins_isNoFault() throws IOException {
        Record record = record("100 a-1 alive 0 held", "200 a-1 alive 0 held", "300 b-2 alive 0 held");

        assertThat(record.afterASuccessor()).isEmpty();
    }

    @Test
    void lifeThatNotesSomethingAfterItsSuccessorBegan_isSeen() throws IOException {
        Record record = record("100 a-1 alive 0 held", "300 b-2 alive 0 held", "400 a-1 spooled 7 held");

        assertThat(record.afterASuccessor()).extracting(Record.Line::number).containsExactly(7);
    }

    @Test
    void lifeWithoutTheLease_isSeen() throws IOException {
        assertThat(record("100 a-1 alive 0 held", "200 a-1 alive 0 none").withoutLease())
                .extracting(Record.Line::millis)
                .containsExactly(200L);
    }

    @Test
    void spooledFileThatIsGoneOrOverwritten_isSeen() throws IOException {
        Files.writeString(folder.resolve("dlc_TCP_TO_QRADAR_1.dat"), "a-1\n");
        Files.writeString(folder.resolve("dlc_TCP_TO_QRADAR_2.dat"), "b-2\n");
        Record record = record("100 a-1 spooled 1 held", "200 a-1 spooled 2 held", "300 a-1 spooled 3 held");

        assertThat(record.missing(folder)).extracting(Record.Line::number).containsExactly(2, 3);
    }

    @Test
    void noteThatAPowerCutLeftHalf_isLeftAside() throws IOException {
        assertThat(record("100 a-1 alive 0 held", "200 a-1 al").lines()).hasSize(1);
    }

    private Record record(String... lines) throws IOException {
        Path file = folder.resolve("dlc.record");
        Files.writeString(file, String.join("\n", lines));
        return Record.of(file);
    }
}
