package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An EC2 instance of a group as it truly is; describe calls may still show an older state.
public final class Instance {
    private final String id;
    private final Group group;
    private final Zone zone;
    private final Instant launched;
    private final boolean instanceStore;
    private final List<Volume> volumes = new ArrayList<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final Map<String, Fading> fading = new LinkedHashMap<>();
    private final List<StateChange> changes = new ArrayList<>(1);
    final Shown<LifecycleState> state;
    final Agent agent = new Agent();
    final AgentWork work = new AgentWork();
    Duration clockAhead = Duration.ZERO;
    Ec2State ec2 = Ec2State.RUNNING;
    boolean healthy = true;
    boolean protectedFromScaleIn;

    @Nullable
    Instant ended;

    /// From when on EC2 does not know it any more; never while it lives.
    Instant forgotten = Instant.MAX;

    /// Until when its zone is lost; in the past for one that is not.
    Instant lostUntil = Instant.MIN;

    /// What its agent says of its platform.
    String platform = "Linux";

    /// The instance profile that carries its role.
    @Nullable
    String profile = "arn:aws:iam::123456789012:instance-profile/worker";

    @Nullable
    Leaving leaving;

    /// Its launch, while a hook holds it.
    @Nullable
    Shown<Activity> launch;

    Instance(String id, Group group, Zone zone, Instant launched, boolean instanceStore, LifecycleState state) {
        this.id = id;
        this.group = group;
        this.zone = zone;
        this.launched = launched;
        this.instanceStore = instanceStore;
        this.state = new Shown<>(state);
        changes.add(new StateChange(launched, state));
    }

    /// A tag that was taken off, and that describe calls show for a while.
    private record Fading(String value, Instant shownUntil) {}

    /// It came into a lifecycle state.
    public record StateChange(Instant at, LifecycleState state) {}

    /// Comes into a state, which describe calls show at once.
    void enter(LifecycleState next, Instant now) {
        state.set(next);
        changes.add(new StateChange(now, next));
    }

    /// Comes into a state, which describe calls show later.
    void enter(LifecycleState next, Instant now, Instant shownFrom) {
        state.set(next, now, shownFrom);
        changes.add(new StateChange(now, next));
    }

    /// The instance's id.
    public String id() {
        return id;
    }

    /// The name of its group.
    public String groupName() {
        return group.name();
    }

    /// When it was launched.
    public Instant launched() {
        return launched;
    }

    /// When the guest went down for good, or `null` while it lives.
    public @Nullable Instant ended() {
        return ended;
    }

    /// Its true lifecycle state.
    public LifecycleState state() {
        return state.current();
    }

    /// When it truly came into each of its states, oldest first; a live view.
    public List<StateChange> changes() {
        return Collections.unmodifiableList(changes);
    }

    /// Its true EC2 state.
    public Ec2State ec2() {
        return ec2;
    }

    /// Whether EC2 has forgotten that it ever was.
    public boolean isForgotten(Instant now) {
        return !now.isBefore(forgotten);
    }

    /// Whether the guest runs, so that its queues can drain.
    public boolean isRunning() {
        return ec2 == Ec2State.RUNNING;
    }

    /// Whether its SSM agent can be reached.
    public boolean agentReachable() {
        return agent.isReachable();
    }

    /// Whether it has an instance-store disk, which never outlives it.
    public boolean hasInstanceStore() {
        return instanceStore;
    }

    /// Its volumes, also those it has lost; a live view.
    public List<Volume> volumes() {
        return Collections.unmodifiableList(volumes);
    }

    /// Its tags; a live view.
    public Map<String, String> tags() {
        return Collections.unmodifiableMap(tags);
    }

    /// Its tags as describe calls show them: also those that were taken off a short while ago (EC2 API Reference,
    /// query-api-troubleshooting, eventual consistency).
    Map<String, String> shownTags(Instant now) {
        Map<String, String> shown = new LinkedHashMap<>();
        fading.forEach((key, tag) -> {
            if (now.isBefore(tag.shownUntil)) {
                shown.put(key, tag.value);
            }
        });
        shown.putAll(tags);
        return shown;
    }

    /// Loses a tag, which describe calls show until then.
    void loseTag(String key, Instant shownUntil) {
        String value = tags.remove(key);
        if (value != null) {
            fading.put(key, new Fading(value, shownUntil));
        }
    }

    /// The steady state that it was on its way to at a moment, as its instance metadata tell it.
    String target(Instant at) {
        String target = LifecycleState.PENDING.target();
        for (StateChange change : changes) {
            if (!change.at.isAfter(at)) {
                target = change.state.target();
            }
        }
        return target;
    }

    /// The tokens of the lifecycle actions that hold it; no API tells them, the world does.
    public List<String> openTokens() {
        Leaving now = leaving;
        if (now == null || now.open.isEmpty()) {
            return List.of();
        }
        List<String> tokens = new ArrayList<>(now.open.size());
        now.open.forEach(action -> tokens.add(action.token));
        return tokens;
    }

    /// When the wait that holds it began, or `null` when nothing holds it; no API tells this either.
    public @Nullable Instant waitBegan() {
        Leaving now = leaving;
        return now == null || now.open.isEmpty() ? null : now.open.getFirst().began;
    }

    /// When its heartbeat period ends, or `null` when nothing holds it; no API tells this either.
    public @Nullable Instant deadline() {
        Leaving now = leaving;
        return now == null || now.open.isEmpty() ? null : now.open.getFirst().deadline();
    }

    /// What the node's own clock shows at a moment; it may be wrong (see [Mishaps#nodeClock]).
    Instant clock(Instant now) {
        return now.plus(clockAhead);
    }

    Zone zone() {
        return zone;
    }

    Group group() {
        return group;
    }

    List<Volume> mutableVolumes() {
        return volumes;
    }

    Map<String, String> mutableTags() {
        return tags;
    }

    /// Whether it fills one of the desired places; a retained or warm one does not (User Guide,
    /// manage-retained-instances).
    boolean countsAsCapacity() {
        LifecycleState now = state.current();
        if (now.isRetained() || now.isWarm() || now == LifecycleState.TERMINATED) {
            return false;
        }
        return leaving == null || leaving.keepsSeat;
    }
}
