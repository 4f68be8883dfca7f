package io.drainguard.sim.shell;

import io.drainguard.sim.world.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;

/// One directory per node that stands for the node's root file system.
public final class NodeDirectories {
    private final Path base;

    /// Keeps the nodes' roots below a directory that is there or can be made.
    public NodeDirectories(Path base) {
        this.base = base.toAbsolutePath();
    }

    /// The root of a node; made when it is not there.
    public Path root(String instanceId) {
        return made(base.resolve(instanceId));
    }

    /// Where an absolute path of the node lies on this machine; not made.
    public Path locate(String instanceId, String absolutePath) {
        return Path.of(root(instanceId) + absolutePath);
    }

    /// A directory of the node; made when it is not there.
    public Path directory(String instanceId, String absolutePath) {
        return made(locate(instanceId, absolutePath));
    }

    /// What stands for the file system on a volume: for a root volume the root of the node that was launched with
    /// it, also when that node is gone; for any other volume a directory of its own.
    public Path volume(Volume volume) {
        return volume.isRoot()
                ? root(volume.origin())
                : made(base.resolveSibling("volumes").resolve(volume.id()));
    }

    /// A comma separated list of absolute paths with each put under the node's root; anything else stays as it
    /// is.
    String rebase(String instanceId, String commaSeparated) {
        Path root = root(instanceId);
        StringJoiner rebased = new StringJoiner(",");
        for (String path : commaSeparated.split(",", -1)) {
            rebased.add(path.startsWith("/") ? root + path : path);
        }
        return rebased.toString();
    }

    static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }
}
