/// The ports of the sweep, spoken to AWS: Auto Scaling and Systems Manager through the SDK.
///
/// Nothing is decided here. Every failed call becomes one of four kinds in [AwsFaults], every answer of a drain
/// document becomes a look in [LookLine]; both are pure and say where each rule comes from.
@NullMarked
package io.drainguard.aws;

import org.jspecify.annotations.NullMarked;
