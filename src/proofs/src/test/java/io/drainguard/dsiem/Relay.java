package io.drainguard.dsiem;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Passes each connection on to the first of some addresses that takes it, another one first each time.
final class Relay implements AutoCloseable {
    private final ServerSocket door = new ServerSocket();
    private final InetSocketAddress address;
    private final Supplier<List<InetSocketAddress>> targets;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean refuses;
    private int turn;

    Relay(InetSocketAddress address, Supplier<List<InetSocketAddress>> targets) throws IOException {
        this.address = address;
        this.targets = targets;
        door.bind(address);
        Thread.ofVirtual().start(this::accept);
    }

    boolean isAt(String host) {
        return address.getHostString().equals(host);
    }

    /// Ends all connections, and takes no new ones until it is told to.
    void refuse(boolean refuse) {
        refuses = refuse;
        if (refuse) {
            open.forEach(Relay::end);
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket from = door.accept();
                Thread.ofVirtual().start(() -> pass(from));
            } catch (IOException closed) {
                continue;
            }
        }
    }

    private void pass(Socket from) {
        open.add(from);
        Socket to = refuses ? null : dial();
        if (to != null) {
            open.add(to);
            Thread.ofVirtual().start(() -> copy(to, from));
            copy(from, to);
            open.remove(to);
        }
        end(from);
        open.remove(from);
    }

    private synchronized Socket dial() {
        List<InetSocketAddress> all = targets.get();
        turn++;
        for (int place = 0; place < all.size(); place++) {
            Socket to = new Socket();
            try {
                to.connect(all.get((turn + place) % all.size()), 1000);
                return to;
            } catch (IOException down) {
                end(to);
            }
        }
        return null;
    }

    private void copy(Socket from, Socket to) {
        try {
            if (refuses) {
                return;
            }
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // The other direction ends with it.
        } finally {
            end(from);
            end(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            throw new AssertionError(gone);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        open.forEach(Relay::end);
    }
}
