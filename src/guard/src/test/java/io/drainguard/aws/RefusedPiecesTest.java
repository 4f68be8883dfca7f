package io.drainguard.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.drainguard.sweep.Looks.Started;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;
import software.amazon.awssdk.services.ssm.model.SendCommandResponse;
import software.amazon.awssdk.services.ssm.model.UnsupportedPlatformTypeException;

/// Nodes that Systems Manager does not take, at the head of a batch: they are never asked, so they head every batch.
class RefusedPiecesTest {
    @Test
    void nineNodesOfAnotherPlatform_doNotKeepFortyOneFromBeingAsked() {
        List<String> instances =
                IntStream.range(0, 50).mapToObj("i-%02d"::formatted).toList();
        SsmClient client = mock(SsmClient.class, CALLS_REAL_METHODS);
        doAnswer(call -> {
                    SendCommandRequest request = call.getArgument(0);
                    if (request.instanceIds().stream().anyMatch(id -> id.compareTo("i-09") < 0)) {
                        throw UnsupportedPlatformTypeException.builder()
                                .message("not this platform")
                                .build();
                    }
                    return SendCommandResponse.builder()
                            .command(Command.builder()
                                    .commandId("c-" + request.instanceIds().getFirst())
                                    .requestedDateTime(Instant.EPOCH)
                                    .instanceIds(request.instanceIds())
                                    .build())
                            .build();
                })
                .when(client)
                .sendCommand(any(SendCommandRequest.class));
        Started started = new Started(new ArrayList<>(), new HashMap<>());

        try {
            new LookSender(
                            client,
                            new DrainDocuments(client),
                            "comment",
                            new LookSender.Look("drainguard-g", Duration.ZERO),
                            started)
                    .send(instances);
        } catch (io.drainguard.sweep.Fault gaveUp) {
            // Judged by who was asked.
        }

        assertThat(started.commands().stream()
                        .mapToInt(command -> command.instances().size())
                        .sum())
                .isEqualTo(41);
    }
}
