package io.drainguard.sim;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/// The rooms of the simulated account keep to themselves; tests of the simulator live in the same packages and
/// are left out by their names.
@AnalyzeClasses(
        packages = {
            "io.drainguard.sim.world",
            "io.drainguard.sim.faults",
            "io.drainguard.sim.wire",
            "io.drainguard.sim.shell"
        },
        importOptions = SimulatorRoomsTest.NoTests.class)
class SimulatorRoomsTest {
    static final class NoTests implements ImportOption {
        @Override
        public boolean includes(com.tngtech.archunit.core.importer.Location location) {
            return !location.asURI().toString().matches(".*(Test|Scene|Contract)(\\$.*)?\\.class");
        }
    }

    @ArchTest
    static final ArchRule WORLD_IS_PURE = classes()
            .that()
            .resideInAPackage("io.drainguard.sim.world")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "io.drainguard.sim.world",
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    // Digests of text.
                    "java.nio.charset",
                    "java.security",
                    "org.jspecify.."))
            .because("the world has no sockets, no files and no JSON");

    @ArchTest
    static final ArchRule FAULTS_AND_SHELL_KNOW_THE_WORLD_ONLY = noClasses()
            .that()
            .resideInAnyPackage("io.drainguard.sim.faults", "io.drainguard.sim.shell")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.drainguard.sim.wire");

    @ArchTest
    static final ArchRule NOTHING_OF_THE_PRODUCT = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.drainguard.sim.world",
                    "io.drainguard.sim.faults",
                    "io.drainguard.sim.shell",
                    "io.drainguard.sim.wire",
                    "io.drainguard.sim.lambda",
                    "io.drainguard.sim.bus",
                    "io.drainguard.sim.time",
                    "io.drainguard.proofs.deploy")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.drainguard..")
                    .and(com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage("io.drainguard.sim.."))))
            .because("the simulator stands for AWS and must not share the product's mistakes");

    @ArchTest
    static final ArchRule ONE_WALL_CLOCK = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.drainguard.sim.time..", "io.drainguard.proofs.demo..", "io.drainguard.sim.lambda..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);
}
