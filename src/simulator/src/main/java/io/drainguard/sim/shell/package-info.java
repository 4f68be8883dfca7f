/// Runs the real drain script of a document with a real `sh` over a node's own directory.
///
/// [NodeDirectories] gives each node a root of its own, under which the configured queue paths lie. [NodeShell]
/// is the world's shell: it starts the script as a child process with a clean environment, hands over the
/// parameters as the SSM agent does, kills its process group on a timeout, and all it left when the node is gone.
/// `sleep` is sped up, so that a settle time passes in virtual time.
@NullMarked
package io.drainguard.sim.shell;

import org.jspecify.annotations.NullMarked;
