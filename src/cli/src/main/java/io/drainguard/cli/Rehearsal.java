package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Agent;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.cli.Guards.Guard;
import io.drainguard.cli.Part.Known;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.cli.Setup.LiveLook.Answered;
import io.drainguard.cli.Setup.Nodes;
import io.drainguard.decide.Look;
import io.drainguard.decide.Units;
import io.drainguard.sweep.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a rehearsal on one node of a group proves. Pure.
///
/// @param node the node, `null` if none is fit
/// @param proofs what was proved
/// @param findings what is wrong or could not be judged, of the group, of this node and of what all groups share
record Rehearsal(String group, @Nullable String node, List<Proof> proofs, List<Finding> findings) {
    Rehearsal {
        proofs = List.copyOf(proofs);
        findings = List.copyOf(findings);
    }

    /// Something that was proved.
    ///
    /// @param what one word
    record Proof(String what, String text) {}

    /// Judges a set-up of which one group was read. Something is proved if its check has no finding.
    static Rehearsal of(Setup setup, GroupState state) {
        GroupSetup group = state.setup();
        String node = state.look() instanceof Known(Answered(String asked, Look look)) ? asked : null;
        List<Proof> proofs = new ArrayList<>();
        look(state, proofs);
        Hooked hook = group.hook(setup.settings().hookName());
        if (hook != null) {
            prove(HookChecks.of(group, setup.settings()), proofs, "hook", hook(hook));
        }
        Duration yields = group.yields().after();
        if (yields != null && group.outlives()) {
            proofs.add(new Proof(
                    "yield",
                    "the group lets a node go after " + yields.toSeconds() + " s, since its data outlives it"));
        } else if (yields == null && group.retains()) {
            proofs.add(new Proof("retain", "the group retains a node whose wait ends with data"));
        }
        node(setup, state, node, proofs);
        if (setup.role() != null && !setup.grants().isEmpty()) {
            prove(
                    PermissionChecks.of(setup),
                    proofs,
                    "role",
                    setup.role() + " may make each call that the guard makes for the group, as IAM simulates it");
        }
        guard(setup, proofs);
        if (!setup.watches().isEmpty()) {
            prove(WatchChecks.of(setup), proofs, "told", String.join("; ", WatchChecks.notes(setup)));
        }
        return new Rehearsal(group.name(), node, proofs, findings(setup, node));
    }

    /// The same with what came of letting people be told.
    Rehearsal with(Bell.Rung rung) {
        return new Rehearsal(
                group,
                node,
                Stream.concat(proofs.stream(), rung.proofs().stream()).toList(),
                Stream.concat(findings.stream(), rung.findings().stream()).toList());
    }

    /// The node's name, for texts.
    String nodeName() {
        return node == null ? "unknown" : node;
    }

    /// What another node lacks is the doctor's matter.
    private static List<Finding> findings(Setup setup, @Nullable String node) {
        return Doctor.examine(setup).findings().stream()
                .filter(finding -> node == null
                        || finding.subject().node() == null
                        || node.equals(finding.subject().node()))
                .toList();
    }

    private static void prove(List<Finding> findings, List<Proof> proofs, String what, String text) {
        if (findings.isEmpty()) {
            proofs.add(new Proof(what, text));
        }
    }

    private static void look(GroupState state, List<Proof> proofs) {
        if (state.look() instanceof Known(Answered(String node, Look look)) && !(look instanceof Look.Unknown)) {
            proofs.add(new Proof(
                    "look",
                    "drain document '" + state.setup().document() + "' ran on " + node + " and answered: "
                            + LookNotes.found(look)));
        }
    }

    private static String hook(Hooked hook) {
        return "'" + hook.name() + "' holds a node that goes, for " + Units.span(hook.heartbeat()) + " at a time and "
                + Units.span(hook.globalTimeout()) + " in all; DefaultResult " + hook.defaultResult();
    }

    private static void node(Setup setup, GroupState state, @Nullable String node, List<Proof> proofs) {
        Agent agent = state.nodes().or(Nodes.NONE).agents().get(node == null ? "" : node);
        if (node != null && agent != null) {
            prove(
                    NodeChecks.of(setup, state).stream()
                            .filter(finding -> node.equals(finding.subject().node()))
                            .toList(),
                    proofs,
                    "node",
                    "its agent " + agent.version() + " is " + agent.pingStatus() + ", and it carries the group's tag");
        }
    }

    private static void guard(Setup setup, List<Proof> proofs) {
        Fault fault = setup.guards().fault();
        for (Guard guard : fault == null ? setup.guards().sweeping() : List.<Guard>of()) {
            proofs.add(new Proof(
                    "guard",
                    guard.name() + " finished "
                            + Format.count(
                                    guard.activity().or(Guards.Activity.NONE).sweeps(), "sweep") + " in the last "
                            + Units.span(guard.window())));
        }
    }
}
