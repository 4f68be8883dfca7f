package io.drainguard.upgrade;

import io.drainguard.proofs.account.Account;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/// The guard of version 0.1.0 itself, from its own compiled classes, on the account's clock. Its classes have the names
/// of today's, so they have a loader of their own; the AWS SDK is shared.
final class EarlierGuardItself implements EarlierGuard {
    /// The system property with the folder of its classes.
    static final String CLASSES = "earlier.guard";

    private static final String OURS = "io.drainguard.";
    private static final URI NOWHERE = URI.create("http://simulator.invalid");
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(50);

    /// Every line of its journal.
    final List<String> lines = new ArrayList<>();

    private final Account account;
    private final ClassLoader loader;
    private final Object sweep;

    EarlierGuardItself(Path classes, Account account, Duration maxHold) {
        this.account = account;
        this.loader = new Loader(classes);
        Object time = time();
        Object groups = make(
                type("aws.AutoScalingGroups"),
                new Class<?>[] {AutoScalingClient.class, InstantSource.class},
                Account.scaling(account.http, NOWHERE),
                time);
        Object looks = make(type("aws.SsmLooks"), new Class<?>[] {SsmClient.class}, Account.ssm(account.http, NOWHERE));
        Object volumes =
                make(type("aws.Ec2Volumes"), new Class<?>[] {Ec2Client.class}, Account.ec2(account.http, NOWHERE));
        Consumer<String> write = lines::add;
        Object journal = make(
                type("journal.JsonJournal"),
                new Class<?>[] {String.class, InstantSource.class, Consumer.class},
                "earlier",
                time,
                write);
        Object settings = make(
                type("settings.Settings"),
                new Class<?>[] {String.class, Duration.class, boolean.class, Duration.class},
                Account.HOOK,
                maxHold,
                true,
                LOOK_TIMEOUT);
        this.sweep = make(
                type("sweep.Sweep"),
                new Class<?>[] {
                    type("sweep.Groups"),
                    type("sweep.Looks"),
                    type("sweep.Volumes"),
                    type("sweep.Journal"),
                    type("sweep.Time"),
                    type("settings.Settings")
                },
                groups,
                looks,
                volumes,
                journal,
                time,
                settings);
    }

    @Override
    public void guardFor(Duration length) {
        Instant end = account.world.instant().plus(length);
        while (account.world.instant().isBefore(end)) {
            Instant next = account.world.instant().plus(INTERVAL);
            sweep();
            if (account.world.instant().isBefore(next)) {
                account.world.advanceTo(next);
            }
        }
    }

    private void sweep() {
        try {
            Method run = sweep.getClass().getMethod("run", Instant.class);
            run.invoke(sweep, account.world.instant().plus(FUNCTION_TIMEOUT));
        } catch (InvocationTargetException failed) {
            throw new IllegalStateException("a sweep of version 0.1.0 failed", failed.getCause());
        } catch (ReflectiveOperationException other) {
            throw otherVersion(other);
        }
    }

    private Object time() {
        InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
            case "instant" -> account.world.instant();
            case "pause" -> {
                account.world.advance((Duration) arguments[0]);
                yield null;
            }
            default -> InvocationHandler.invokeDefault(proxy, method, arguments);
        };
        return Proxy.newProxyInstance(loader, new Class<?>[] {type("sweep.Time")}, calls);
    }

    private Class<?> type(String name) {
        try {
            return loader.loadClass(OURS + name);
        } catch (ClassNotFoundException other) {
            throw otherVersion(other);
        }
    }

    private static Object make(Class<?> type, Class<?>[] parameters, Object... arguments) {
        try {
            Constructor<?> constructor = type.getConstructor(parameters);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException other) {
            throw otherVersion(other);
        }
    }

    private static IllegalStateException otherVersion(ReflectiveOperationException cause) {
        return new IllegalStateException("-D" + CLASSES + " does not name the classes of version 0.1.0", cause);
    }

    /// Takes the product's classes from the folder, and everything else from where today's are.
    private static final class Loader extends URLClassLoader {
        Loader(Path classes) {
            super(new URL[] {url(classes)}, EarlierGuardItself.class.getClassLoader());
        }

        private static URL url(Path classes) {
            try {
                return classes.toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                @Nullable Class<?> loaded = findLoadedClass(name);
                if (loaded == null && name.startsWith(OURS)) {
                    loaded = findClass(name);
                }
                return loaded == null ? super.loadClass(name, resolve) : loaded;
            }
        }
    }
}
