package io.drainguard.proofs.demo;

import io.drainguard.proofs.demo.function.CalledBy;
import io.drainguard.proofs.demo.report.Happening.Kind;
import io.drainguard.proofs.demo.report.LookSeen.Answer;
import io.drainguard.proofs.demo.report.NodeStory;
import io.drainguard.proofs.demo.report.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a story is about, besides how its nodes end: a story whose own event did not happen shows nothing.
final class Promises {
    private static final int KILLS = 2;
    private static final Set<String> EVENTS = Set.of(CalledBy.TERMINATION, CalledBy.ENDED_LOOK, CalledBy.OTHER);

    private final Recording recording;
    private final List<String> broken = new ArrayList<>();

    private Promises(Recording recording) {
        this.recording = recording;
    }

    /// What did not happen of what the story promises, a sentence each.
    static List<String> broken(Story story, Recording recording) {
        Promises promises = new Promises(recording);
        promises.check(story);
        return List.copyOf(promises.broken);
    }

    private void check(Story story) {
        switch (story) {
            case DRAIN -> dataWaited();
            case EVENTS_LOST -> {
                dataWaited();
                promise(
                        recording.eventsDelivered() == 0 && decided().stream().noneMatch(EVENTS::contains),
                        "an event reached the guard, and the story promises that none does");
            }
            case AGENT_OFFLINE -> {
                heldUnknown();
                promise(
                        count(Kind.AGENT_GONE) > 0 && count(Kind.AGENT_BACK) > 0,
                        "the agent did not go and come back, and the story promises both");
            }
            case MISTYPED_PATH -> {
                heldUnknown();
                promise(
                        looks(Answer.EMPTY) == 0 && looks(Answer.UNKNOWN) > 0,
                        "a look was not Unknown, and the story promises that each is");
            }
            case GUARD_KILLED -> {
                dataWaited();
                promise(
                        count(Kind.GUARD_KILLED) >= KILLS,
                        "the guard was killed " + times(count(Kind.GUARD_KILLED)) + ", and the story promises " + KILLS
                                + " kills; a lower speed leaves more time for them");
            }
            case DLC_FAILOVER, DLC_HANDOVER, DSIEM_SCALE_IN, DSIEM_GAP -> {} // their runs say what they promise
            case HOLD_FOREVER -> {
                dataWaited();
                promise(
                        recording.decisions().stream()
                                .anyMatch(one -> one.decision().equals("give up")),
                        "the guard never gave a node up, and the story promises that it does at the ceiling");
            }
        }
    }

    /// At least one node still had data when its wait began; whether it was let go with it is not asked here.
    private void dataWaited() {
        promise(
                recording.atRisk().files() > 0,
                "no node had data when its wait began, and the story promises one; a lower speed leaves more time for it");
    }

    /// At least one node that had data was held because of a look that told nothing.
    private void heldUnknown() {
        List<String> withData = recording.nodes().stream()
                .filter(node -> node.held().getFirst().files() > 0)
                .map(NodeStory::id)
                .toList();
        promise(
                recording.decisions().stream()
                        .anyMatch(one -> one.decision().equals("hold")
                                && one.look().equals("unknown")
                                && withData.contains(one.node())),
                "no node with data was held because of a look that was Unknown, and the story promises one; a lower speed"
                        + " leaves more time for it");
    }

    private List<String> decided() {
        return recording.decisions().stream().map(one -> one.caller()).toList();
    }

    private long looks(Answer answer) {
        return recording.nodes().stream()
                .flatMap(node -> node.looks().stream())
                .filter(look -> look.answer() == answer)
                .count();
    }

    private int count(Kind kind) {
        return (int) recording.happenings().stream()
                .filter(one -> one.kind() == kind)
                .count();
    }

    private static String times(int number) {
        return switch (number) {
            case 0 -> "never";
            case 1 -> "once";
            default -> number + " times";
        };
    }

    private void promise(boolean kept, String otherwise) {
        if (!kept) {
            broken.add(otherwise);
        }
    }
}
