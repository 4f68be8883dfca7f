/// What runs on the nodes and in the pods of a dsiem cluster.
@NullMarked
package io.drainguard.dsiem;

import org.jspecify.annotations.NullMarked;
