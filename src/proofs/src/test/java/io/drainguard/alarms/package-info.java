/// The alarms of the template, replayed over what the real guard writes.
@NullMarked
package io.drainguard.alarms;

import org.jspecify.annotations.NullMarked;
