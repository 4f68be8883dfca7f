package io.drainguard.proofs.lease;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Who may start the DLC once it holds the lock: the rows of the table with which the shell on nodes is tested. A
/// combination that no row names means: wait.
public final class LeaseRule {
    /// What the record in the lease file says.
    enum State {
        /// There was no file.
        NONE,
        /// Somebody holds the lease.
        HELD,
        /// The last holder has let go of it.
        RELEASED,
        /// It is no record.
        UNREADABLE
    }

    /// Whom the record names.
    enum Owner {
        /// The node that asks.
        ME,
        /// Another node.
        OTHER,
        /// Nobody can say.
        NOBODY
    }

    /// What EC2 says of the owner.
    enum Ec2Word {
        /// The owner has ended.
        ENDED,
        /// EC2 answers, and the owner has not ended.
        OTHER,
        /// No answer.
        SILENT
    }

    private static final String ANY = "any";

    private final List<Row> rows;

    /// A row.
    ///
    /// @param least seconds waited
    /// @param most the same, both ends included
    private record Row(Cell<State> state, Cell<Owner> owner, long least, long most, Cell<Ec2Word> ec2, boolean start) {
        static Row of(String line) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length != 5 || !List.of("start", "wait").contains(words[4])) {
                throw new IllegalArgumentException("no row of the lease rule: '" + line + "'");
            }
            String[] span = words[2].equals(ANY) ? new String[] {"0", ""} : words[2].split("-", -1);
            long most = span[1].isEmpty() ? Long.MAX_VALUE : Long.parseLong(span[1]);
            return new Row(
                    Cell.of(words[0], State.class),
                    Cell.of(words[1], Owner.class),
                    Long.parseLong(span[0]),
                    most,
                    Cell.of(words[3], Ec2Word.class),
                    words[4].equals("start"));
        }

        boolean matches(State ofRecord, Owner named, long seconds, Ec2Word word) {
            return state.is(ofRecord) && owner.is(named) && least <= seconds && seconds <= most && ec2.is(word);
        }
    }

    /// A word of a row, or any, which is none.
    private record Cell<E extends Enum<E>>(@Nullable E word) {
        static <E extends Enum<E>> Cell<E> of(String text, Class<E> words) {
            return new Cell<>(text.equals(ANY) ? null : Enum.valueOf(words, text.toUpperCase(Locale.ROOT)));
        }

        boolean is(E other) {
            return word == null || word == other;
        }
    }

    private LeaseRule(List<Row> rows) {
        this.rows = rows;
    }

    /// Reads the table; lines that begin with `#` are comments.
    ///
    /// @throws IllegalArgumentException naming a line that is no row
    public static LeaseRule of(String table) {
        return new LeaseRule(table.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Row::of)
                .toList());
    }

    /// Whether a node may start that has waited for so long since it got the lock, by its own clock.
    boolean starts(State state, Owner owner, Duration waited, Ec2Word ec2) {
        long seconds = waited.toSeconds();
        for (Row row : rows) {
            if (row.matches(state, owner, seconds, ec2)) {
                return row.start();
            }
        }
        return false;
    }
}
