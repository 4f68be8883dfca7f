package io.drainguard.sim.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the policy simulator decides (IAM User Guide, reference_policies_evaluation-logic).
class PolicySimulationTest {
    private static String decide(String statements, Map<String, List<String>> context, String action, String resource) {
        try {
            String policy = "{\"Statement\":[" + statements.replace('\'', '"') + "]}";
            return new PolicySimulation(new ObjectMapper().readTree(policy), context).decide(action, resource);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static final String ALLOW =
            "{'Effect':'Allow','Action':['ssm:Send*'],'Resource':'arn:a:document/drainguard-*'}";

    @Test
    void actionAndResource_mustBothFit() {
        assertThat(decide(ALLOW, Map.of(), "ssm:SendCommand", "arn:a:document/drainguard-x"))
                .isEqualTo("allowed");
        assertThat(decide(ALLOW, Map.of(), "ssm:SendCommand", "arn:a:document/AWS-RunShellScript"))
                .isEqualTo("implicitDeny");
        assertThat(decide(ALLOW, Map.of(), "ssm:GetDocument", "arn:a:document/drainguard-x"))
                .isEqualTo("implicitDeny");
    }

    @Test
    void explicitDeny_wins() {
        String deny = ALLOW + ",{'Effect':'Deny','Action':'*','Resource':'*'}";

        assertThat(decide(deny, Map.of(), "ssm:SendCommand", "arn:a:document/drainguard-x"))
                .isEqualTo("explicitDeny");
    }

    @Test
    void conditions_areAskedOfTheContext() {
        String tagged =
                "{'Effect':'Allow','Action':'a:b','Resource':'*','Condition':{'StringLike':{'t':'drainguard-*'}}}";
        String keys = "{'Effect':'Allow','Action':'a:b','Resource':'*','Condition':"
                + "{'Null':{'k':'false'},'ForAllValues:StringEquals':{'k':['x','y']}}}";

        assertThat(decide(tagged, Map.of("t", List.of("drainguard-q")), "a:b", "r"))
                .isEqualTo("allowed");
        assertThat(decide(tagged, Map.of("t", List.of("other")), "a:b", "r")).isEqualTo("implicitDeny");
        assertThat(decide(tagged, Map.of(), "a:b", "r")).isEqualTo("implicitDeny");
        assertThat(decide(keys, Map.of("k", List.of("x", "y")), "a:b", "r")).isEqualTo("allowed");
        assertThat(decide(keys, Map.of("k", List.of("x", "z")), "a:b", "r")).isEqualTo("implicitDeny");
        assertThat(decide(keys, Map.of(), "a:b", "r")).isEqualTo("implicitDeny");
    }

    /// A request without the key passes ForAllValues, and no ForAnyValue (IAM User Guide,
    /// reference_policies_condition-single-vs-multi-valued-context-keys).
    @Test
    void conditionsOnSeveralValues_areAskedOfEach() {
        String all =
                "{'Effect':'Allow','Action':'a:b','Resource':'*','Condition':{'ForAllValues:StringLike':{'k':'x:*'}}}";
        String any = "{'Effect':'Allow','Action':'a:b','Resource':'*','Condition':"
                + "{'ForAnyValue:StringEqualsIgnoreCase':{'k':['UserData','Kernel']}}}";

        assertThat(decide(all, Map.of("k", List.of("x:1", "x:2")), "a:b", "r")).isEqualTo("allowed");
        assertThat(decide(all, Map.of("k", List.of("x:1", "y")), "a:b", "r")).isEqualTo("implicitDeny");
        assertThat(decide(all, Map.of(), "a:b", "r")).isEqualTo("allowed");
        assertThat(decide(any, Map.of("k", List.of("z", "userData")), "a:b", "r"))
                .isEqualTo("allowed");
        assertThat(decide(any, Map.of("k", List.of("z")), "a:b", "r")).isEqualTo("implicitDeny");
        assertThat(decide(any, Map.of(), "a:b", "r")).isEqualTo("implicitDeny");
    }

    @Test
    void conditionThatIsNotImitated_isRefusedAloud() {
        String foreign =
                "{'Effect':'Allow','Action':'a:b','Resource':'*','Condition':{'IpAddress':{'s':'10.0.0.0/8'}}}";

        assertThatThrownBy(() -> decide(foreign, Map.of(), "a:b", "r"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("IpAddress");
    }
}
