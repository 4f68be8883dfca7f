package io.drainguard.aws;

import static java.util.Map.entry;

import io.drainguard.aws.ExpectedDifferences.Difference;
import java.util.Map;

/// Where moto 5.2.1 answers otherwise than AWS does, by the name of the test, and what its failure says.
final class MotoDifferences {
    static final Map<String, Difference> ALL = Map.ofEntries(
            entry(
                    "retainPolicyOfAGroup_isRead",
                    new Difference("it has no lifecycle policy of instances", "Expecting value to be true")),
            entry(
                    "hookInTheListOfANewGroup_isRead",
                    new Difference(
                            "it makes no hook of the list that a new group brings", "Expecting actual not to be null")),
            entry(
                    "hookWithAShortPeriod_isLimitedToAHundredPeriods",
                    new Difference("its limit is 48 h whatever the period", "48H")),
            entry(
                    "memberThatIsTerminated_waitsAtItsHookSinceItsActivityBegan",
                    new Difference("its hooks hold nobody: the member is gone at once", "not so after")),
            entry("waitingMember_isHeldAndReleasedOnce", new Difference("the same", "not so after")),
            entry("waitingMemberThatIsGivenUp_isRetained", new Difference("the same", "not so after")),
            entry(
                    "heartbeatOfAMemberThatDoesNotWait_findsItGone",
                    new Difference("it does not know the call", "Status Code: 500")),
            entry(
                    "commandWithoutAVersion_isListedWithTheDefaultOne",
                    new Difference("it gives no version", "$DEFAULT")),
            entry(
                    "command_namesTheNodesThatWereAskedAndNoOthers",
                    new Difference("it adds every instance of the account", "to contain exactly")),
            entry("commandsOfOtherDocuments_areNotListed", new Difference("it takes no filter", "not to contain")),
            entry(
                    "nodeWithAnAgent_answersWithTheLineOfItsDocument",
                    new Difference("it runs nothing, and does not know ListCommandInvocations", "Status Code: 500")),
            entry("commandOfADocumentThatIsNotThere_isAFault", new Difference("it takes the command", "no fault")),
            entry(
                    "nodeWithoutAnAgent_isRefusedWithTheReason",
                    new Difference("it takes the command, and has no agents", "to contain key")));

    private MotoDifferences() {}
}
