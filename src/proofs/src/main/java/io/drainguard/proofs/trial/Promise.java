package io.drainguard.proofs.trial;

/// What must hold in every trial, whatever the seed: one name and one sentence each. `docs/guarantees.md` repeats them.
public enum Promise {
    /// The promise itself.
    NO_DATA_IS_LOST("No node whose queues hold data at its end loses a volume, but for an excuse."),
    /// Kept at the moment of the call.
    NO_DATA_IS_RELEASED("No node is released on a look while its queues hold data."),
    /// Two guards see one node at different times.
    OLDER_EMPTY_IS_VOID("A guard that has read a node since another saw data in it releases it on no older Empty."),
    /// The look belongs to the wait that it ends.
    RELEASE_NEEDS_EMPTY("A release on a look follows an Empty that the node itself printed in that wait."),
    /// A node may take in new data.
    EMPTY_IS_FRESH("A release on a look follows an Empty of half a minute ago at most."),
    /// Unknown is never Empty.
    ONLY_EMPTY_OR_OPERATOR_LETS_GO(
            "Pending lets a node go only where its group yields, Unknown also one that never started; a release does."),
    /// What EC2 does not show for a moment is still there.
    ENDED_HAS_ENDED("A node is called ended only after its instance has ended."),
    /// Nothing is left to hold.
    ENDED_GOES("A node that EC2 calls terminated goes within two sweeps, one that EC2 has forgotten within five."),
    /// A tag tells it, and a tag may be shown late.
    UNSTARTED_HAS_NOT_STARTED("A node is called never started only if its product has not started by then."),
    /// It never held anything.
    UNSTARTED_GOES(
            "A node that carries the tag of its first boot goes within six sweeps, though nobody can look at it."),
    /// The successor waits for it.
    YIELDING_GOES(
            "A node of a group that yields waits no longer than 90 seconds beyond its ceiling, if nobody holds it."),
    /// Data that does not outlive its node is held.
    YIELDS_AT_ITS_CEILING("No node yields before its ceiling, nor in a group whose tag does not say so."),
    /// Somebody keeps it on purpose.
    NEVER_ENDS_OTHERS_NODES("No node that others retained beside the guard's hook is ended on a look."),
    /// Two hooks would do so for ever.
    NO_ENDLESS_ROUNDS("No node is ended through its group more than three times while another hook retains it."),
    /// Anybody who sets a tag wants something.
    UNCLEAR_HOLDS("No node is let go against a tag that says anything but the right word for release."),
    /// What runs on nodes is the operator's choice.
    ONLY_GIVEN_DOCUMENTS_RUN("A guard runs no document that it was not given."),
    /// A journal line that a person can act on.
    DECISION_HAS_A_REASON("Every decision says why."),
    /// A retained node costs money.
    RETAINED_ALARMS_OR_ENDS("A retained node is ended, or each sweep alarms."),
    /// Lifecycle actions.
    COMPLETES_WAITS_ONLY("A guard completes lifecycle actions of waiting nodes only."),
    /// No action is completed by two calls.
    COMPLETES_ONCE("Each lifecycle action is completed once at most."),
    /// The tag belongs to the operator.
    ONLY_RELEASE_IS_USED_UP("A guard takes no operator's tag off but a release."),
    /// The next wait is another question.
    RELEASE_COUNTS_ONCE("A node that may come back goes without its operator's release."),
    /// Giving up is for groups that retain.
    ONLY_KEPT_IS_GIVEN_UP("No node is given up where its group, or its wait, would not keep it."),
    /// A hold is never shorter than its ceiling.
    CEILING_IS_KEPT("No node is given up before its ceiling."),
    /// An empty node alone costs nothing when it goes.
    SET_BACK_ON_EMPTY_ONLY("Flags are set back only once the node has printed Empty in its present wait."),
    /// The journal tells what is.
    PROTECTED_IS_PROTECTED("A node that the journal calls protected has no volume that goes with it."),
    /// Flags are what counts.
    PROTECTED_WITHOUT_MARKS("Volumes of a node that is not empty are protected though AWS refuses its marks."),
    /// The owner's flags come back.
    FLAGS_ARE_THE_OWNERS("A node released on a look has the flags that its owner chose, and no tag of the guard."),
    /// Heartbeats come in time.
    NO_PERIOD_LAPSES("With a guard on duty and nothing in its way no period lapses, but at AWS's own limit."),
    /// A wait is seen while it lasts.
    EVERY_WAIT_IS_SEEN("A guard sees every wait whose first period is longer than three minutes."),
    /// A drained node does not stay.
    DRAINED_GOES("A drained node that answers goes within two sweeps and one look."),
    /// Looks wait on the node: a second one would only cost.
    ONE_LOOK_AT_A_TIME("No guard starts a look at a node on which a guard's look runs, unless that is overdue."),
    /// A thousand events may come to as many copies of the guard.
    EVENTS_RENEW_NOTHING("An event records no heartbeat, or that of its own node."),
    /// What is not done is said.
    SWEEP_TELLS_WHAT_IT_MISSED("A sweep that reports no failure has read and decided on every node that waited.");

    private final String sentence;

    Promise(String sentence) {
        this.sentence = sentence;
    }

    /// The promise in one sentence.
    public String sentence() {
        return sentence;
    }
}
