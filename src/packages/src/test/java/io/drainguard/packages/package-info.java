@NullMarked
package io.drainguard.packages;

import org.jspecify.annotations.NullMarked;
