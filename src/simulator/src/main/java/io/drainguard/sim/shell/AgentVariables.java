package io.drainguard.sim.shell;

import io.drainguard.sim.world.Shell;
import io.drainguard.sim.world.World;
import java.util.Map;

/// The environment that the agent gives every script beside PATH and the parameters: no HOME and no TERM.
///
/// Source: amazon-ssm-agent, run: reviews/ssm-agent.md. LANG is that of the agent's unit; the values are those of
/// Amazon Linux 2023 (*assumption*).
final class AgentVariables {
    private AgentVariables() {}

    static Map<String, String> of(Shell.Command command, World world) {
        return Map.of(
                "LANG",
                "C.UTF-8",
                "AWS_SSM_INSTANCE_ID",
                command.instanceId(),
                "AWS_SSM_REGION_NAME",
                world.site().region(),
                "AWS_SSM_PLATFORM_NAME",
                "Amazon Linux",
                "AWS_SSM_PLATFORM_VERSION",
                "2023",
                "SSM_COMMAND_ID",
                command.commandId());
    }
}
