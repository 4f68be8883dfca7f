package io.drainguard.proofs.dsiem;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// One directive at work, with its open correlations: `manager` of `internal/pkg/dsiem/siem/backlogmgr.go`.
final class Correlator implements Lane.Directed {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

    private final Directive directive;
    private final Assets assets;
    private final AlarmLogs logs;
    private final Pace pace;
    private final RandomGenerator random;
    private final List<Correlation> all = new ArrayList<>();

    Correlator(Directive directive, Assets assets, AlarmLogs logs, Pace pace, RandomGenerator random) {
        this.directive = directive;
        this.assets = assets;
        this.logs = logs;
        this.pace = pace;
        this.random = random;
    }

    int open() {
        return Math.toIntExact(all.stream().filter(one -> !one.isDone()).count());
    }

    boolean isOpenedBy(Event event) {
        return directive.rules().getFirst().matches(event);
    }

    @Override
    public Duration evaluate(Event event, Instant at) {
        if (directive.rules().stream().noneMatch(rule -> rule.isForPluginOf(event))) {
            return Duration.ZERO;
        }
        Duration effort = pace.draw(all.size(), random);
        List<Correlation> takers =
                all.stream().filter(one -> one.matches(event)).toList();
        takers.forEach(one -> one.take(event, assets, logs, at));
        if (takers.isEmpty() && isOpenedBy(event) && all.stream().noneMatch(one -> one.uses(event))) {
            opened(event, at).ifPresent(all::add);
        }
        return effort;
    }

    private Optional<Correlation> opened(Event event, Instant now) {
        Optional<Instant> at = event.instant();
        if (at.isEmpty()) {
            return Optional.empty();
        }
        Correlation opened = new Correlation(id(), directive, event, at.get(), now);
        opened.take(event, assets, logs, now);
        return Optional.of(opened);
    }

    /// A random id, so that two backends never give the same to one alarm:
    /// `internal/pkg/shared/idgen/idgen.go`.
    private String id() {
        StringBuilder id = new StringBuilder();
        random.ints(10, 0, ALPHABET.length()).forEach(letter -> id.append(ALPHABET.charAt(letter)));
        return id.toString();
    }

    void expire(Instant now) {
        all.forEach(one -> one.expire(logs, now));
        all.removeIf(one -> one.isForgotten(now));
    }
}
