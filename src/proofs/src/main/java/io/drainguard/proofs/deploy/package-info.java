/// The deployment as data: reads the product's own template, so that tests and the demo use its values, not copies.
///
/// `Template` loads the YAML, works out intrinsic functions from the parameters' defaults (or other values given) and
/// hands out what others need: the drain document with its script, the function's environment, the event patterns,
/// the IAM actions. Nothing here talks to AWS; what only AWS knows (an ARN, a physical id) is a readable stand-in.
@NullMarked
package io.drainguard.proofs.deploy;

import org.jspecify.annotations.NullMarked;
