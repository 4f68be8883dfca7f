package io.drainguard.aws;

import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Volumes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// An account whose answers are compared: what a test needs is made in it, and taken away when it is closed. The ports
/// are the guard's own.
interface ComparedAccount extends AutoCloseable {
    /// The period of the hook that each group has from its beginning.
    Duration PERIOD = Duration.ofSeconds(60);

    /// The name of that hook.
    String HOOK = "Drainguard-Compared-Hook";

    /// The port to its groups.
    Groups groups();

    /// The port to its instances and volumes.
    Volumes volumes();

    /// The port to its looks, for a guard that was given these.
    Looks looks(String ownDocument, String parameter);

    /// Which of these instance types have instance-store disks.
    List<String> withStores(List<String> types);

    /// Makes a group whose tag names this document, that retains, and whose termination hook is in its own list.
    ///
    /// @param size how many nodes come into service
    /// @return its name
    String group(String document, int size);

    /// The group's members, whatever their state.
    List<String> members(String group);

    /// Gives a group another hook.
    void hook(String group, String name, Duration period);

    /// Sets tags of a group, which no instance inherits.
    void tagGroup(String group, Map<String, String> tags);

    /// Terminates a member through its group, without decrement.
    void terminateInGroup(String instance);

    /// An instance in service with a root and a data volume that both go with it; each call gives another one.
    String instance();

    /// Terminates an instance past its group.
    void terminate(String instance);

    /// Which of these volumes exist.
    List<String> existing(List<String> volumes);

    /// Skips the calling test unless Systems Manager takes commands for the instances of this account.
    void assumeAgents();

    /// Makes a Command document with the parameter `wait`, whose one step prints an Empty.
    ///
    /// @return its name, which begins with `drainguard-`
    String document();

    /// Makes a parameter with this value, and returns its name.
    String parameter(String value);

    /// Lets time pass until this is so.
    ///
    /// @throws AssertionError if it is not so after the time that this account may take
    void until(BooleanSupplier isSo);

    @Override
    void close();
}
