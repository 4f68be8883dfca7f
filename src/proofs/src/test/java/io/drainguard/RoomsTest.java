package io.drainguard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchRule;
import io.drainguard.cli.Main;
import io.drainguard.sweep.Guard;
import java.net.URI;
import java.util.Set;

/// The rooms of the product, guard and command line, and what each may touch. That the guard knows no command line, and
/// which libraries a module knows, the modules themselves hold.
@AnalyzeClasses(locations = RoomsTest.Product.class)
class RoomsTest {
    /// The folder or jar of each product module's classes.
    static final class Product implements LocationProvider {
        @Override
        public Set<Location> get(Class<?> test) {
            return Set.of(rooms(Guard.class), rooms(Main.class));
        }

        /// Where the packages below `io.drainguard` are that this class was loaded with.
        private static Location rooms(Class<?> known) {
            String file = known.getName().replace('.', '/') + ".class";
            String url = String.valueOf(known.getResource("/" + file));
            return Location.of(URI.create(url.replace(file, "io/drainguard/")));
        }
    }

    @ArchTest
    static final ArchRule decide_knowsTheLanguageOnly = classes()
            .that()
            .resideInAPackage("io.drainguard.decide")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.drainguard.decide", "java.lang..", "java.time..", "java.util..", "org.jspecify..")
            .because("the rules are pure");

    @ArchTest
    static final ArchRule settings_knowNoOtherRoom = classes()
            .that()
            .resideInAPackage("io.drainguard.settings")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.drainguard.settings", "java.lang..", "java.time..", "java.util..", "org.jspecify..");

    @ArchTest
    static final ArchRule sweep_knowsRulesAndSettingsOnly = classes()
            .that()
            .resideInAPackage("io.drainguard.sweep")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.drainguard.sweep",
                    "io.drainguard.decide",
                    "io.drainguard.settings",
                    "java.lang..",
                    "java.time..",
                    "java.util..",
                    "org.jspecify..")
            .because("the main path reads and acts through its own ports");

    @ArchTest
    static final ArchRule aws_knowsPortsAndTheSdk = noClasses()
            .that()
            .resideInAPackage("io.drainguard.aws")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.drainguard.entry", "io.drainguard.journal", "io.drainguard.settings");

    @ArchTest
    static final ArchRule setup_knowsPortsAndTheSdk = noClasses()
            .that()
            .resideInAPackage("io.drainguard.aws.setup")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.drainguard.cli", "io.drainguard.entry", "io.drainguard.settings")
            .because("it knows of the journal only under which namespace the metrics stand");

    @ArchTest
    static final ArchRule sdkServices_areCalledByAwsOnly = noClasses()
            .that()
            .resideOutsideOfPackage("io.drainguard.aws..")
            .and()
            .doNotHaveFullyQualifiedName("io.drainguard.entry.Wiring")
            .and()
            .doNotHaveFullyQualifiedName("io.drainguard.cli.AwsOptions")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk.services..")
            .because("two wirings make the clients, and every call stands in an adapter");

    @ArchTest
    static final ArchRule journal_knowsNoAws = noClasses()
            .that()
            .resideInAPackage("io.drainguard.journal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.drainguard.entry", "io.drainguard.aws", "io.drainguard.settings", "software.amazon.awssdk..");

    @ArchTest
    static final ArchRule decider_isCalledBySweepAndCliOnly = noClasses()
            .that()
            .resideOutsideOfPackages("io.drainguard.decide", "io.drainguard.sweep", "io.drainguard.cli")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.drainguard.decide.Decider")
            .because("the rule is applied in one place, and the operator is told that rule and no copy of it");

    @ArchTest
    static final ArchRule clockRandomnessAndEnvironment_areTheEntrys = noClasses()
            .that()
            .resideOutsideOfPackages("io.drainguard.entry", "io.drainguard.cli")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class)
            .orShould()
            .callMethod(java.time.Clock.class, "systemUTC")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.random.RandomGenerator.class)
            .because("one clock and one seed");

    @ArchTest
    static final ArchRule rooms_haveNoCircle =
            slices().matching("io.drainguard.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule classes_areClosed = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .haveModifier(JavaModifier.FINAL)
            .because("nothing here is meant to be extended");
}
