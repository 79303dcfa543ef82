package io.simshift.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.server.OtaServer;
import io.simshift.server.api.OperatorApi;
import io.simshift.server.escrow.CmsEnvelope;
import io.simshift.server.escrow.ConsentAnswer;
import io.simshift.server.escrow.CustodyPort;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.escrow.Refusal;
import io.simshift.server.escrow.Release;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.escrow.SealException;
import io.simshift.server.escrow.SealedSlots;
import io.simshift.server.escrow.SignedApproval;
import io.simshift.server.escrow.SlotKeys;
import io.simshift.server.operator.OperatorIdentity;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * The arrows of docs/architecture.md, chapter 2. This module sees all the others, so it is where they can be checked. A rule
 * that finds no class to look at fails.
 */
@AnalyzeClasses(packages = "io.simshift", importOptions = ImportOption.DoNotIncludeTests.class)
final class ModuleArrowsTest {
    private static final String APPLET = "io.simshift.applet..";
    private static final String PROTOCOL = "io.simshift.protocol..";
    private static final String SIMULATOR = "io.simshift.simulator..";
    private static final String SERVER = "io.simshift.server..";
    private static final String BENCH = "io.simshift.bench..";
    private static final String CLI = "io.simshift.cli..";
    private static final String VECTORS = "io.simshift.vectors..";

    @ArchTest
    static final ArchRule everyClassBelongsToOneModule =
            classes().should().resideInAnyPackage(APPLET, PROTOCOL, SIMULATOR, SERVER, BENCH, CLI, VECTORS);

    @ArchTest
    static final ArchRule protocolSeesNobody = classes()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(PROTOCOL, "java..", "javax.crypto..", "org.bouncycastle..");

    @ArchTest
    static final ArchRule protocolDoesNoInputOrOutput = noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..", "java.sql..");

    @ArchTest
    static final ArchRule protocolIsGivenItsClockAndItsRandomness = noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .callConstructor(SecureRandom.class)
            .orShould()
            .callMethod(SecureRandom.class, "getInstanceStrong")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now");

    @ArchTest
    static final ArchRule appletSeesTheCardOnly = classes()
            .that()
            .resideInAPackage(APPLET)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(APPLET, "javacard..", "javacardx..", "java.lang");

    @ArchTest
    static final ArchRule serverNeverSeesTheSimulatedWorld = noClasses()
            .that()
            .resideInAPackage(SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SIMULATOR, APPLET, CLI, VECTORS, "javacard..", "com.licel..");

    @ArchTest
    static final ArchRule simulatorSeesProtocolAndApplet = noClasses()
            .that()
            .resideInAPackage(SIMULATOR)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVER, CLI, VECTORS);

    @ArchTest
    static final ArchRule benchmarksSeeTheProtocol = noClasses()
            .that()
            .resideInAPackage(BENCH)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVER, SIMULATOR, APPLET, CLI, VECTORS);

    @ArchTest
    static final ArchRule nobodyButTheCommandSeesTheBenchmarks = noClasses()
            .that()
            .resideOutsideOfPackages(BENCH, CLI)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BENCH);

    @ArchTest
    static final ArchRule vectorsSeeNobody = classes()
            .that()
            .resideInAPackage(VECTORS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(VECTORS, "java..");

    @ArchTest
    static final ArchRule nobodySeesTheCommand = noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CLI);

    /** What an operator's server is made of. */
    private static final String[] OPERATORS_SERVER = {
        "io.simshift.server.engine..",
        "io.simshift.server.card..",
        "io.simshift.server.campaign..",
        "io.simshift.server.partner..",
        "io.simshift.server.transfer..",
        "io.simshift.server.remote..",
        "io.simshift.server.smpp..",
        "io.simshift.server.sms..",
        "io.simshift.server.bip..",
        "io.simshift.server.pages..",
        "io.simshift.server.handover.."
    };

    /** How one asks the escrow, what it answers, and what its recipient opens with a key of its own. */
    private static final DescribedPredicate<JavaClass> SAID_OPENLY = JavaClass.Predicates.belongToAnyOf(
            EscrowPort.class,
            CustodyPort.class,
            EscrowAnswer.class,
            ConsentAnswer.class,
            SignedApproval.class,
            Refusal.class,
            Release.class,
            ReleasedSlot.class,
            SlotKeys.class,
            SealedSlots.class,
            SealException.class,
            CmsEnvelope.class);

    /** No code of an operator's server reaches the keys of another: custody, with its store and vault, is none of its code. */
    @ArchTest
    static final ArchRule anOperatorsServerHasNoPathToTheKeysOfAnother = noClasses()
            .that()
            .resideInAnyPackage(OPERATORS_SERVER)
            .or()
            .belongToAnyOf(OtaServer.class, OperatorApi.class)
            .should()
            .dependOnClassesThat(DescribedPredicate.and(
                    JavaClass.Predicates.resideInAPackage("io.simshift.server.escrow.."), not(SAID_OPENLY)));

    @ArchTest
    static final ArchRule onlyTheEscrowSealsSlots = noClasses()
            .that()
            .resideInAPackage(SERVER)
            .and()
            .resideOutsideOfPackage("io.simshift.server.escrow..")
            .should()
            .callMethod(
                    SealedSlots.class,
                    "seal",
                    List.class,
                    OperatorIdentity.class,
                    X509Certificate.class,
                    SecureRandom.class);

    /** Between servers there are documents, answers and envelopes; a key in the clear has no type there. */
    @ArchTest
    static final ArchRule nothingBetweenServersHoldsAKey = noClasses()
            .that()
            .resideInAnyPackage("io.simshift.server.remote..", "io.simshift.server.handover..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.belongToAnyOf(
                    SecretBytes.class, SlotKeys.class, ReleasedSlot.class, SealedSlots.class));

    @ArchTest
    static final ArchRule packagesOfTheServerHaveNoCycles =
            slices().matching("io.simshift.server.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfTheProtocolHaveNoCycles =
            slices().matching("io.simshift.protocol.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfTheCommandHaveNoCycles =
            slices().matching("io.simshift.cli.(*)..").should().beFreeOfCycles();
}
