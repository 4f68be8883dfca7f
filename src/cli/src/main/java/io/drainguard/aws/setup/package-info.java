/// The AWS calls that only the operator's commands make: they read how groups, guards, stacks and permissions are set
/// up, and they set the operator's override. Every call uses the operator's credentials and goes through
/// [OperatorCalls].
@NullMarked
package io.drainguard.aws.setup;

import org.jspecify.annotations.NullMarked;
