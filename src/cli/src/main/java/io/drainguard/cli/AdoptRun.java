package io.drainguard.cli;

import io.drainguard.aws.setup.DocumentChanges;
import io.drainguard.aws.setup.FoundGroup;
import io.drainguard.aws.setup.GroupChanges;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.aws.setup.GroupSetupReader;
import io.drainguard.cli.AdoptPlan.Instances;
import io.drainguard.cli.AdoptPlan.Wanted;
import io.drainguard.cli.DocumentChoice.Chosen;
import io.drainguard.sweep.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Takes the steps of an [AdoptPlan].
final class AdoptRun {
    /// A document that was made is active within some seconds.
    private static final Duration CREATION = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final GroupSetupReader reader;
    private final GroupChanges groups;
    private final DocumentChanges documents;
    private final Terminal terminal;
    private final String group;
    private final List<PlanStep> taken = new ArrayList<>();
    private int many;

    AdoptRun(AwsOptions options, Terminal terminal, String group) {
        this.reader = options.groupSetups();
        this.groups = options.groupChanges();
        this.documents = options.documentChanges();
        this.terminal = terminal;
        this.group = group;
    }

    /// Takes the steps, and prints each one.
    ///
    /// @return whether all were taken; the error stream says where it stopped
    /// @throws Fault if a call failed and nothing was changed
    boolean run(AdoptPlan plan, FoundGroup found, Wanted wanted) {
        for (PlanStep step : plan.steps()) {
            try {
                if (step.needed()) {
                    take(step, found, wanted);
                    taken.add(step);
                }
                terminal.say(step.what() == PlanStep.What.INSTANCE_TAGS && step.needed() ? tagged() : step.taken());
                newcomers(step, wanted.document().name());
            } catch (Fault fault) {
                if (taken.isEmpty()) {
                    throw fault;
                }
                Halfway.tell(terminal, group, fault, taken, plan.steps(), step.permission());
                return false;
            }
        }
        return true;
    }

    private void take(PlanStep step, FoundGroup found, Wanted wanted) {
        Chosen document = wanted.document();
        switch (step.what()) {
            case DOCUMENT -> write(document);
            case LIST -> document.lists().forEach(documents::list);
            case POLICY -> groups.retain(group, true);
            case GROUP_TAG -> groups.tag(group, document.name());
            case INSTANCE_TAGS -> many = tagInstances(document.name());
            case HOOK -> groups.putHook(group, wanted.hook(), wanted.heartbeat(found.setup()));
        }
    }

    private void write(Chosen document) {
        String content = String.valueOf(document.content());
        if (document.exists()) {
            documents.update(document.name(), content);
            return;
        }
        documents.create(document.name(), content);
        Instant end = terminal.time().instant().plus(CREATION);
        Document made = reader.document(document.name());
        while ((made == null || !made.status().equals("Active"))
                && terminal.time().instant().isBefore(end)) {
            terminal.time().pause(PAUSE);
            made = reader.document(document.name());
        }
    }

    /// An instance whose launch began before the group's tag and that the group listed later lacks the tag.
    private void newcomers(PlanStep step, String document) {
        if (step.what() == PlanStep.What.HOOK || (step.what() == PlanStep.What.INSTANCE_TAGS && !step.needed())) {
            many = tagInstances(document);
            if (many > 0) {
                terminal.say(tagged() + " launched meanwhile");
            }
        }
    }

    /// More instances than the plan names where some were launched since.
    private String tagged() {
        return new PlanStep(
                        PlanStep.What.INSTANCE_TAGS,
                        true,
                        "the same tag on " + Format.count(many, "instance"),
                        "ec2:CreateTags")
                .taken();
    }

    /// Tags the instances that lack the tag, and returns how many.
    private int tagInstances(String document) {
        return InstanceRounds.change(() -> missing(document), missing -> groups.tagInstances(missing, document));
    }

    private List<String> missing(String document) {
        FoundGroup now = reader.named(group);
        List<String> present = now == null ? List.of() : now.present();
        return Instances.without(document, present, groups.instances(present));
    }
}
