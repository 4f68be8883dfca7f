/// How the command line reaches AWS: who signs in, in which Region, through which proxy, trusting which certificates,
/// and what to do next where that fails. The conventions are the AWS CLI's.
@NullMarked
package io.drainguard.cli.account;

import org.jspecify.annotations.NullMarked;
