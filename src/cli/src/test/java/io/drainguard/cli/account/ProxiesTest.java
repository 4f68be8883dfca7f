package io.drainguard.cli.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    private static final URI AWS = URI.create("https://ec2.eu-west-1.amazonaws.com");

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            http://proxy:3128             | proxy     | 3128 | -      | ''
            proxy:3128                    | proxy     | 3128 | -      | ''
            //proxy                       | proxy     | 80   | -      | ''
            HTTP://proxy/                 | proxy     | 80   | -      | ''
            http://me:secret@proxy:1      | proxy     | 1    | me     | secret
            me@proxy:1                    | proxy     | 1    | me     | ''
            http://a%40b:p%3Aw+%2F@proxy  | proxy     | 80   | a@b    | p:w+/
            http://me:p@ss:w@proxy        | proxy     | 80   | me     | p@ss:w
            http://me:100%@proxy          | proxy     | 80   | me     | 100%
            http://[::1]:3128             | ::1       | 3128 | -      | ''
            """)
    void address_isReadAsTheAwsCliReadsIt(String value, String host, int port, String user, String password) {
        Proxies.Proxy proxy = new Proxies(Map.of("HTTPS_PROXY", value)).of(AWS).orElseThrow();

        assertThat(proxy.host()).isEqualTo(host);
        assertThat(proxy.port()).isEqualTo(port);
        assertThat(proxy.user()).isEqualTo(user);
        assertThat(proxy.password()).isEqualTo(password);
        assertThat(proxy.toString()).contains("HTTPS_PROXY").doesNotContain("secret", "p@ss");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            amazonaws.com                         | true
            .amazonaws.com                        | true
            *.amazonaws.com                       | true
            EC2.eu-west-1.AmazonAWS.com           | true
            localhost , ec2.eu-west-1.amazonaws.com:8443 | true
            *                                     | true
            zonaws.com                            | false
            eu-west-1                             | false
            ec2.eu-west-1.amazonaws.com:443       | false
            ,                                     | false
            """)
    void exceptions_areHostsAndDomains(String value, boolean excepted) {
        URI address = URI.create("https://ec2.eu-west-1.amazonaws.com:8443/");
        Proxies proxies = new Proxies(Map.of("HTTPS_PROXY", "proxy", "NO_PROXY", value));

        assertThat(proxies.of(address).isEmpty()).isEqualTo(excepted);
    }

    @Test
    void eachSchemeHasItsVariable_andTheLowerCaseCounts() {
        Proxies proxies = new Proxies(
                Map.of("HTTPS_PROXY", "upper", "https_proxy", "lower", "HTTP_PROXY", "plain", "ALL_PROXY", "all"));

        assertThat(proxies.of(AWS).orElseThrow().host()).isEqualTo("lower");
        assertThat(proxies.of(URI.create("http://here")).orElseThrow().host()).isEqualTo("plain");
        assertThat(new Proxies(Map.of("HTTPS_PROXY", "upper", "https_proxy", "")).of(AWS))
                .isEmpty();
        assertThat(new Proxies(Map.of("ALL_PROXY", "all")).of(AWS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"https://proxy", "socks5://proxy", "http://", "http://proxy:x", "http://proxy:99999"})
    void whatCannotBeUsed_isSaidWithTheVariableAndWithoutItsValue(String value) {
        assertThatThrownBy(() -> new Proxies(Map.of("https_proxy", value)))
                .isInstanceOf(Unusable.class)
                .hasMessageStartingWith("https_proxy ")
                .hasMessageContaining("; next: ");
    }
}
