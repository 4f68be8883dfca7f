package io.drainguard.decide;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Unknown;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Reads the rule as people read it: `decisions.md`, the table that the README and the Javadoc of [Decider] repeat.
///
/// To add a row, write it into the file and into both other places. A word that no row has yet needs a meaning in this
/// class.
final class DecisionTable {
    private static final String FILE = "decisions.md";
    private static final int HEADING = 2;

    private DecisionTable() {}

    /// One combination of all inputs of the rule.
    record Input(Node node, Look look, Policy policy) {
        Decision decide() {
            return Decider.decide(node, look, policy);
        }

        boolean isBelowCeiling() {
            return node.heldFor().compareTo(policy.ceiling()) < 0;
        }

        /// Whether nothing is known of the node but that its product has never started, and nobody decides on it.
        boolean isOnlyUnstarted() {
            Condition condition = node.condition();
            boolean goes = node.state().equals("Terminating:Wait")
                    || (node.state().equals("Terminating:Retained") && condition.retainer() == Retainer.GUARD);
            return goes
                    && condition.unstarted()
                    && !condition.ended()
                    && node.operator() == Operator.SILENT
                    && look instanceof Unknown;
        }

        /// A wait for a new root volume counts as a wait in a group that does not retain, because giving it up would
        /// not keep the volume.
        boolean isKept() {
            return policy.retains() && node.phase() != Phase.WAITING_FOR_ROOT_VOLUME;
        }
    }

    /// One row of the table, with the exact words of its cells.
    record Row(String node, String tag, String look, String heldFor, String decision) {
        boolean matches(Input input) {
            return isNode(input) && isTag(input) && isLook(input) && isHeldFor(input);
        }

        private boolean isNode(Input input) {
            boolean retained = input.node().phase() == Phase.RETAINED;
            Condition condition = input.node().condition();
            Retainer retainer = condition.ended() || input.isOnlyUnstarted() ? null : condition.retainer();
            return switch (node) {
                case "waiting" -> !retained && !condition.ended() && !input.isOnlyUnstarted();
                case "waiting, never started" -> !retained && input.isOnlyUnstarted();
                case "retained, never started" -> retained && input.isOnlyUnstarted();
                case "waiting, instance ended" -> !retained && condition.ended();
                case "retained" -> retained && retainer == Retainer.GUARD;
                case "retained by others" -> retained && retainer == Retainer.OTHERS;
                case "retained, returned" -> retained && retainer == Retainer.RETURNED;
                case "retained, instance ended" -> retained && condition.ended();
                default -> throw unknown(node);
            };
        }

        private boolean isTag(Input input) {
            if (tag.equals("any")) {
                return true;
            }
            return switch (input.node().operator()) {
                case RELEASE -> tag.equals("`release`");
                case HOLD, UNREAD, UNCLEAR -> tag.equals("`hold`");
                case SILENT -> tag.equals("-");
            };
        }

        private boolean isLook(Input input) {
            boolean empty = input.look() instanceof Empty;
            return switch (look) {
                case "any" -> true;
                case "Empty" -> empty;
                case "Unknown" -> input.look() instanceof Unknown;
                case "Pending or Unknown" -> !empty;
                default -> throw unknown(look);
            };
        }

        private boolean isHeldFor(Input input) {
            boolean below = input.isBelowCeiling();
            boolean yields = input.policy().yields();
            return switch (heldFor) {
                case "any", "-" -> true;
                case "below ceiling" -> below;
                case "below ceiling, group yields" -> below && yields;
                case "below ceiling, group does not yield" -> below && !yields;
                case "at ceiling, group yields" -> !below && yields;
                case "at ceiling, group retains" -> !below && input.isKept();
                case "at ceiling, group does not retain" -> !below && !input.isKept();
                case "at ceiling, group retains and does not yield" -> !below && !yields && input.isKept();
                case "at ceiling, group does neither" -> !below && !yields && !input.isKept();
                default -> throw unknown(heldFor);
            };
        }

        /// Returns the part of the decision before the semicolon; the part after it describes the consequence.
        private List<String> steps() {
            return List.of(decision.split(";", 2)[0].split(", "));
        }

        /// Tells whether a decision on an input is the decision that the row names.
        boolean asksFor(Input input) {
            Decision decision = input.decide();
            return kind().isInstance(decision)
                    && decision.protection() == protection(input.look())
                    && decision.alarms() == steps().contains("alarm");
        }

        /// Returns the kind of decision that the row names.
        private Class<? extends Decision> kind() {
            return steps().stream()
                    .map(Row::kindOf)
                    .filter(Objects::nonNull)
                    .reduce((one, other) -> {
                        throw unknown(decision);
                    })
                    .orElseThrow(() -> unknown(decision));
        }

        private static Class<? extends Decision> kindOf(String step) {
            return switch (step) {
                case "release" -> Release.class;
                case "hold", "hold until AWS ends it" -> Hold.class;
                case "give up" -> GiveUp.class;
                case "terminate through the group" -> Terminate.class;
                case "leave it" -> Leave.class;
                case "protect", "protect unless Empty", "unprotect", "alarm" -> null;
                default -> throw unknown(step);
            };
        }

        /// Returns what the row does to the volumes of a node with this look.
        private Protection protection(Look look) {
            return switch (steps().getFirst()) {
                case "protect" -> Protection.PROTECT;
                case "protect unless Empty" -> look instanceof Empty ? Protection.KEEP : Protection.PROTECT;
                case "unprotect" -> Protection.UNPROTECT;
                default -> Protection.KEEP;
            };
        }

        /// Tells whether the guard removes the operator's tag if the node may come back.
        boolean takesTheTagOff() {
            return decision.contains("the tag is taken off first where the node may come back");
        }

        private static IllegalStateException unknown(String words) {
            return new IllegalStateException("'" + words + "' in " + FILE + " has no meaning in this test yet");
        }

        @Override
        public String toString() {
            return String.join(" | ", node, tag, look, heldFor, decision);
        }
    }

    /// Returns the rows from top to bottom.
    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String line : text().lines().skip(HEADING).toList()) {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            rows.add(new Row(cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5)));
        }
        return rows;
    }

    private static String text() {
        try (InputStream file = DecisionTable.class.getResourceAsStream(FILE)) {
            return new String(Objects.requireNonNull(file, FILE).readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
