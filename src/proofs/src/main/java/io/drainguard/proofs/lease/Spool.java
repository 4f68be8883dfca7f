package io.drainguard.proofs.lease;

import java.util.ArrayList;
import java.util.List;

/// The numbered records of the stand-in for the DLC, and the position up to which they are delivered. As with files
/// that are numbered, a writer that believes in an old number writes over what another one has put there.
final class Spool {
    private final List<Integer> slots = new ArrayList<>();
    private int position;

    int size() {
        return slots.size();
    }

    int position() {
        return position;
    }

    /// The events from the position on.
    List<Integer> undelivered() {
        return position < slots.size() ? List.copyOf(slots.subList(position, slots.size())) : List.of();
    }

    void put(int slot, int event) {
        if (slot < slots.size()) {
            slots.set(slot, event);
        } else {
            slots.add(event);
        }
    }

    void moveTo(int newPosition) {
        position = newPosition;
    }
}
