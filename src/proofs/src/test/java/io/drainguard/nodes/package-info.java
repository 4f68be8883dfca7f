/// Real guests: a second kernel each, systemd, the units of `nodes/dlc`, and an NFS server that can be cut off or hung.
@org.jspecify.annotations.NullMarked
package io.drainguard.nodes;
