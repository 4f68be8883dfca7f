/// Makes what a release ships. Nothing of it is shipped itself.
@NullMarked
package io.drainguard.packages;

import org.jspecify.annotations.NullMarked;
