/// What runs on the nodes of a dsiem cluster, in real shells over real directories: boot, hand-over, units, and the
/// drain documents' looks at frontends, backends and NATS servers.
///
/// systemd and, where a test cannot mount, the kernel's list of mounts are shims.
@NullMarked
package io.drainguard.dsiem;

import org.jspecify.annotations.NullMarked;
