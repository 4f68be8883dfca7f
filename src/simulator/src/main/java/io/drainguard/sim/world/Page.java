package io.drainguard.sim.world;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a list, and the token that asks for the next one; no token on the last page.
public record Page<T>(List<T> items, @Nullable String nextToken) {
    private static final String PREFIX = "from-";

    /// Cuts a page out of a list; the token is one that an earlier page gave, or `null` for the first page.
    static <T> Page<T> of(List<T> all, int size, @Nullable String token) {
        int from = Math.min(offset(token), all.size());
        int to = Math.min(from + size, all.size());
        return new Page<>(List.copyOf(all.subList(from, to)), to < all.size() ? PREFIX + to : null);
    }

    private static int offset(@Nullable String token) {
        if (token == null) {
            return 0;
        }
        if (!token.matches(PREFIX + "\\d{1,9}")) {
            // recorded: ssm/managed_execution_control_edges.json (an empty message)
            throw new AwsError("InvalidNextToken", 400, "");
        }
        return Integer.parseInt(token.substring(PREFIX.length()));
    }
}
