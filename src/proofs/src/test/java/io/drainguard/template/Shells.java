package io.drainguard.template;

import java.util.List;

/// The shells under which scripts are tested, as a source for parameterized tests.
///
/// A drain document runs under whatever `sh` a node has, so its tests take each shell in every build. Tests that move a
/// whole host take minutes of processor time for each shell: a build takes the strictest, and the weekly workflow takes
/// the others too, by `-Dshells="dash,bash,busybox sh"`.
public final class Shells {
    private Shells() {}

    /// Those for tests that take long.
    public static List<String> ofTheBuild() {
        return List.of(System.getProperty("shells", "dash").split(","));
    }
}
