package io.drainguard.aws;

import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.ports.WorldGroups;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sweep.Groups;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/// One contract for the groups, held by the real adapter and by the simulated guard's port alike.
class GroupsTest {
    @Nested
    class RealAdapterInProcess extends GroupsContract {
        @Override
        Groups groups() {
            return account.groups();
        }
    }

    @Nested
    class RealAdapterOverASocket extends GroupsContract {
        final SimulatorServer server = SimulatorServer.start(account.world);
        final SdkHttpClient http = UrlConnectionHttpClient.create();

        @Override
        Groups groups() {
            return new AutoScalingGroups(Account.scaling(http, server.endpoint()), account.world);
        }

        @AfterEach
        void stop() {
            http.close();
            server.close();
        }
    }

    @Nested
    class SimulatedGuardsPort extends GroupsContract {
        @Override
        Groups groups() {
            return new WorldGroups(account.world);
        }
    }
}
