/// The operator's command line, `drainguard`: above [io.drainguard.entry], in a jar of its own, and never in the
/// function's package.
///
/// [Main] is the command; there is one class for each of its commands. [AwsOptions] leads to AWS, [Terminal] to whoever
/// sits
/// before it.
@NullMarked
package io.drainguard.cli;

import org.jspecify.annotations.NullMarked;
