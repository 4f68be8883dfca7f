package io.drainguard.decide;

import io.drainguard.decide.Decision.Cause;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.Look.What;

/// Decides what happens to a node. This is the whole rule: one node, one look, one policy, one decision.
///
/// | node is | operator's tag `drainguard:override` | look | held for | decision |
/// |---|---|---|---|---|
/// | waiting, instance ended | any | any | any | release; say which volumes outlived it |
/// | waiting | `release` | any | any | release; the tag is taken off first where the node may come back |
/// | waiting | `hold` | any | below ceiling | protect unless Empty, hold |
/// | waiting | `hold` | any | at ceiling, group retains | protect, give up, alarm |
/// | waiting | `hold` | any | at ceiling, group does not retain | protect, hold until AWS ends it, alarm |
/// | waiting | - | Empty | any | unprotect, release |
/// | waiting, never started | - | Unknown | any | unprotect, release |
/// | waiting | - | Pending or Unknown | below ceiling, group does not yield | protect, hold |
/// | waiting | - | Pending or Unknown | below ceiling, group yields | hold; its data outlives it |
/// | waiting | - | Pending or Unknown | at ceiling, group yields | release, alarm; its data outlives it |
/// | waiting | - | Pending or Unknown | at ceiling, group retains and does not yield | protect, give up, alarm |
/// | waiting | - | Pending or Unknown | at ceiling, group does neither | protect, hold until AWS ends it, alarm |
/// | retained, instance ended | any | any | - | terminate through the group |
/// | retained | `release` | any | - | terminate through the group; the fresh wait is looked at again |
/// | retained | - | Empty | - | terminate through the group; the fresh wait is looked at again |
/// | retained, never started | - | Unknown | - | terminate through the group; the fresh wait is looked at again |
/// | retained | - | Pending or Unknown | - | protect, leave it, alarm |
/// | retained | `hold` | any | - | protect unless Empty, leave it, alarm |
/// | retained by others | `release` | any | - | terminate through the group; the fresh wait is looked at again |
/// | retained by others | - | any | - | protect unless Empty, leave it, alarm |
/// | retained by others | `hold` | any | - | protect unless Empty, leave it, alarm |
/// | retained, returned | any | any | - | protect unless Empty, leave it, alarm |
///
/// The file `decisions.md` and the README have the same table; the file drives the rule's test.
///
/// A group yields if its data lies where it outlives the nodes, as its tag `drainguard:yields-after` says: its volumes
/// are not protected, unless an operator holds the node, and its ceiling is short. A wait for a new root volume counts
/// as a wait in a group that does not retain, because giving it up would not keep the volume (see [Phase]). If giving
/// up would not keep the node, the guard holds it until AWS itself ends the wait.
/// A tag that the guard could not read counts as `hold`, and so does one that says neither word. A node is retained
/// by others if another hook of its group may have kept it, and has returned if guards ended it three times in vain
/// (see [Retainer]). A `release` counts for one wait: if the node may come back ([Node#usesUpTheRelease()]), the
/// guard takes the tag off first. A node has never started if its launch template's tag says so in two readings of
/// its wait, at least two minutes apart ([Node#isUnstarted()]); such a node is in its own row only where nothing else
/// is known of it, and like any other node in all other rows. Data that a look sees counts more.
public final class Decider {
    private static final String UNREAD = "the operator's tag could not be read; ";

    private static final String UNCLEAR =
            "the operator's tag says neither 'hold' nor 'release', so it counts as hold; ";

    private static final String UNSTARTED =
            "its product has never started, as the tag of its launch template says, so it never held data; ";

    private static final String YIELDS = "the group yields: its data outlives the node";

    private static final String ENDED = "the instance has ended";

    private Decider() {}

    /// Decides what to do with a node. The function is pure and total: the same arguments always give the same
    /// decision, and no argument makes it throw.
    public static Decision decide(Node node, Look look, Policy policy) {
        return switch (node.phase()) {
            case WAITING -> waiting(node, look, policy, policy.retains());
            case WAITING_FOR_ROOT_VOLUME -> waiting(node, look, policy, false);
            case RETAINED -> retained(node, look);
        };
    }

    private static Decision waiting(Node node, Look look, Policy policy, boolean kept) {
        if (node.condition().ended()) {
            return new Release(Protection.KEEP, ENDED, Cause.ENDED);
        }
        return switch (node.operator()) {
            case RELEASE -> new Release(Protection.KEEP, "operator", Cause.OPERATOR);
            case HOLD -> hold("operator; " + describe(look), node, look, policy, kept);
            case UNREAD -> hold(UNREAD + describe(look), node, look, policy, kept);
            case UNCLEAR -> hold(UNCLEAR + describe(look), node, look, policy, kept);
            case SILENT -> {
                if (look instanceof Empty) {
                    yield new Release(Protection.UNPROTECT, describe(look), Cause.EMPTY);
                }
                if (look instanceof Unknown && node.isUnstarted()) {
                    yield new Release(Protection.UNPROTECT, UNSTARTED + describe(look), Cause.UNSTARTED);
                }
                yield pending(describe(look) + contradiction(node), node, look, policy, kept);
            }
        };
    }

    /// Names a tag that says what cannot be: data counts.
    private static String contradiction(Node node) {
        return node.isUnstarted() ? "; its tag says that its product never started, and it holds data" : "";
    }

    private static Decision pending(String reason, Node node, Look look, Policy policy, boolean kept) {
        if (!policy.yields()) {
            return hold(reason, node, look, policy, kept);
        }
        return node.heldFor().compareTo(policy.ceiling()) < 0
                ? new Hold(Protection.KEEP, false, reason + "; " + YIELDS)
                : new Release(
                        Protection.KEEP,
                        reason + "; at the ceiling of " + Units.span(policy.ceiling()) + ", " + YIELDS,
                        Cause.YIELDS);
    }

    private static Decision hold(String reason, Node node, Look look, Policy policy, boolean kept) {
        if (node.heldFor().compareTo(policy.ceiling()) < 0) {
            return look instanceof Empty
                    ? new Hold(Protection.KEEP, false, reason)
                    : new Hold(Protection.PROTECT, false, reason + unprotectable(node));
        }
        return kept
                ? new GiveUp(
                        reason + "; at the ceiling of " + Units.span(policy.ceiling()) + ", the group retains the node")
                : new Hold(
                        Protection.PROTECT,
                        true,
                        reason + "; at the ceiling of " + Units.span(policy.ceiling())
                                + ", giving up would not keep the node: held until AWS ends the wait"
                                + unprotectable(node));
    }

    private static Decision retained(Node node, Look look) {
        if (node.condition().ended()) {
            return new Terminate(ENDED, Cause.ENDED);
        }
        if (node.condition().retainer() == Retainer.RETURNED) {
            return leave(
                    "ended " + Retainer.ROUNDS + " times and retained each time, by another hook; " + describe(look),
                    node,
                    look);
        }
        return switch (node.operator()) {
            case RELEASE -> new Terminate("operator", Cause.OPERATOR);
            case HOLD -> leave("operator; " + describe(look), node, look);
            case UNREAD -> leave(UNREAD + describe(look), node, look);
            case UNCLEAR -> leave(UNCLEAR + describe(look), node, look);
            case SILENT -> unasked(node, look);
        };
    }

    private static Decision unasked(Node node, Look look) {
        if (node.condition().retainer() == Retainer.OTHERS) {
            return leave("retained by others, so only the operator ends it; " + describe(look), node, look);
        }
        if (look instanceof Empty) {
            return new Terminate(describe(look), Cause.EMPTY);
        }
        return look instanceof Unknown && node.isUnstarted()
                ? new Terminate(UNSTARTED + describe(look), Cause.UNSTARTED)
                : leave(describe(look) + contradiction(node), node, look);
    }

    private static Decision leave(String reason, Node node, Look look) {
        return look instanceof Empty
                ? new Leave(Protection.KEEP, reason)
                : new Leave(Protection.PROTECT, reason + unprotectable(node));
    }

    /// Names what the flag DeleteOnTermination cannot protect.
    private static String unprotectable(Node node) {
        if (node.phase() == Phase.WAITING_FOR_ROOT_VOLUME) {
            return "; its root volume is replaced whatever its flag says";
        }
        return switch (node.condition().disks()) {
            case VOLUMES -> "";
            case INSTANCE_STORE -> "; its instance-store disks cannot be protected";
        };
    }

    private static String describe(Look look) {
        return switch (look) {
            case Empty _ -> "queues are empty";
            case Pending data ->
                data.size() + (data.what() == What.FILES ? " queued" : "") + ", oldest of " + data.oldest()
                        + (data.floor().isEmpty() ? "" : "; not whole: " + data.floor());
            case Unknown(String reason) -> "cannot know: " + reason;
        };
    }
}
