package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The leader's token, typed or named: workers read it from one secret, and may read no other.
class LeaderTokenTest {
    private static final String ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:team/cribl-token-AbCdEf";

    private final Template template;

    LeaderTokenTest() throws IOException {
        template = Deployments.complete(Template.load(Path.of("template.yaml")));
    }

    @Test
    void tokenThatIsTyped_goesIntoASecretOfTheStack() {
        assertThat(template.properties("LeaderToken").path("SecretString").asText())
                .isEqualTo(Deployments.TOKEN);
        assertThat(readable(template)).containsExactly("LeaderToken");
        assertThat(boot(template)).contains("secret='LeaderToken'");
    }

    @Test
    void secretThatIsNamed_isReadAndNoneIsMade() {
        Template named = template.with("CriblLeaderToken", ARN);

        assertThat(named.resources("AWS::SecretsManager::Secret")).isEmpty();
        assertThat(readable(named)).containsExactly(ARN);
        assertThat(boot(named)).contains("secret='" + ARN + "'");
        assertThat(named.objections()).isEmpty();
    }

    @Test
    void noToken_isRefusedBeforeAnythingIsMade() {
        assertThat(template.with("CriblLeaderToken", "").objections())
                .singleElement()
                .asString()
                .startsWith("CriblLeaderToken is empty")
                .contains("criblmaster", "ARN of a secret");
    }

    @Test
    void guardAlone_needsNoTokenAndMakesNoSecret() {
        Template alone = template.with("WorkerGroup", "None").with("CriblLeaderToken", "");

        assertThat(alone.objections()).isEmpty();
        assertThat(alone.resources("AWS::SecretsManager::Secret")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "criblmaster", Deployments.TOKEN, "a:b-secretsmanager:c", ARN})
    void tokenOrArn_isTaken(String value) {
        assertThat(value).matches(pattern());
    }

    /// A mistyped ARN must not become a token. The stack's own secret would be deleted when it is named here, since
    /// the stack then makes none.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "two words",
                "it's",
                "arn:aws:secretsmanager:eu-central-1:123456789012:secret:cribl-token",
                "arn:aws:secretsmanager:eu-central-1:1234:secret:cribl-token-AbCdEf",
                "arn:aws:ssm:eu-central-1:123456789012:parameter/token",
                "arn:aws:secretsmanager:eu-central-1:123456789012:secret:LeaderToken-1a2B3c4D5e6F-AbCdEf"
            })
    void arnThatIsNoneOfASecretOfOnesOwn_isRefused(String value) {
        assertThat(value.matches(pattern())).isFalse();
    }

    private String pattern() {
        return template.parameters()
                .get("CriblLeaderToken")
                .path("AllowedPattern")
                .asText();
    }

    private static List<String> readable(Template template) {
        return template.properties("WorkerRole")
                .at("/Policies/0/PolicyDocument/Statement")
                .valueStream()
                .filter(statement -> statement.path("Action").asText().equals("secretsmanager:GetSecretValue"))
                .map(statement -> statement.path("Resource"))
                .map(JsonNode::asText)
                .toList();
    }

    private static String boot(Template template) {
        return template.properties("WorkerTemplate")
                .at("/LaunchTemplateData/UserData")
                .asText();
    }
}
