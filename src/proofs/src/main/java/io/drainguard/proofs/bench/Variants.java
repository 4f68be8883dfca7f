package io.drainguard.proofs.bench;

import io.drainguard.sim.wire.ServerCertificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// All that was measured of some variants on one share of the machine.
///
/// @param share what the function got of the machine
/// @param samples by the variant's title
/// @param broken why a variant could not be measured, by its title
record Variants(String share, Map<String, List<Sample>> samples, Map<String, String> broken) {
    /// The variants in turns, so that a slow minute of the machine meets all of them; a first turn is not counted. One
    /// that breaks is left out from then on.
    static Variants measure(List<Variant> variants, Share share, ServerCertificate certificate, int runs) {
        Variants all = new Variants(share.title(), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (int run = 0; run <= runs; run++) {
            for (Variant variant : variants) {
                if (!all.broken.containsKey(variant.title())) {
                    all.take(variant, share, certificate, run, runs);
                }
            }
        }
        return all;
    }

    private void take(Variant variant, Share share, ServerCertificate certificate, int run, int runs) {
        try {
            Sample sample = Sample.take(variant, share, certificate);
            System.out.printf(
                    "%s, run %d of %d, %s: init %.0f, first %.0f, warm %.1f ms%n",
                    this.share, run, runs, variant.title(), sample.init(), sample.first(), sample.warm());
            if (run > 0) {
                samples.computeIfAbsent(variant.title(), title -> new ArrayList<>())
                        .add(sample);
            }
        } catch (Exception broke) {
            System.out.printf("%s, run %d, %s: %s%n", this.share, run, variant.title(), broke);
            broken.put(variant.title(), broke.toString().lines().findFirst().orElse(""));
        }
    }

    double median(String variant, ToDoubleFunction<Sample> figure) {
        return spread(variant, figure).median();
    }

    Spread spread(String variant, ToDoubleFunction<Sample> figure) {
        return Spread.of(samples.getOrDefault(variant, List.of()).stream()
                .map(figure::applyAsDouble)
                .toList());
    }

    /// The calls of a warm decision.
    List<String> calls(String variant) {
        return samples.getOrDefault(variant, List.of()).stream()
                .findFirst()
                .map(Sample::calls)
                .orElse(List.of());
    }
}
