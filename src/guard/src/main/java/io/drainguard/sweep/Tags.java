package io.drainguard.sweep;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/// The keys of all tags that the guard reads or sets. They are in this package and not in `aws`, because messages of a
/// sweep name some of them to the operator.
public final class Tags {
    /// Tag of a group and, propagated at launch, of its nodes. The group opts in by this tag, and the value
    /// names its drain document.
    public static final String GUARDED = "drainguard";

    /// Tag of a group whose data outlives its nodes: after so many seconds of holding a node goes whatever its look
    /// says.
    public static final String YIELDS_AFTER = "drainguard:yields-after";

    /// Instance tag that the worker's launch template sets to `true`, and that the script of the first boot takes off
    /// before it starts the product. An instance without it may have started; nobody sets it later.
    public static final String UNSTARTED = "drainguard:unstarted";

    /// Instance tag that the script of the first boot sets where it failed: at which step. The guard does not read
    /// this tag.
    public static final String BOOT = "drainguard:boot";

    /// Instance tag that an operator sets: `hold` or `release`.
    public static final String OVERRIDE = "drainguard:override";

    /// Instance tag that says who set the override, and when. The guard does not read this tag.
    public static final String OVERRIDE_BY = "drainguard:override-by";

    /// Instance tag with the reason that a person gave for the override. The guard does not read this tag.
    public static final String OVERRIDE_BECAUSE = "drainguard:override-because";

    /// Instance tag that a person sets on a node that is kept on purpose: until this time, as in
    /// `2026-01-01T09:00:00Z`, the node raises no alarm.
    public static final String QUIET_UNTIL = "drainguard:quiet-until";

    /// Instance tag with the ids of the volumes whose flag a guard set to false, separated by commas. With this
    /// tag another guard can set back exactly these flags, days later. The tag holds volume ids and not device
    /// names, because another volume may by then be attached as the same device.
    public static final String PROTECTED = "drainguard:protected";

    /// Tag of a protected node and its volumes: the node's group.
    public static final String GROUP = "drainguard:group";

    /// Tag of a protected node and its volumes: the node's instance id.
    public static final String NODE = "drainguard:node";

    /// Tag of a protected node and its volumes: how much data the last look saw.
    public static final String PENDING_BYTES = "drainguard:pending-bytes";

    /// Tag of a protected node and its volumes: when the guard protected them.
    public static final String PROTECTED_AT = "drainguard:protected-at";

    /// Tag of a protected node and its volumes: when a guard first saw the node wait.
    public static final String HELD_SINCE = "drainguard:held-since";

    /// Tag of a node, and of its protected volumes, with the digests of the file systems on which data was seen,
    /// separated by commas. An Empty on any other file system does not release the node.
    public static final String PENDING_ON = "drainguard:pending-on";

    /// Instance tag: when a guard gave the node up, so that its group retains it.
    public static final String GAVE_UP = "drainguard:gave-up";

    /// Instance tag: how often guards have ended the retained node. It stays when a node is released, since another
    /// hook may retain it again.
    public static final String ROUNDS = "drainguard:rounds";

    /// Instance tag with what is wrong with the node's looks, `unknown` or `stalled`, and since when. A guard that
    /// starts anew counts on from there.
    public static final String TROUBLE = "drainguard:trouble";

    /// Instance tag with what the last notice told of the node.
    public static final String TOLD = "drainguard:told";

    /// The prefix of a group's tag that overrides the look at one node, by its instance id: for a node that takes no
    /// tag, or that EC2 no longer knows.
    public static final String OVERRIDE_OF = OVERRIDE + ":";

    /// The tags that a guard removes when it releases a node.
    public static final List<String> MARKS = List.of(
            PROTECTED, GROUP, NODE, PENDING_BYTES, PROTECTED_AT, HELD_SINCE, PENDING_ON, GAVE_UP, TROUBLE, TOLD);

    /// The tags that count for one wait only: a guard removes them when it releases a node that may come back.
    static final List<String> OF_ONE_WAIT =
            List.of(OVERRIDE, OVERRIDE_BY, OVERRIDE_BECAUSE, QUIET_UNTIL, PENDING_ON, TROUBLE, TOLD);

    /// What [#PENDING_BYTES] says where no look has seen data.
    private static final Set<String> NO_BYTES = Set.of("", "0", "unknown");

    /// Longest value of a tag (EC2 User Guide, using-tags).
    public static final int LONGEST_VALUE = 256;

    private Tags() {}

    /// Tells whether these tags of an instance say that its product has never started. Another value than the launch
    /// template's counts as none, and so does any mark of data: it says that the product has started after all.
    public static boolean showUnstarted(Map<String, String> tags) {
        return "true".equals(tags.get(UNSTARTED))
                && tags.getOrDefault(PENDING_ON, "").isEmpty()
                && NO_BYTES.contains(tags.getOrDefault(PENDING_BYTES, ""));
    }

    /// Returns the value of a tag that lists these, or `tooMany` where they are more than a value can hold.
    static String listing(SortedSet<String> all, String tooMany) {
        String value = String.join(",", all);
        return value.length() <= LONGEST_VALUE ? value : tooMany;
    }
}
