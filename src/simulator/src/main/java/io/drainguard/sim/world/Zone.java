package io.drainguard.sim.world;

import java.util.Arrays;
import java.util.List;

/// An Availability Zone with its id and the group's subnet in it.
record Zone(String name, String id, String subnet) {
    private static final String[] LETTERS = {"a", "b", "c"};

    /// The names of all zones.
    static List<String> names(Site site) {
        return Arrays.stream(LETTERS).map(letter -> site.region() + letter).toList();
    }

    /// The zone of the n-th instance of a group: zones take turns.
    static Zone turn(Site site, int number) {
        int index = number % LETTERS.length;
        return new Zone(site.region() + LETTERS[index], "az" + (index + 1), "subnet-0a" + index);
    }
}
