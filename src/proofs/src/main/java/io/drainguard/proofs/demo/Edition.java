package io.drainguard.proofs.demo;

import java.util.Arrays;
import java.util.Locale;

/// Where the guard runs.
enum Edition {
    /// As a function, started by events and a schedule.
    LAMBDA,
    /// As a service on an instance: nobody calls it, so it hears no events.
    EC2;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The edition of that name.
    ///
    /// @throws IllegalArgumentException naming the ones there are
    static Edition of(String word) {
        return Arrays.stream(values())
                .filter(edition -> edition.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("there is no edition '" + word + "'; there are lambda, ec2"));
    }
}
