package io.drainguard.proofs.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A template of the repository, read once and worked out for one set of parameter values.
///
/// Resources whose condition does not hold are not there, as after a deployment.
public final class Template {
    /// The product's own template.
    public static final Path GUARD = Path.of("template.yaml");

    /// Logical id of the drain document in a template with one group, and how those end of a template with several.
    public static final String DRAIN_DOCUMENT = "DrainDocument";

    private static final Path OTHERS = Path.of("templates");
    private static final Pattern UNIT = Pattern.compile("<<UNIT\\n(.*?\\n)UNIT\\n", Pattern.DOTALL);
    private static final Pattern ASSIGNMENT = Pattern.compile("^(\\w+)='(.*)'$", Pattern.MULTILINE);
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");
    private static final Pattern ENVIRONMENT = Pattern.compile("^Environment=\"(\\w+)=(.*)\"$", Pattern.MULTILINE);

    private final JsonNode template;
    private final Map<String, String> parameters;
    private final Intrinsics.Place place;
    private final Intrinsics intrinsics;

    private Template(JsonNode template, Map<String, String> parameters, Intrinsics.Place place) {
        this.template = template;
        this.parameters = Map.copyOf(parameters);
        this.place = place;
        this.intrinsics = new Intrinsics(template, this.parameters, place);
    }

    /// Every template of the repository in the current directory: whoever adds a file to `templates/` adds it here.
    public static List<Path> files() throws IOException {
        try (Stream<Path> others = Files.list(OTHERS)) {
            return Stream.concat(
                            Stream.of(GUARD),
                            others.filter(file -> file.toString().endsWith(".yaml"))
                                    .sorted())
                    .toList();
        }
    }

    /// Loads a template with the defaults of its parameters.
    public static Template load(Path file) throws IOException {
        return new Template(CloudFormationYaml.read(file), Map.of(), Intrinsics.Place.ANY);
    }

    /// The same template as deployed with another value for one parameter; lists are comma separated. A pseudo
    /// parameter, such as `AWS::Region`, can be given like any other.
    public Template with(String parameter, String value) {
        if (!parameter.startsWith("AWS::")) {
            parameter(parameter);
        }
        Map<String, String> changed = new LinkedHashMap<>(parameters);
        changed.put(parameter, value);
        return new Template(template, changed, place);
    }

    /// The same template as deployed by a stack of that name in that Region. A name that CloudFormation makes up begins
    /// with the stack's (CloudFormation Template Reference, resource custom naming).
    public Template in(String stack, String region) {
        return new Template(template, parameters, place.named(stack, region));
    }

    /// The same template in an account that has a thing of this id, such as a subnet, with attributes for which a rule
    /// may ask.
    public Template where(String id, Map<String, String> attributes) {
        Map<String, Map<String, String>> known = new LinkedHashMap<>(place.known());
        known.put(id, attributes);
        return new Template(template, parameters, place.knowing(known));
    }

    /// The same template in an account in which other stacks export these values. Without them each imported value is
    /// `imported:` and its name.
    public Template importing(Map<String, String> exports) {
        return new Template(template, parameters, place.importing(exports));
    }

    /// What this deployment exports to other stacks, by the names that they import.
    public SortedMap<String, String> exports() {
        SortedMap<String, String> exports = new TreeMap<>();
        section("Outputs").values().forEach(output -> {
            JsonNode resolved = intrinsics.resolve(output);
            if (resolved.has("Export") && isMade(output)) {
                exports.put(
                        resolved.at("/Export/Name").asText(),
                        resolved.path("Value").asText());
            }
        });
        return exports;
    }

    /// What each resource of this deployment refers to, by logical id: CloudFormation makes these before it, and
    /// deletes them after it.
    public SortedMap<String, SortedSet<String>> dependencies() {
        return new Dependencies(template, intrinsics).of(resources().keySet());
    }

    /// The template as written, short forms of functions made long, nothing worked out.
    public JsonNode raw() {
        return template;
    }

    /// The declarations of all parameters, by name.
    public SortedMap<String, JsonNode> parameters() {
        return section("Parameters");
    }

    /// The default of a parameter as text; empty when it has none.
    public String parameterDefault(String name) {
        return parameter(name).path("Default").asText("");
    }

    /// The value that a parameter has in this deployment, as text.
    public String parameterValue(String name) {
        String unset = parameterDefault(name);
        return parameters.getOrDefault(name, unset);
    }

    /// The value of an output, functions worked out.
    public String output(String name) {
        return intrinsics
                .resolve(template.path("Outputs").path(name).path("Value"))
                .asText();
    }

    /// What CloudFormation would object to before it makes anything: the messages of the rules that these values break.
    public List<String> objections() {
        List<String> objections = new ArrayList<>();
        for (JsonNode rule : section("Rules").values()) {
            if (!rule.has("RuleCondition") || intrinsics.truth(rule.path("RuleCondition"))) {
                rule.path("Assertions").forEach(assertion -> {
                    if (!intrinsics.truth(assertion.path("Assert"))) {
                        objections.add(assertion.path("AssertDescription").asText());
                    }
                });
            }
        }
        return objections;
    }

    /// All resources of this deployment by logical id, functions worked out.
    public SortedMap<String, JsonNode> resources() {
        SortedMap<String, JsonNode> resources = new TreeMap<>();
        section("Resources").forEach((id, resource) -> {
            if (isMade(resource)) {
                resources.put(id, intrinsics.resolve(resource));
            }
        });
        return resources;
    }

    private boolean isMade(JsonNode declared) {
        return !declared.has("Condition")
                || intrinsics.holds(declared.path("Condition").asText());
    }

    /// The resources of one type, by logical id.
    public SortedMap<String, JsonNode> resources(String type) {
        SortedMap<String, JsonNode> resources = resources();
        resources.values().removeIf(resource -> !resource.path("Type").asText().equals(type));
        return resources;
    }

    /// The properties of the only resource of a type.
    public JsonNode only(String type) {
        SortedMap<String, JsonNode> resources = resources(type);
        if (resources.size() != 1) {
            throw new NoSuchElementException("one " + type + " expected, found " + resources.keySet());
        }
        return resources.values().iterator().next().path("Properties");
    }

    /// The properties of one resource by its logical id.
    public JsonNode properties(String logicalId) {
        JsonNode resource = resources().get(logicalId);
        if (resource == null) {
            throw new NoSuchElementException("the template has no resource " + logicalId);
        }
        return resource.path("Properties");
    }

    /// The group's drain document with its script and the default values of its parameters.
    public DrainDocument drainDocument() {
        return document(DRAIN_DOCUMENT);
    }

    /// The document that puts a kept volume's queue in the place of a worker's own, in the same form.
    public DrainDocument rescueDocument() {
        return document("RescueDocument");
    }

    /// The drain documents of all groups by logical id, whether or not this deployment makes them.
    public SortedMap<String, DrainDocument> drainDocuments() {
        SortedMap<String, DrainDocument> documents = documents();
        documents.keySet().removeIf(id -> !id.endsWith(DRAIN_DOCUMENT));
        return documents;
    }

    /// Every document of the template by logical id, whether or not this deployment makes it.
    public SortedMap<String, DrainDocument> documents() {
        SortedMap<String, DrainDocument> documents = new TreeMap<>();
        section("Resources").forEach((id, resource) -> {
            if (resource.path("Type").asText().equals("AWS::SSM::Document")) {
                documents.put(id, document(id));
            }
        });
        return documents;
    }

    private DrainDocument document(String logicalId) {
        JsonNode resource = section("Resources").get(logicalId);
        if (resource == null) {
            throw new NoSuchElementException("the template has no document " + logicalId);
        }
        JsonNode document = intrinsics.resolve(resource).path("Properties");
        JsonNode content = document.path("Content");
        JsonNode lines = content.at("/mainSteps/0/inputs/runCommand");
        StringBuilder script = new StringBuilder();
        lines.forEach(line -> script.append(line.asText()).append('\n'));
        return new DrainDocument(
                document.path("Name").asText(),
                script.toString(),
                texts(content.path("parameters"), "default"),
                texts(content.path("parameters"), "allowedPattern"));
    }

    /// The environment variables of the function.
    public SortedMap<String, String> functionEnvironment() {
        SortedMap<String, String> environment = new TreeMap<>();
        only("AWS::Serverless::Function")
                .at("/Environment/Variables")
                .properties()
                .forEach(variable ->
                        environment.put(variable.getKey(), variable.getValue().asText()));
        return environment;
    }

    /// The systemd unit of the guard on EC2, as the instance's user data writes it: the shell puts the values of the
    /// variables into it that are assigned in front.
    public String serviceUnit() {
        String script =
                properties("WatchTemplate").at("/LaunchTemplateData/UserData").asText();
        Matcher unit = UNIT.matcher(script);
        if (!unit.find()) {
            throw new NoSuchElementException("the user data of WatchTemplate writes no unit");
        }
        Map<String, String> variables = new LinkedHashMap<>();
        ASSIGNMENT
                .matcher(script.substring(0, unit.start()))
                .results()
                .forEach(variable -> variables.put(variable.group(1), variable.group(2)));
        return VARIABLE.matcher(unit.group(1))
                .replaceAll(found -> Matcher.quoteReplacement(assigned(variables, found.group(1))));
    }

    private static String assigned(Map<String, String> variables, String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new NoSuchElementException("the user data of WatchTemplate assigns nothing to " + name);
        }
        return value;
    }

    /// The environment variables of the guard on EC2, from its unit.
    public SortedMap<String, String> serviceEnvironment() {
        SortedMap<String, String> environment = new TreeMap<>();
        ENVIRONMENT
                .matcher(serviceUnit())
                .results()
                .forEach(variable -> environment.put(variable.group(1), variable.group(2)));
        return environment;
    }

    /// The event patterns that invoke the function straight away, by the logical id of the event.
    public SortedMap<String, JsonNode> rulePatterns() {
        SortedMap<String, JsonNode> patterns = new TreeMap<>();
        events("EventBridgeRule").forEach((id, event) -> patterns.put(id, event.path("Pattern")));
        return patterns;
    }

    /// The event patterns whose events go to a queue first, by the logical id of their rule.
    public SortedMap<String, JsonNode> queuedPatterns() {
        SortedMap<String, JsonNode> patterns = new TreeMap<>();
        resources("AWS::Events::Rule").forEach((id, rule) -> patterns.put(id, rule.at("/Properties/EventPattern")));
        return patterns;
    }

    /// The queues that the function reads, by the logical id of the event: how it reads each.
    public SortedMap<String, JsonNode> queues() {
        return events("SQS");
    }

    /// What the schedule sends to the function, as JSON text.
    public String scheduleInput() {
        return schedule().path("Input").asText();
    }

    /// How often the schedule invokes the function, such as `rate(1 minute)`.
    public String scheduleExpression() {
        return schedule().path("ScheduleExpression").asText();
    }

    /// All statements of the template's managed policies.
    public Iterable<JsonNode> policyStatements() {
        return resources("AWS::IAM::ManagedPolicy").values().stream()
                .flatMap(policy ->
                        policy.at("/Properties/PolicyDocument/Statement").valueStream())
                .toList();
    }

    /// The IAM actions that the guard's policy grants, such as `autoscaling:CompleteLifecycleAction`.
    public SortedSet<String> iamActions() {
        SortedSet<String> actions = new TreeSet<>();
        policyStatements().forEach(statement -> texts(statement.path("Action"), actions));
        return actions;
    }

    private JsonNode schedule() {
        return events("ScheduleV2").values().iterator().next();
    }

    private SortedMap<String, JsonNode> events(String type) {
        SortedMap<String, JsonNode> events = new TreeMap<>();
        only("AWS::Serverless::Function").path("Events").properties().forEach(event -> {
            if (event.getValue().path("Type").asText().equals(type)) {
                events.put(event.getKey(), event.getValue().path("Properties"));
            }
        });
        return events;
    }

    private JsonNode parameter(String name) {
        JsonNode parameter = template.path("Parameters").path(name);
        if (parameter.isMissingNode()) {
            throw new NoSuchElementException("the template has no parameter " + name);
        }
        return parameter;
    }

    private SortedMap<String, JsonNode> section(String name) {
        SortedMap<String, JsonNode> section = new TreeMap<>();
        template.path(name).properties().forEach(entry -> section.put(entry.getKey(), entry.getValue()));
        return section;
    }

    private static Map<String, String> texts(JsonNode declarations, String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        declarations
                .properties()
                .forEach(entry ->
                        texts.put(entry.getKey(), entry.getValue().path(field).asText()));
        return texts;
    }

    private static void texts(JsonNode textOrList, SortedSet<String> into) {
        if (textOrList.isTextual()) {
            into.add(textOrList.asText());
        }
        textOrList.forEach(item -> into.add(item.asText()));
    }
}
