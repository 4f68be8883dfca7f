package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;

/// Where the function starts from a snapshot. AWS has SnapStart in all commercial Regions but New Zealand and
/// Taipei (Lambda Developer Guide, snapstart, Supported Regions); elsewhere a function that asks for it cannot be
/// made.
class SnapStartTest {
    private static Template transformed;

    @BeforeAll
    static void transform(@TempDir Path directory) throws IOException {
        transformed = Deployments.complete(Transformed.load(directory));
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-east-1", "eu-central-1", "eu-central-2", "ap-southeast-7", "mx-central-1"})
    void auto_startsFromASnapshotWhereAwsHasThem(String region) {
        assertThat(snapStart(in(region)).path("ApplyOn").asText()).isEqualTo("PublishedVersions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ap-southeast-6",
                "ap-east-2",
                "cn-north-1",
                "cn-northwest-1",
                "us-gov-west-1",
                "us-gov-east-1",
                "eusc-de-east-1",
                "us-iso-east-1",
                "a-region-of-tomorrow-1"
            })
    void auto_asksForNoSnapshotWhereAwsHasNoneOrNobodyKnows(String region) {
        assertThat(snapStart(in(region)).isMissingNode()).isTrue();
    }

    @Test
    void on_asksForASnapshotEverywhere() {
        Template on = in("a-region-of-tomorrow-1").with("SnapStart", "On");

        assertThat(snapStart(on).path("ApplyOn").asText()).isEqualTo("PublishedVersions");
    }

    /// A function that had it keeps it unless it is told otherwise.
    @Test
    void off_saysSo() {
        Template off = in("eu-central-1").with("SnapStart", "Off");

        assertThat(snapStart(off).path("ApplyOn").asText()).isEqualTo("None");
    }

    @Test
    void everyRegionOfTheList_isACommercialOne() throws IOException {
        Set<String> listed = new TreeSet<>();
        JsonNode list = Template.load(Path.of("template.yaml")).raw().at("/Conditions/HasSnapStart");
        list.findValues("Fn::Equals").forEach(pair -> listed.add(pair.path(1).asText()));

        assertThat(listed).hasSizeGreaterThanOrEqualTo(32).doesNotContain("ap-southeast-6", "ap-east-2");
        assertThat(listed).allSatisfy(region -> {
            assertThat(Region.regions()).extracting(Region::id).contains(region);
            assertThat(Region.of(region).metadata().partition().id()).isEqualTo("aws");
        });
    }

    private static Template in(String region) {
        return transformed.with("AWS::Region", region);
    }

    private static JsonNode snapStart(Template template) {
        return template.properties("Guard").path("SnapStart");
    }
}
