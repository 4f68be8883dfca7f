/// The operator's command line, `drainguard`. It uses [io.drainguard.entry], has its own jar, and is never part of the
/// function's package.
///
/// [Main] is the command; each of its subcommands has one class. [AwsOptions] creates the AWS clients, [Terminal] holds
/// the operator's streams.
@NullMarked
package io.drainguard.cli;

import org.jspecify.annotations.NullMarked;
