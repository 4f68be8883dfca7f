package io.drainguard.proofs.dsiem;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// What the addresses are worth that files `assets_*.json` name: `internal/pkg/dsiem/asset/asset.go`. An alarm
/// of addresses that are worth nothing has risk 0, and no line of it is written.
final class Assets {
    private final List<Network> networks = new ArrayList<>();

    private record Network(BigInteger address, int length, int value) {
        boolean contains(String other) {
            return bits(other).shiftRight(32 - length).equals(address.shiftRight(32 - length));
        }
    }

    private Assets() {}

    /// @throws IOException a file is unreadable, or there is none, and a backend does not start
    static Assets load(Path configs) throws IOException {
        Assets assets = new Assets();
        TreeSet<Path> files = Directive.files(configs, "assets_*.json");
        if (files.isEmpty()) {
            throw new IOException("Cannot find asset files in " + configs.resolve("assets_*.json"));
        }
        for (Path file : files) {
            for (JsonNode asset : Event.JSON.readTree(file.toFile()).path("assets")) {
                String cidr = asset.path("cidr").asText();
                int slash = cidr.indexOf('/');
                assets.networks.add(new Network(
                        bits(cidr.substring(0, slash)),
                        Integer.parseInt(cidr.substring(slash + 1)),
                        asset.path("value").asInt()));
            }
        }
        return assets;
    }

    int value(String address) {
        return networks.stream()
                .filter(network -> network.contains(address))
                .mapToInt(Network::value)
                .max()
                .orElse(0);
    }

    private static BigInteger bits(String address) {
        try {
            return new BigInteger(1, InetAddress.ofLiteral(address).getAddress());
        } catch (IllegalArgumentException noAddress) {
            throw new IllegalArgumentException("no address: " + address, noAddress);
        }
    }
}
