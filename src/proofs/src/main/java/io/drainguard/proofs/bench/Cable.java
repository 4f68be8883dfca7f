package io.drainguard.proofs.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A cable between a function and its account that can break: bytes go through untouched, so TLS does, too.
final class Cable implements AutoCloseable {
    private final ServerSocket door;
    private final int account;
    private final List<Socket> calls = new CopyOnWriteArrayList<>();
    private final List<Socket> silenced = new CopyOnWriteArrayList<>();

    /// How the connections that are open now break.
    enum Break {
        /// The other side closes them.
        CLOSED,
        /// The other side refuses what comes on them.
        RESET,
        /// Nothing comes back on them, as when an address was translated and the translation is forgotten.
        SILENT
    }

    Cable(URI account) throws IOException {
        this.account = account.getPort();
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI endpoint() {
        return URI.create("https://127.0.0.1:" + door.getLocalPort());
    }

    /// How many connections there were.
    int connections() {
        return calls.size() / 2;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                Socket called = new Socket(InetAddress.getLoopbackAddress(), account);
                caller.setTcpNoDelay(true);
                called.setTcpNoDelay(true);
                calls.add(caller);
                calls.add(called);
                Thread.ofVirtual().start(() -> pump(caller, called));
                Thread.ofVirtual().start(() -> pump(called, caller));
            } catch (IOException ended) {
                // The next round sees whether the door is closed.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] some = new byte[16_384];
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                if (!silenced.contains(from)) {
                    out.write(some, 0, read);
                }
            }
        } catch (IOException broken) {
            // Closing both ends is all there is to do.
        }
    }

    /// Breaks the connections that are open now; new ones work.
    void breaks(Break how) throws IOException {
        List<Socket> open = new ArrayList<>(calls);
        for (Socket one : open) {
            switch (how) {
                case SILENT -> silenced.add(one);
                case CLOSED -> one.close();
                case RESET -> {
                    one.setSoLinger(true, 0);
                    one.close();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket one : calls) {
            one.close();
        }
    }
}
