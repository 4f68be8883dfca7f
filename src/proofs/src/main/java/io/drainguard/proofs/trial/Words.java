package io.drainguard.proofs.trial;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What operators have written, word for word, on nodes and on groups for nodes.
final class Words {
    private final Map<String, Word> onNodes = new HashMap<>();
    private final Map<String, Word> onGroups = new HashMap<>();

    /// A tag's value and when it was written.
    record Word(String text, Instant since) {
        boolean keeps() {
            return !text.equals("release");
        }
    }

    void onNode(String node, String text, Instant at) {
        onNodes.put(node, new Word(text, at));
    }

    void onGroup(String node, String text, Instant at) {
        onGroups.put(node, new Word(text, at));
    }

    void none(String node) {
        onNodes.remove(node);
        onGroups.remove(node);
    }

    void noneOnNode(String node) {
        onNodes.remove(node);
    }

    void noneOnGroup(String node) {
        onGroups.remove(node);
    }

    /// Nodes of which a group's tag says `release`.
    Set<String> releasedByGroups() {
        return onGroups.entrySet().stream()
                .filter(entry -> !entry.getValue().keeps())
                .map(Map.Entry::getKey)
                .collect(java.util.stream.Collectors.toSet());
    }

    /// Whether a tag that is neither missing nor `release` keeps the node.
    boolean keep(String node) {
        return keeps(onNodes.get(node), Instant.MAX) || keeps(onGroups.get(node), Instant.MAX);
    }

    /// The same of tags that were there when the node was last read, and its group.
    boolean kept(String node, Instant nodeRead, Instant groupRead) {
        return keeps(onNodes.get(node), nodeRead) || keeps(onGroups.get(node), groupRead);
    }

    private static boolean keeps(@org.jspecify.annotations.Nullable Word word, Instant read) {
        return word != null && word.keeps() && word.since().isBefore(read);
    }
}
