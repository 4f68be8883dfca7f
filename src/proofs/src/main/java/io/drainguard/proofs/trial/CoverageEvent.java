package io.drainguard.proofs.trial;

/// What can happen in a trial. Each is counted, and a suite in which one never happens proves nothing about it.
public enum CoverageEvent {
    /// A group's nodes have a root volume alone.
    ROOT_ONLY,
    /// A group's owner keeps the data volumes himself.
    DATA_KEPT_BY_OWNER,
    /// A group's nodes have an instance-store disk.
    INSTANCE_STORE,
    /// The guard is the EC2 edition: it hears no events, and collects every few seconds.
    SERVICE,
    /// The output of a look, or its whole end, is shown after the event that tells of it.
    OUTPUT_BEHIND_ITS_EVENT,
    /// Commands go to their nodes in doubling steps.
    DISPATCHED_IN_STEPS,
    /// Commands go to the next nodes only when the nodes before have ended.
    DISPATCHED_ONE_BY_ONE,
    /// The account has too many commands pending.
    TOO_MANY_PENDING,
    /// A node's clock is wrong by up to an hour or more.
    NODE_CLOCK_OFF,
    /// A node's clock steps.
    NODE_CLOCK_STEPPED,
    /// A person runs a drain document.
    FOREIGN_LOOK,
    /// The function is throttled when a batch of ended looks comes.
    BATCH_THROTTLED,
    /// Events of ended looks are served together.
    BATCH_OF_ENDS,
    /// A group's drain document takes no parameter `wait`.
    OLD_DOCUMENT,
    /// A group does not retain nodes that were given up.
    NOT_RETAINING,
    /// A group yields.
    YIELDS,
    /// A group's tag says nothing that can be read of when it yields.
    YIELD_UNCLEAR,
    /// A wait that nobody answers ends with CONTINUE.
    DEFAULT_CONTINUE,
    /// A group returns nodes to a pool in which they are stopped.
    POOL_STOPPED,
    /// A group returns nodes to a pool in which they run on.
    POOL_RUNNING,
    /// A node that has left before is back in service and gets new data.
    BACK_IN_SERVICE,
    /// The operator switched the protection of volumes off.
    PROTECTION_OFF,
    /// Two guards are on duty.
    TWO_GUARDS,
    /// A guard's clock is ahead of AWS's or behind.
    SKEWED_CLOCK,
    /// No event ever arrives.
    NO_EVENTS,
    /// An event is lost.
    EVENT_LOST,
    /// An event arrives twice.
    EVENT_DOUBLED,
    /// The agent of a node stops for a while.
    AGENT_OUTAGE,
    /// A node's answers stand for nothing.
    DOUBTFUL_ANSWERS,
    /// The group shrinks by its capacity.
    SCALE_IN,
    /// A user terminates a node through its group.
    TERMINATED_BY_USER,
    /// A node is reported unhealthy.
    UNHEALTHY,
    /// The group is shrunk to nothing, as before its stack is deleted.
    GROUP_TO_ZERO,
    /// The group is deleted by force.
    GROUP_FORCE_DELETED,
    /// The root volumes of a group's nodes are replaced.
    ROOT_VOLUME_REFRESH,
    /// The operator asks for a node to be released.
    OVERRIDE_RELEASE,
    /// The operator asks for a node to be held.
    OVERRIDE_HOLD,
    /// The operator takes such a word back.
    OVERRIDE_REMOVED,
    /// The group's tag is removed.
    GROUP_TAG_REMOVED,
    /// The group's hook is deleted.
    HOOK_DELETED,
    /// The hook's period is changed.
    HOOK_TIMEOUT_CHANGED,
    /// EC2 takes a Spot instance back.
    SPOT_INTERRUPTED,
    /// EC2 announces that it may take a Spot instance back.
    REBALANCE_RECOMMENDED,
    /// Somebody terminates a node directly.
    TERMINATED_DIRECTLY,
    /// The host of a node fails.
    HOST_FAILED,

    /// A node's paths lie on something else than before, and an entry or a disk tells of it.
    UNMOUNTED,
    /// The same, and nothing tells of it.
    UNMOUNTED_WITHOUT_TRACE,
    /// What was unmounted is mounted again.
    MOUNTED_AGAIN,
    /// Something is mounted over a queue.
    MOUNTED_OVER,
    /// A queue's path is absent on a live node.
    PATH_ABSENT,
    /// A node has a second path that may be absent.
    SECOND_PATH,
    /// A node prints lines of version 1.
    VERSION_1_LINES,
    /// A queue fills again.
    FILLED_AGAIN,
    /// A node or volume has as many tags as it may have.
    TAGS_FULL,
    /// The organization forbids tags of a node or volume.
    TAGS_DENIED,
    /// The organization forbids the guard's tag keys.
    TAG_KEYS_DENIED,
    /// A node is protected that takes no marks.
    PROTECTED_UNMARKED,
    /// A group has another termination hook from the beginning.
    SECOND_HOOK,
    /// A group gets another termination hook.
    HOOK_ADDED,
    /// The group's hook is replaced by one of another name.
    HOOK_RENAMED,
    /// Somebody abandons a node's wait.
    ABANDONED_BY_OTHERS,
    /// The period of somebody else's hook lapses.
    THEIR_PERIOD_LAPSED,
    /// A guard ends a node that another hook may retain again.
    ROUND_WITH_OTHER_HOOK,
    /// The operator's word is no word.
    OVERRIDE_MISSPELT,
    /// The operator's word for a node is on its group.
    OVERRIDE_BY_GROUP,
    /// The tag of a node has a value that lets no document run.
    FOREIGN_TAG_VALUE,
    /// A node runs on another platform.
    FOREIGN_PLATFORM,
    /// The guard was not given a group's document.
    DOCUMENT_NOT_GIVEN,
    /// The guard ends what others retained, as its operator wants.
    ENDS_FOREIGN,
    /// Connections end before the wait begins.
    LOAD_BALANCER,
    /// Launches fail again and again.
    LAUNCHES_FAIL,
    /// EC2 forgets ended instances within minutes.
    FORGOTTEN_SOON,
    /// Other programs print beside the look.
    NOISE,
    /// Looks are killed, or find a full disk, or do not end in time.
    FAILING_LOOKS,
    /// A node boots for the first time and has no network.
    BOOTS_WITHOUT_NETWORK,
    /// A node boots for the first time.
    BOOTS_SLOWLY,
    /// A node has to go at about the time at which its product would start.
    GOES_WHILE_IT_BOOTS,
    /// The product of a node starts for the first time.
    PRODUCT_STARTED,

    /// A guard's call is refused for coming too often.
    THROTTLED,
    /// A guard's call is refused by an error of the service.
    FAILED,
    /// A guard's call has no answer and no effect.
    LOST_REQUEST,
    /// A guard's call has no answer, but its effect.
    LOST_REPLY,
    /// A guard's call is answered late.
    SLOW,
    /// A guard dies before a call.
    KILLED_BEFORE,
    /// A guard dies after a call.
    KILLED_AFTER,
    /// One guard sweeps between two calls of the other.
    NESTED_SWEEP,

    /// A node is released by Empty.
    RELEASED,
    /// A guard let go of a node whose instance had ended.
    ENDED_RELEASED,
    /// A node is released because its product had never started.
    UNSTARTED_RELEASED,
    /// A node is released at its ceiling because its group yields.
    YIELDED,
    /// A node is given up.
    GIVEN_UP,
    /// A retained node is ended.
    RETAINED_ENDED,
    /// A node ends with data and its volumes are kept.
    KEPT_WITH_DATA,
    /// The operator's release is taken off a node that may come back.
    OVERRIDE_USED_UP,
    /// Flags are set back before a release.
    SET_BACK
}
