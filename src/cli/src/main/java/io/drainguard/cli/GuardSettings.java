package io.drainguard.cli;

import io.drainguard.settings.Settings;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The settings by which the guard judges the nodes, and whose they are.
///
/// @param guards the guards whose settings were read, the one that holds shortest first; empty for none
/// @param own the operator's own settings, `null` where a guard's were read
/// @param whose names the guards, or says why none was read
/// @param notes what the operator must know of it, one sentence each
/// @param problems what could not be read, one sentence each
record GuardSettings(List<Of> guards, @Nullable Settings own, String whose, List<String> notes, List<String> problems) {
    GuardSettings {
        guards = List.copyOf(guards);
        notes = List.copyOf(notes);
        problems = List.copyOf(problems);
    }

    /// The settings of one guard.
    record Of(String guard, Settings settings) {}

    /// Tells whether no guard's settings are known, so that those in the operator's environment stand in for them.
    boolean fallsBack() {
        return own != null;
    }

    /// Returns all the settings that may count, those that hold shortest first.
    List<Settings> all() {
        return own == null ? guards.stream().map(Of::settings).toList() : List.of(own);
    }

    /// Returns the names of the guards whose settings these are, `null` for the operator's own.
    @Nullable
    String names() {
        return own == null ? guards.stream().map(Of::guard).collect(Collectors.joining(", ")) : null;
    }
}
