/// What the operator's commands ask AWS beside the guard's own ports: how groups, guards, stacks and permissions are
/// set
/// up, and the override that an operator sets. Every call is made with the operator's credentials, through
/// [OperatorCalls].
@NullMarked
package io.drainguard.aws.setup;

import org.jspecify.annotations.NullMarked;
