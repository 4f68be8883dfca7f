package io.drainguard.sim.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What happens in the demo.
enum Story {
    DRAIN("three nodes go; two have data, which drains while they are held"),
    AGENT_OFFLINE("a node's Systems Manager agent is away for five minutes: nobody can know, so it is held"),
    MISTYPED_PATH(
            "Queues names a path that is not there: that is Unknown, never Empty; at the ceiling the nodes are kept"),
    GUARD_KILLED("the function's process is killed in the midst of its work, twice"),
    HOLD_FOREVER("a queue that never drains: at the ceiling the group keeps the node, running");

    private final String sentence;

    Story(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The story of that name.
    ///
    /// @throws IllegalArgumentException naming the ones there are
    static Story of(String word) {
        return Arrays.stream(values())
                .filter(story -> story.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no story '" + word + "'; there are " + all()));
    }

    static String all() {
        return Arrays.stream(values()).map(Story::word).collect(Collectors.joining(", "));
    }
}
