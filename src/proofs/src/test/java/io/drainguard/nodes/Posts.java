package io.drainguard.nodes;

import io.drainguard.proofs.dsiem.Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Logstash behind a load balancer: it posts events at a rate, each to the next frontend, and a post that breaks or is
/// not answered 200 goes to another one until it is.
final class Posts {
    private static final int SENDERS = 12;

    private final List<DsiemProcess> frontends;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Integer> statuses = new ConcurrentSkipListMap<>();

    Posts(List<DsiemProcess> frontends) {
        this.frontends = new CopyOnWriteArrayList<>(frontends);
    }

    /// Takes a frontend out, as a load balancer does before its node goes.
    void leaveOut(DsiemProcess frontend) {
        frontends.remove(frontend);
    }

    /// What was answered 200.
    Set<String> accepted() {
        return Set.copyOf(accepted);
    }

    /// How often each status was answered.
    Map<Integer, Integer> statuses() {
        return new TreeMap<>(statuses);
    }

    /// Posts them all, so many a second, and is done when all are accepted.
    CompletableFuture<Void> send(List<Event> events, int rate) {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        CompletableFuture<?>[] all = new CompletableFuture<?>[SENDERS];
        for (int sender = 0; sender < SENDERS; sender++) {
            all[sender] = CompletableFuture.runAsync(
                    () -> {
                        for (int i = next.getAndIncrement(); i < events.size(); i = next.getAndIncrement()) {
                            long early = start + i * 1_000_000_000L / rate - System.nanoTime();
                            if (early > 0) Waiting.pause(Duration.ofNanos(early));
                            post(events.get(i).at(java.time.Instant.now()));
                        }
                    },
                    senders);
        }
        return CompletableFuture.allOf(all).whenComplete((done, failed) -> senders.shutdown());
    }

    private void post(Event event) {
        for (int attempt = 1; attempt <= 100; attempt++) {
            int status = attempt(event);
            statuses.merge(status, 1, Integer::sum);
            if (status == 200) {
                accepted.add(event.eventId());
                return;
            }
            if (attempt > 3) Waiting.pause(Duration.ofMillis(50));
        }
        throw new AssertionError("nobody takes " + event.eventId() + ": " + statuses);
    }

    /// The status, or 0 when the frontend is gone.
    private int attempt(Event event) {
        List<DsiemProcess> now = List.copyOf(frontends);
        DsiemProcess frontend = now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
        HttpRequest request = HttpRequest.newBuilder(URI.create(frontend.url() + "/events"))
                .timeout(Duration.ofSeconds(15))
                .POST(HttpRequest.BodyPublishers.ofByteArray(event.bytes()))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException broken) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
