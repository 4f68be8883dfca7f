package io.drainguard.aws;

import static io.drainguard.proofs.account.Account.DOCUMENT;
import static io.drainguard.proofs.account.Account.DOCUMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Looks;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A guard runs the documents that it was given: its own, and those that its parameter lists.
class GivenDocumentsTest {
    private static final String OWN = "drainguard-own";

    private final Account account = new Account();
    private final Looks looks = account.looks(OWN, DOCUMENTS);

    @Test
    void ownDocument_mayRunWithoutReadingTheList() {
        assertThat(looks.mayRun(OWN)).isTrue();
        assertThat(reads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DOCUMENT,
                "drainguard-a," + DOCUMENT,
                " drainguard-a , " + DOCUMENT + " ",
                "drainguard-a\n" + DOCUMENT
            })
    void listedDocument_mayRun(String list) {
        account.world.parameters().put(DOCUMENTS, "StringList", list);

        assertThat(looks.mayRun(DOCUMENT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "drainguard-workers2",
                "drainguard-work",
                "Drainguard-Workers",
                "drainguard-a,",
                "*",
                "drainguard-*"
            })
    void documentThatIsNotListed_mayNotRun(String list) {
        account.world.parameters().put(DOCUMENTS, list);

        assertThat(looks.mayRun(DOCUMENT)).isFalse();
    }

    /// The role may run nothing else, and nobody can list his way out of it.
    @ParameterizedTest
    @ValueSource(strings = {"AWS-RunShellScript", "workers", "", "Drainguard-workers"})
    void documentWithoutThePrefix_mayNotRunThoughListed(String document) {
        account.world.parameters().put(DOCUMENTS, document + ",");

        assertThat(looks.mayRun(document)).isFalse();
        assertThat(account.looks("", "").mayRun(document)).isFalse();
        assertThat(reads()).isZero();
    }

    @Test
    void guardThatWasGivenNothing_mayRunEveryDrainDocument() {
        assertThat(account.looks("", "").mayRun(DOCUMENT)).isTrue();
        assertThat(reads()).isZero();
    }

    @Test
    void guardWithItsOwnAndNoList_mayRunNoOther() {
        assertThat(account.looks(OWN, "").mayRun(DOCUMENT)).isFalse();
    }

    @Test
    void guardWithAListAndNoOwn_mayRunWhatIsListed() {
        account.world.parameters().put(DOCUMENTS, DOCUMENT);
        Looks listed = account.looks("", DOCUMENTS);

        assertThat(listed.mayRun(DOCUMENT)).isTrue();
        assertThat(listed.mayRun("drainguard-other")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDeniedException, 400, DENIED",
        "ThrottlingException, 400, THROTTLED",
        "InternalServerError, 500, BROKEN"
    })
    void listThatCannotBeRead_isAFaultForAllButItsOwn(String code, int status, Fault.Kind kind) {
        account.world.parameters().put(DOCUMENTS, DOCUMENT);
        account.trouble.refuse("GetParameter", 1, new AwsError(code, status, "no"));

        assertThat(looks.mayRun(OWN)).isTrue();
        Fault fault = GroupsContract.fault(() -> looks.mayRun(DOCUMENT));
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault).hasMessageContainingAll(DOCUMENTS, DOCUMENT);
        assertThat(looks.mayRun(DOCUMENT)).as("the next sweep reads it again").isTrue();
    }

    @Test
    void parameterThatIsNotThere_isAFault() {
        assertThat(GroupsContract.fault(() -> looks.mayRun(DOCUMENT))).hasMessageContaining(DOCUMENTS);
    }

    @Test
    void listedDocument_staysGivenWhileTheListCannotBeRead() {
        account.world.parameters().put(DOCUMENTS, DOCUMENT);
        assertThat(looks.mayRun(DOCUMENT)).isTrue();
        account.trouble.refuse("GetParameter", 99, new AwsError("AccessDeniedException", 400, "no"));
        account.world.advance(Duration.ofHours(1));

        assertThat(looks.mayRun(DOCUMENT)).isTrue();
    }

    @Test
    void list_isReadOnceInFiveMinutesHoweverManyDocumentsAreNotOnIt() {
        account.world.parameters().put(DOCUMENTS, "drainguard-a");
        for (int minute = 0; minute < 10; minute++) {
            assertThat(looks.mayRun("drainguard-b")).isFalse();
            assertThat(looks.mayRun("drainguard-c")).isFalse();
            assertThat(looks.mayRun("drainguard-a")).isTrue();
            account.world.advance(Duration.ofMinutes(1));
        }

        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void documentThatIsPutOnTheList_mayRunAfterFiveMinutes() {
        account.world.parameters().put(DOCUMENTS, "drainguard-a");
        assertThat(looks.mayRun(DOCUMENT)).isFalse();
        account.world.parameters().put(DOCUMENTS, "drainguard-a," + DOCUMENT);
        account.world.advance(Duration.ofMinutes(5));

        assertThat(looks.mayRun(DOCUMENT)).isTrue();
    }

    /// Whoever takes a name off the list wants it to stop.
    @Test
    void documentThatIsTakenOffTheList_mayNotRunForLong() {
        account.world.parameters().put(DOCUMENTS, DOCUMENT);
        assertThat(looks.mayRun(DOCUMENT)).isTrue();
        account.world.parameters().put(DOCUMENTS, "none");
        account.world.advance(Duration.ofMinutes(10));

        assertThat(looks.mayRun(DOCUMENT)).isFalse();
    }

    private int reads() {
        return account.world.calls().count("GetParameter");
    }
}
