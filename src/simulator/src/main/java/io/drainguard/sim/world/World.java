package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The whole simulated account: one clock, one agenda, one seed, and the services on top.
///
/// Not thread-safe but for [#post]: anybody who drives it from several threads holds one lock around it.
public final class World implements InstantSource {
    private final VirtualClock clock;
    private final Agenda agenda = new Agenda();
    private final Ids ids;
    private final Site site;
    private final Timings timings;
    private final Gate gate = new Gate(this);
    private final EventBus events;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, Instance> instances = new LinkedHashMap<>();
    private final List<Consumer<Lapse>> lapseListeners = new ArrayList<>(1);
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final Engine engine;
    private final AutoScaling autoScaling;
    private final Ssm ssm;
    private final Ec2 ec2;
    private final Surroundings surroundings = new Surroundings(this::instant);
    private final GroupSettings groupSettings = new GroupSettings();
    private final Organization organization;
    private final Parameters parameters;
    private final Mishaps mishaps;
    private final FirstBoots firstBoots;

    /// A world with recorded timings in the example account.
    public World(long seed, Instant start) {
        this(seed, start, Timings.recorded(), Site.EXAMPLE);
    }

    /// A world; the same seed and the same calls at the same times give the same world again.
    public World(long seed, Instant start, Timings timings, Site site) {
        this.clock = new VirtualClock(start);
        this.ids = new Ids(seed);
        this.events = new EventBus(this, seed);
        this.timings = timings;
        this.site = site;
        this.organization = new Organization(site, surroundings);
        this.parameters = new Parameters(this, gate);
        Commands commands = new Commands(this);
        this.engine = new Engine(this, commands);
        this.autoScaling = new AutoScaling(this, gate, engine);
        this.ssm = new Ssm(this, gate, commands);
        this.ec2 = new Ec2(this, gate, engine);
        this.mishaps = new Mishaps(this, engine.hosts());
        this.firstBoots = new FirstBoots(this, engine.hosts());
    }

    // --- time ---

    @Override
    public Instant instant() {
        return clock.instant();
    }

    /// Lets a span of virtual time pass; everything that falls due happens in order.
    public void advance(Duration span) {
        advanceTo(instant().plus(span));
    }

    /// Lets time pass up to a point; a point in the past changes nothing.
    public void advanceTo(Instant until) {
        takePosted();
        Agenda.Entry entry = agenda.takeDue(until);
        while (entry != null) {
            moveClock(entry.at());
            entry.run();
            entry = agenda.takeDue(until);
        }
        moveClock(until);
    }

    /// Lets time pass entry by entry until the condition holds, at most for the given span; says whether it came
    /// to hold.
    public boolean advanceUntil(BooleanSupplier condition, Duration atMost) {
        Instant end = instant().plus(atMost);
        while (!condition.getAsBoolean()) {
            Instant next = agenda.next();
            if (next == null || next.isAfter(end)) {
                advanceTo(end);
                return condition.getAsBoolean();
            }
            advanceTo(next);
        }
        return true;
    }

    /// Enters something to be done after a span of virtual time.
    public Cancellable after(Duration span, Runnable what) {
        return enter(span, what);
    }

    /// When the next thing is due, or `null` when nothing is.
    public @Nullable Instant nextDue() {
        return agenda.next();
    }

    /// Hands something over from another thread; it is done at the next call or move of the clock. Safe from any
    /// thread.
    public void post(Runnable what) {
        posted.add(what);
    }

    // --- services ---

    /// Amazon EC2 Auto Scaling.
    public AutoScaling autoScaling() {
        return autoScaling;
    }

    /// Systems Manager Run Command.
    public Ssm ssm() {
        return ssm;
    }

    /// Systems Manager's Parameter Store.
    public Parameters parameters() {
        return parameters;
    }

    /// What the account's organization forbids in EC2.
    public Organization organization() {
        return organization;
    }

    /// Amazon EC2.
    public Ec2 ec2() {
        return ec2;
    }

    /// What stands round the groups and is only read.
    public Surroundings surroundings() {
        return surroundings;
    }

    /// The log of every API call.
    public Calls calls() {
        return gate.calls();
    }

    /// Region and account.
    public Site site() {
        return site;
    }

    // --- seams ---

    /// Puts something between callers and effects, such as faults; replaces what was there.
    public void intercept(Interceptor interceptor) {
        gate.interceptor(interceptor);
    }

    /// Adds a listener to the events that are delivered from now on. It is called on anybody who moves the clock.
    public void onEvent(EventListener listener) {
        events.listen(listener);
    }

    /// Adds a listener to waits that end by themselves, called before the default result is applied.
    public void onLapse(Consumer<Lapse> listener) {
        lapseListeners.add(listener);
    }

    /// Changes how events travel; replaces what was there.
    public void deliverEvents(EventDelivery delivery) {
        events.delivery(delivery);
    }

    /// Sets the shell that runs commands on the nodes.
    public void shell(Shell shell) {
        ssm.commands().runner().shell(shell);
    }

    /// What may be set round groups.
    public GroupSettings groupSettings() {
        return groupSettings;
    }

    /// What may be set in Run Command.
    public RunCommandSettings runCommand() {
        return ssm.commands().settings();
    }

    // --- set-up, and the truth behind the APIs ---

    /// What can happen to nodes outside of any API.
    public Mishaps mishaps() {
        return mishaps;
    }

    /// First boots of instances that carry a tag until their product starts.
    public FirstBoots firstBoots() {
        return firstBoots;
    }

    /// Makes a group with its instances in service, as if they had been launched long ago; no activity is
    /// recorded.
    public List<Instance> createGroup(GroupSpec spec) {
        Group group = new Group(spec, site.groupArn(ids.uuid(), spec.name()));
        groups.put(group.name(), group);
        List<Instance> made = new ArrayList<>();
        for (int i = 0; i < group.desired; i++) {
            made.add(engine.hosts().createSettled(group, LifecycleState.IN_SERVICE));
        }
        return made;
    }

    /// Puts one more instance at rest into a group's warm pool.
    public Instance createWarmInstance(String groupName) {
        Group group = group(groupName);
        WarmPool pool = group.warmPool;
        boolean stopped = pool != null && pool.stopped();
        Instance made = engine.hosts()
                .createSettled(group, stopped ? LifecycleState.WARMED_STOPPED : LifecycleState.WARMED_RUNNING);
        if (stopped) {
            engine.hosts().stop(made);
        }
        return made;
    }

    /// Stores a document that commands can name.
    public void putDocument(CommandDocument document) {
        ssm.commands().documents().put(document);
    }

    /// Stores another version of a document, which commands can name by its number or as `$LATEST`.
    public void putDocumentVersion(String version, CommandDocument document) {
        ssm.commands().documents().putVersion(version, document);
    }

    /// Takes a document away again.
    public void removeDocument(String name) {
        ssm.commands().documents().remove(name);
    }

    /// Makes a document be described as something else than an active Command document; running it is not changed.
    public void documentState(String name, DocumentState state) {
        ssm.commands().documents().state(name, state);
    }

    /// The instance of that id, living or ended; an unknown one is refused.
    public Instance instance(String id) {
        Instance found = instances.get(id);
        if (found == null) {
            throw new IllegalArgumentException("there is no instance " + id);
        }
        return found;
    }

    /// Every instance there ever was; a live view.
    public Collection<Instance> instances() {
        return Collections.unmodifiableCollection(instances.values());
    }

    /// The members of a group, retained and warm ones too; a live view, empty when there is no such group.
    public List<Instance> members(String groupName) {
        Group group = groups.get(groupName);
        return group == null ? List.of() : Collections.unmodifiableList(group.members);
    }

    /// The hook of that name in a group, or `null` when there is none; no API call.
    public @Nullable Hook hook(String groupName, String hookName) {
        Group group = groups.get(groupName);
        return group == null ? null : group.hooks.get(hookName);
    }

    /// Every command on every node that is still in the history, as it truly stands; no API call.
    public List<CommandTruth> commandsInTruth() {
        return ssm.commands().history().truth();
    }

    /// Whether there is a group of that name.
    public boolean hasGroup(String groupName) {
        return groups.containsKey(groupName);
    }

    // --- for the room itself ---

    Agenda.Entry enter(Duration span, Runnable what) {
        return agenda.enter(instant().plus(span), what);
    }

    Agenda.Entry enterAt(Instant at, Runnable what) {
        return agenda.enter(at, what);
    }

    Ids ids() {
        return ids;
    }

    Timings timings() {
        return timings;
    }

    EventBus events() {
        return events;
    }

    Map<String, Group> groups() {
        return groups;
    }

    Map<String, Instance> instancesById() {
        return instances;
    }

    /// The group of that name; an unknown one is refused as the service refuses it.
    Group group(String name) {
        Group group = groups.get(name);
        if (group == null) {
            throw Errors.noSuchGroup(name);
        }
        return group;
    }

    /// The member of that id; one that is unknown or no longer a member is refused as the service refuses it.
    Instance member(String id) {
        Instance found = instances.get(id);
        if (found == null || !found.group().members.contains(found)) {
            throw Errors.noSuchInstance(id);
        }
        return found;
    }

    void lapsed(Lapse lapse) {
        lapseListeners.forEach(listener -> listener.accept(lapse));
    }

    void takePosted() {
        for (Runnable next = posted.poll(); next != null; next = posted.poll()) {
            next.run();
        }
    }

    private void moveClock(Instant to) {
        if (to.isAfter(instant())) {
            clock.advanceTo(to);
        }
    }
}
