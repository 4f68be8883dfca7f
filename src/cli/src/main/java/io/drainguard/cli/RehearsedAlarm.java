package io.drainguard.cli;

import static io.drainguard.cli.Finding.ALL;

import io.drainguard.aws.setup.Telling.Alarm;
import io.drainguard.aws.setup.Telling.State;
import io.drainguard.cli.Watch.Alarms;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Chooses the alarm that a rehearsal lets ring. Pure.
///
/// @param alarm the alarm, `null` if none can be rung
/// @param why why none can be rung, `null` if one can
record RehearsedAlarm(@Nullable Alarm alarm, @Nullable Finding why) {
    /// The alarm that a rehearsal rings unless another is named: nobody acts on it by a machine.
    private static final String USUAL = "CannotLook";

    private static final String NEXT = "see what doctor says of the alarms, or name another one with --alarm-name";

    /// Chooses an alarm of the guards' stacks.
    ///
    /// @param name the alarm's name, or the name that it has in the template; `null` for the usual one
    static RehearsedAlarm of(List<Watch> watches, @Nullable String name) {
        List<Alarm> all = watches.stream()
                .map(watch -> watch.alarms().or(Alarms.NONE))
                .flatMap(alarms -> alarms.found().stream())
                .toList();
        if (name != null) {
            return all.stream()
                    .filter(alarm -> isNamed(alarm, name))
                    .findFirst()
                    .map(RehearsedAlarm::of)
                    .orElseThrow(
                            () -> UsageError.unusable("alarm '" + name + "': no stack of a guard has it; nothing was"
                                    + " done; next: name one of "
                                    + all.stream().map(Alarm::name).toList()));
        }
        return all.stream()
                .min(Comparator.comparing((Alarm alarm) -> of(alarm).alarm() == null)
                        .thenComparing(alarm -> !isNamed(alarm, USUAL)))
                .map(RehearsedAlarm::of)
                .orElseGet(() -> none("no alarm of a guard's stack could be read"));
    }

    /// CloudFormation names an alarm after stack, template and itself: `STACK-CannotLook-1ABC`.
    private static boolean isNamed(Alarm alarm, String name) {
        return alarm.name().equals(name)
                || Stream.of(alarm.name().split("-", -1)).anyMatch(name::equals);
    }

    /// An alarm that rings already tells nobody when it is set to ring.
    private static RehearsedAlarm of(Alarm alarm) {
        if (alarm.actions().isEmpty()) {
            return none("alarm " + alarm.name() + " tells nobody");
        }
        return alarm.state() == State.ALARM
                ? none("alarm " + alarm.name() + " rings already, and would tell nobody once more")
                : new RehearsedAlarm(alarm, null);
    }

    private static RehearsedAlarm none(String why) {
        return new RehearsedAlarm(
                null, ALL.skipped("whether an alarm reaches anybody: " + why + ", so none was rung", NEXT));
    }
}
