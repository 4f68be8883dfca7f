package io.drainguard.sim.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Hooks that hold nodes: opening the action, its heartbeats, its completion, and what happens when nobody
/// answers.
///
/// Source: User Guide, lifecycle-hooks and completing-lifecycle-hooks; API Reference, CompleteLifecycleAction.
final class Waits {
    private final World world;
    private final Engine engine;
    private final Map<String, LifecycleAction> byToken = new HashMap<>();

    Waits(World world, Engine engine) {
        this.world = world;
        this.engine = engine;
    }

    /// A hook begins to hold the node: a fresh token, a running period, an event.
    void open(Instance instance, Leaving leaving, Hook hook) {
        LifecycleAction action = new LifecycleAction(world.ids().uuid(), hook, instance, leaving, world.instant());
        leaving.open.add(action);
        byToken.put(action.token, action);
        startTimer(action);
        world.events().publish(Event.LifecycleHook.of(world, action, hook));
    }

    /// The period starts again, with the length that the hook has now, or had at the beginning (not documented for a
    /// hook changed mid-wait; see [GroupSettings#heartbeatsKeepPeriod]).
    void heartbeat(String group, String hook, ActionRef ref) {
        LifecycleAction action = find(group, hook, ref);
        Hook current = action.instance.group().hooks.get(action.hookName);
        if (current != null) {
            boolean keep = world.groupSettings().heartbeatsKeepPeriod();
            action.restart(world.instant(), keep ? action.period : current.heartbeatTimeout());
            startTimer(action);
        }
    }

    /// One hook is answered. CONTINUE lets the other hooks finish, ABANDON ends them too.
    void complete(String group, String hook, ActionRef ref, boolean abandon) {
        Instance launched = launched(group, hook, ref);
        if (launched == null || !engine.capacity().completeLaunch(launched, abandon)) {
            close(find(group, hook, ref), abandon, false);
        }
    }

    /// The instance that is meant, if the hook is one of launches.
    private @Nullable Instance launched(String group, String hook, ActionRef ref) {
        Hook meant = world.hook(group, hook);
        Instance instance = ref instanceof ActionRef.OfInstance(String id)
                ? world.instancesById().get(id)
                : null;
        boolean fits = meant != null && meant.transition().equals(Hook.LAUNCHING);
        return fits && instance != null && instance.groupName().equals(group) ? instance : null;
    }

    /// A deleted hook lets go of what it holds with CONTINUE (API Reference, DeleteLifecycleHook).
    void hookDeleted(Group group, String hook) {
        for (Instance member : List.copyOf(group.members)) {
            LifecycleAction action = actionOf(member, hook);
            if (action != null) {
                close(action, false, false);
            }
        }
    }

    private void startTimer(LifecycleAction action) {
        Instant acts = action.deadline().plus(world.timings().timeoutActs());
        action.timer(world.enterAt(acts, () -> timeOut(action)));
    }

    private void timeOut(LifecycleAction action) {
        world.lapsed(new Lapse(
                world.instant(), action.instance.id(), action.token, action.began, action.deadline(), action.limit()));
        Hook current = action.instance.group().hooks.get(action.hookName);
        close(action, current == null || current.defaultResult().equals("ABANDON"), true);
    }

    private void close(LifecycleAction action, boolean abandon, boolean timedOut) {
        Leaving leaving = action.leaving;
        forget(action);
        leaving.open.remove(action);
        if (abandon) {
            List<LifecycleAction> others = new ArrayList<>(leaving.open);
            others.forEach(this::forget);
            leaving.open.clear();
            engine.departures().abandon(action.instance, leaving, action.token, timedOut);
        } else if (leaving.open.isEmpty()) {
            engine.departures().proceed(action.instance, leaving);
        }
    }

    private void forget(LifecycleAction action) {
        action.stopTimer();
        byToken.remove(action.token);
    }

    /// The open action that is meant. A hook that does not fit counts as no action (*assumption*: not recorded).
    private LifecycleAction find(String groupName, String hook, ActionRef ref) {
        Group group = world.group(groupName);
        return switch (ref) {
            case ActionRef.Token(String token) -> {
                LifecycleAction action = byToken.get(token);
                if (action == null || action.instance.group() != group || !action.hookName.equals(hook)) {
                    throw Errors.noActionWithToken(token);
                }
                yield action;
            }
            case ActionRef.OfInstance(String id) -> {
                Instance instance = world.instancesById().get(id);
                LifecycleAction action =
                        instance == null || instance.group() != group ? null : actionOf(instance, hook);
                if (action == null) {
                    throw Errors.noActionOfInstance(id);
                }
                yield action;
            }
        };
    }

    private static @Nullable LifecycleAction actionOf(Instance instance, String hook) {
        Leaving leaving = instance.leaving;
        if (leaving != null) {
            for (LifecycleAction action : leaving.open) {
                if (action.hookName.equals(hook)) {
                    return action;
                }
            }
        }
        return null;
    }
}
