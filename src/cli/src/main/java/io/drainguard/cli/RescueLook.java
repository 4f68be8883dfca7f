package io.drainguard.cli;

import io.drainguard.decide.Look;
import io.drainguard.rescue.RescuePorts.Looks;
import io.drainguard.sweep.Fault;

/// The look of a rescue: one run of the group's drain document. A call that failed is an Unknown look.
record RescueLook(SingleLook look) implements Looks {
    @Override
    public Look at(String worker, String document) {
        try {
            return look.at(worker, document, "the worker gave no answer in time");
        } catch (Fault fault) {
            return new Look.Unknown(String.valueOf(fault.getMessage()));
        }
    }
}
