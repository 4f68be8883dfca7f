package io.drainguard.sim.world;

/// The parts that move nodes, wired to one another: hosts, capacity, departures and waits.
final class Engine {
    private final Hosts hosts;
    private final Capacity capacity;
    private final Departures departures;
    private final Waits waits;
    private final Deletion deletion;
    private final RootVolumeRefresh refresh;

    Engine(World world, Commands commands) {
        this.hosts = new Hosts(world, this, commands);
        this.capacity = new Capacity(world, this);
        this.departures = new Departures(world, this);
        this.waits = new Waits(world, this);
        this.deletion = new Deletion(world, this);
        this.refresh = new RootVolumeRefresh(world, this);
    }

    Hosts hosts() {
        return hosts;
    }

    Capacity capacity() {
        return capacity;
    }

    Departures departures() {
        return departures;
    }

    Waits waits() {
        return waits;
    }

    Deletion deletion() {
        return deletion;
    }

    RootVolumeRefresh refresh() {
        return refresh;
    }
}
