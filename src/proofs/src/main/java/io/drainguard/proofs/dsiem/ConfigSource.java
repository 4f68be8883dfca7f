package io.drainguard.proofs.dsiem;

import java.io.IOException;
import java.util.List;

/// A frontend's folder `configs`, which a backend pulls from once, at its start.
public interface ConfigSource {
    /// The names of all files there: `GET /config/`.
    List<String> configNames() throws IOException;

    /// One file: `GET /config/<name>`.
    byte[] config(String name) throws IOException;
}
