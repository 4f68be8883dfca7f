/// What runs on a DLC node, in real shells over real directories: the move to NFS, the lease, hand-over, health and
/// boot.
///
/// systemd, the metadata, the AWS CLI and, where a test cannot mount, the kernel's list of mounts are shims that note
/// each call.
@NullMarked
package io.drainguard.dlc;

import org.jspecify.annotations.NullMarked;
