package io.drainguard.aws;

import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.ports.WorldVolumes;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sweep.Volumes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/// One contract for instances and volumes, held by the real adapter and by the simulated guard's port alike.
class VolumesTest {
    @Nested
    class RealAdapterInProcess extends VolumesContract {
        private final Volumes port = account.volumes();

        @Override
        Volumes volumes() {
            return port;
        }
    }

    @Nested
    class RealAdapterOverASocket extends VolumesContract {
        final SimulatorServer server = SimulatorServer.start(account.world);
        final SdkHttpClient http = UrlConnectionHttpClient.create();

        @Override
        Volumes volumes() {
            return new Ec2Volumes(Account.ec2(http, server.endpoint()));
        }

        @AfterEach
        void stop() {
            http.close();
            server.close();
        }
    }

    @Nested
    class SimulatedGuardsPort extends VolumesContract {
        private final Volumes port = new WorldVolumes(account.world);

        @Override
        Volumes volumes() {
            return port;
        }
    }
}
