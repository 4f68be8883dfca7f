package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.call;

import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;

/// The drain documents that a guard may run: its stack's own, and those in the list of a Systems Manager parameter. Not
/// safe for use by several threads.
public final class GivenDocuments {
    /// A list that was read is good for so long.
    private static final Duration GOOD_FOR = Duration.ofMinutes(5);

    private final SsmClient client;
    private final InstantSource clock;
    private final String own;
    private final String parameter;
    private Set<String> listed = Set.of();
    private @Nullable Instant readAt;

    /// The documents of a guard.
    ///
    /// @param own name of its stack's own document, empty if it has none
    /// @param parameter name of the parameter with the list, empty if there is none; a guard that was given neither
    ///     runs every document whose name begins with `drainguard-`, as version 0.1 did
    public GivenDocuments(SsmClient client, InstantSource clock, String own, String parameter) {
        this.client = client;
        this.clock = clock;
        this.own = own;
        this.parameter = parameter;
    }

    /// Tells whether a fault says that there is no such list.
    public static boolean isMissing(Fault fault) {
        return fault.getCause() instanceof ParameterNotFoundException;
    }

    /// Tells whether the guard may run this document.
    ///
    /// @throws Fault if that depends on a list that could not be read, now or before
    boolean contains(String document) {
        if (!document.startsWith(Group.DOCUMENT_PREFIX)) {
            return false;
        }
        if (document.equals(own) || (own.isEmpty() && parameter.isEmpty())) {
            return true;
        }
        return !parameter.isEmpty() && isListed(document);
    }

    /// What was listed stays given while the list cannot be read.
    private boolean isListed(String document) {
        try {
            return list(document).contains(document);
        } catch (Fault unread) {
            if (listed.contains(document)) {
                return true;
            }
            throw unread;
        }
    }

    /// The list, as it was within the last minutes.
    private Set<String> list(String document) {
        Instant last = readAt;
        if (last != null && last.plus(GOOD_FOR).isAfter(clock.instant())) {
            return listed;
        }
        String text = call(
                "reading the guard's list of documents, parameter " + parameter + ", for document " + document,
                () -> client.getParameter(request -> request.name(parameter))
                        .parameter()
                        .value());
        listed = Stream.of(String.valueOf(text).split("[,\\s]+")).collect(Collectors.toSet());
        readAt = clock.instant();
        return listed;
    }
}
