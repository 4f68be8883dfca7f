package io.drainguard.cli;

import io.drainguard.decide.NodeId;
import io.drainguard.sweep.ActionResult;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Hooks;
import io.drainguard.sweep.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Groups whose readings somebody hears of.
record RememberedGroups(Groups groups, Consumer<Reading> heard) implements Groups {
    @Override
    public Reading tagged() {
        Reading reading = groups.tagged();
        heard.accept(reading);
        return reading;
    }

    @Override
    public boolean acts() {
        return groups.acts();
    }

    @Override
    public List<Group.Member> pool(String group) {
        return groups.pool(group);
    }

    @Override
    public @Nullable String state(String instance) {
        return groups.state(instance);
    }

    @Override
    public Hooks hooks(String group, String name) {
        return groups.hooks(group, name);
    }

    @Override
    public Map<String, Instant> waitingSince(String group, Set<String> instances) {
        return groups.waitingSince(group, instances);
    }

    @Override
    public ActionResult hold(NodeId node, String hook) {
        return groups.hold(node, hook);
    }

    @Override
    public ActionResult release(NodeId node, String hook, @Nullable String token) {
        return groups.release(node, hook, token);
    }

    @Override
    public ActionResult giveUp(NodeId node, String hook) {
        return groups.giveUp(node, hook);
    }

    @Override
    public ActionResult terminate(NodeId node) {
        return groups.terminate(node);
    }

    @Override
    public ActionResult clearOverride(NodeId node) {
        return groups.clearOverride(node);
    }
}
