package io.drainguard.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The node that an operator's command is about.
final class Target {
    @Parameters(
            index = "0",
            paramLabel = "NODE",
            description = "EC2 instance id, or letters that only one node's id begins with.")
    private String node;

    @Option(
            names = {"-y", "--yes"},
            description = "Asks nothing.")
    private boolean yes;

    String node() {
        return node;
    }

    boolean yes() {
        return yes;
    }
}
