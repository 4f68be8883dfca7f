package io.drainguard.proofs.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// A document of a template as an agent would get it.
///
/// @param name the document's name, which is also the value of the group's `drainguard` tag
/// @param script the shell script of its only step
/// @param defaults its parameters and their default values; the agent hands each to the script as `SSM_<name>`
/// @param allowedPatterns its parameters and the pattern each value must match
public record DrainDocument(
        String name, String script, Map<String, String> defaults, Map<String, String> allowedPatterns) {
    /// Copies the maps.
    public DrainDocument {
        defaults = Map.copyOf(defaults);
        allowedPatterns = Map.copyOf(allowedPatterns);
    }

    /// The drain document of a template, whether or not a deployment with the defaults makes it.
    public static DrainDocument in(Path template) throws IOException {
        return Template.load(template).drainDocument();
    }
}
