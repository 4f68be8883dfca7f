/// The stack's dashboard: what its widgets ask for, and a picture of it from a story that a real guard has played.
@NullMarked
package io.drainguard.dashboard;

import org.jspecify.annotations.NullMarked;
