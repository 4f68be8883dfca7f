package io.drainguard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The rooms and what each may touch.
@AnalyzeClasses(packages = "io.drainguard", importOptions = DoNotIncludeTests.class)
class RoomsTest {
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
    static final ArchRule journal_knowsNoAws = noClasses()
            .that()
            .resideInAPackage("io.drainguard.journal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.drainguard.entry", "io.drainguard.aws", "io.drainguard.settings", "software.amazon..");

    @ArchTest
    static final ArchRule decider_isCalledBySweepOnly = noClasses()
            .that()
            .resideOutsideOfPackages("io.drainguard.decide", "io.drainguard.sweep")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.drainguard.decide.Decider")
            .because("rules live in one place and are applied in one place");

    @ArchTest
    static final ArchRule cli_isKnownToNobody = noClasses()
            .that()
            .resideOutsideOfPackage("io.drainguard.cli")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.drainguard.cli")
            .because("the function's package does not have it");

    @ArchTest
    static final ArchRule picocli_isTheCommandLines = noClasses()
            .that()
            .resideOutsideOfPackage("io.drainguard.cli")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "picocli..",
                    "software.amazon.awssdk.services.cloudformation..",
                    "software.amazon.awssdk.services.cloudwatch..",
                    "software.amazon.awssdk.services.iam..",
                    "software.amazon.awssdk.services.lambda..",
                    "software.amazon.awssdk.services.sts..")
            .because("the function's package does not have it");

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
