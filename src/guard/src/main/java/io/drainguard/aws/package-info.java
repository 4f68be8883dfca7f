/// Implements the ports of the sweep through the AWS SDK: Auto Scaling, Systems Manager and EC2.
///
/// This package decides nothing. [AwsFaults] turns every failed call into one of four kinds, and [LookLine] turns every
/// answer of a drain document into a look. Both are pure, and both name the source of each rule.
@NullMarked
package io.drainguard.aws;

import org.jspecify.annotations.NullMarked;
