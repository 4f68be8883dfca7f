/// What happens to nodes that wait while the guard is updated from version 0.1.0, or an update is rolled back to it.
@org.jspecify.annotations.NullMarked
package io.drainguard.upgrade;
