package io.drainguard.aws;

import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.ports.WorldLooks;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sweep.Looks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/// One contract for the looks, held by the real adapter and by the simulated guard's port alike.
class LooksTest {
    @Nested
    class RealAdapterInProcess extends LooksContract {
        @Override
        Looks open() {
            return account.looks();
        }
    }

    @Nested
    class RealAdapterOverASocket extends LooksContract {
        final SdkHttpClient http = UrlConnectionHttpClient.create();

        @Nullable
        SimulatorServer server;

        @Override
        Looks open() {
            server = server == null ? SimulatorServer.start(account.world) : server;
            SsmClient client = Account.ssm(http, server.endpoint());
            return new SsmLooks(client, new GivenDocuments(client, account.world, "", ""));
        }

        @AfterEach
        void stop() {
            http.close();
            if (server != null) {
                server.close();
            }
        }
    }

    @Nested
    class SimulatedGuardsPort extends LooksContract {
        @Override
        Looks open() {
            return new WorldLooks(account.world);
        }
    }
}
