package io.drainguard.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/// How much of a processor the units take while DLC serves. A guest starts a process many times slower than this
/// machine does,
/// and the units do little else: so their share is also told as it would be at this machine's own speed.
record Share(double inGuest, double slowdown) {
    private static final String UNITS = "dlc-lease.service dlc-handover.service dlc-health.service";
    private static final String PROCESSES =
            "read s _ </proc/uptime; i=0; while [ $i -lt 50 ]; do i=$((i+1)); /bin/true; done; "
                    + "read e _ </proc/uptime; echo $s $e";

    /// Measures for a time; the guest should serve and nothing else happen.
    static Share measure(Guest guest, Duration time) {
        long before = nanoseconds(guest);
        Waiting.pause(time);
        long used = nanoseconds(guest) - before;
        return new Share(
                (double) used / time.toNanos(), seconds(guest.run(PROCESSES).out()) / seconds(here()));
    }

    /// The share of one processor at the speed of this machine.
    double atFullSpeed() {
        return inGuest / slowdown;
    }

    private static long nanoseconds(Guest guest) {
        String out = guest.run("systemctl show --property CPUUsageNSec --value " + UNITS)
                .out();
        return out.lines()
                .filter(line -> !line.isBlank())
                .mapToLong(Long::parseLong)
                .sum();
    }

    private static String here() {
        try {
            Process process = new ProcessBuilder("sh", "-c", PROCESSES).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double seconds(String startAndEnd) {
        double[] times = Arrays.stream(startAndEnd.strip().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return times[1] - times[0];
    }
}
