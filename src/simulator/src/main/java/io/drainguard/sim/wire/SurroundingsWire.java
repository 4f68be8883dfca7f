package io.drainguard.sim.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Surroundings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The few calls that are made to services round the groups: IAM SimulatePrincipalPolicy, STS GetCallerIdentity,
/// CloudWatch ListMetrics and GetMetricStatistics, CloudWatch Logs FilterLogEvents, Lambda GetFunctionConfiguration,
/// CloudFormation ListStackResources and DescribeStackResources, which all read; and those of [TellingWire].
final class SurroundingsWire {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String XML = "text/xml;charset=UTF-8";

    private final Surroundings surroundings;
    private final TellingWire telling;

    SurroundingsWire(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.telling = new TellingWire(surroundings.telling());
    }

    /// The answer, or `null` where the request is for none of these services. The credential scope names the
    /// service (IAM User Guide, reference_sigv-create-signed-request).
    @Nullable
    WireResponse answer(WireRequest request, String requestId) {
        String scope = request.header("authorization");
        if (scope.contains("/iam/")) {
            return query(request, requestId, "iam", "https://iam.amazonaws.com/doc/2010-05-08/", this::iam);
        }
        if (scope.contains("/sts/")) {
            return query(request, requestId, "sts", "https://sts.amazonaws.com/doc/2011-06-15/", this::sts);
        }
        if (scope.contains("/cloudformation/")) {
            return query(
                    request,
                    requestId,
                    "cloudformation",
                    "http://cloudformation.amazonaws.com/doc/2010-05-15/",
                    this::cloudFormation);
        }
        if (scope.contains("/sns/")) {
            return query(request, requestId, "sns", "http://sns.amazonaws.com/doc/2010-03-31/", telling::sns);
        }
        if (scope.contains("/events/")) {
            String target = request.header("x-amz-target");
            String operation = target.substring(target.lastIndexOf('.') + 1);
            return json(
                    requestId,
                    "application/x-amz-json-1.1",
                    "events:" + operation,
                    () -> telling.events(operation, parse(request.body())));
        }
        if (scope.contains("/monitoring/")) {
            return json(requestId, WireResponse.CBOR, "cloudwatch:" + last(request.path()), () -> cloudWatch(request));
        }
        if (scope.contains("/logs/")) {
            String action = request.header("x-amz-target").replaceFirst(".*\\.", "");
            return json(
                    requestId,
                    "application/x-amz-json-1.1",
                    "logs:" + action,
                    () -> new LogsWire(surroundings).answer(action, parse(request.body())));
        }
        return scope.contains("/lambda/")
                ? json(requestId, "application/json", "lambda:GetFunctionConfiguration", () -> lambda(request))
                : null;
    }

    private interface Operation {
        void perform(Form form, Xml out);
    }

    private interface Reply {
        ObjectNode make();
    }

    private WireResponse query(
            WireRequest request, String requestId, String service, String namespace, Operation operation) {
        Form form = Form.parse(request.query(), request.body());
        String action = form.required("Action");
        try {
            refuseDenied(service + ":" + action);
            Xml result = new Xml();
            operation.perform(form, result);
            String body = "<" + action + "Response xmlns=\"" + namespace + "\"><" + action + "Result>" + result + "</"
                    + action + "Result><ResponseMetadata><RequestId>" + requestId + "</RequestId></ResponseMetadata></"
                    + action + "Response>";
            return new WireResponse(200, XML, requestId, body);
        } catch (AwsError e) {
            Xml xml = new Xml();
            xml.element(
                    "Error",
                    () -> xml.text("Type", "Sender").text("Code", e.code()).text("Message", e.text()));
            return new WireResponse(
                    e.status(),
                    XML,
                    requestId,
                    "<ErrorResponse xmlns=\"" + namespace + "\">" + xml + "</ErrorResponse>");
        }
    }

    private WireResponse json(String requestId, String contentType, String action, Reply reply) {
        try {
            refuseDenied(action);
            return new WireResponse(200, contentType, requestId, reply.make().toString());
        } catch (AwsError e) {
            return new WireResponse(e.status(), contentType, requestId, SsmWire.error(e));
        }
    }

    /// As IAM words it (IAM User Guide, troubleshoot_access-denied).
    private void refuseDenied(String action) {
        if (surroundings.isDenied(action)) {
            throw new AwsError(
                    "AccessDenied",
                    403,
                    "User: " + surroundings.caller() + " is not authorized to perform: " + action
                            + " because no identity-based policy allows the " + action + " action");
        }
    }

    private void sts(Form form, Xml out) {
        if (!form.required("Action").equals("GetCallerIdentity")) {
            throw new AwsError("InvalidAction", 400, "The simulator has no operation " + form.required("Action"));
        }
        out.text("Arn", surroundings.caller()).text("UserId", "AIDAEXAMPLE").text("Account", "123456789012");
    }

    /// All resources in one page: a stack here is small (API Reference, ListStackResources and DescribeStackResources).
    private void cloudFormation(Form form, Xml out) {
        String action = form.required("Action");
        boolean byResource = action.equals("DescribeStackResources");
        if (!byResource && !action.equals("ListStackResources")) {
            throw new AwsError("InvalidAction", 400, "The simulator has no operation " + action);
        }
        String named = form.required(byResource ? "PhysicalResourceId" : "StackName");
        String stack = byResource ? surroundings.stackOf(named) : named;
        Map<String, String> resources = stack == null ? null : surroundings.resources(stack);
        if (resources == null) {
            throw new AwsError(
                    "ValidationError", 400, (byResource ? "Stack for " : "Stack with id ") + named + " does not exist");
        }
        out.list(
                byResource ? "StackResources" : "StackResourceSummaries",
                "member",
                resources.entrySet(),
                resource -> out.text("StackName", String.valueOf(stack))
                        .text("LogicalResourceId", "Resource")
                        .text("PhysicalResourceId", resource.getKey())
                        .text("ResourceType", resource.getValue())
                        .text("ResourceStatus", "CREATE_COMPLETE"));
    }

    /// One result for each action, on the one resource (API Reference, SimulatePrincipalPolicy; several resources are
    /// not imitated).
    private void iam(Form form, Xml out) {
        if (!form.required("Action").equals("SimulatePrincipalPolicy")) {
            throw new AwsError("InvalidAction", 400, "The simulator has no operation " + form.required("Action"));
        }
        String role = form.required("PolicySourceArn");
        String policy = surroundings.policy(role);
        if (policy == null) {
            throw new AwsError("NoSuchEntity", 404, "The role " + role + " cannot be found.");
        }
        List<String> resources = form.list("ResourceArns.member");
        String resource = resources.isEmpty() ? "*" : resources.getFirst();
        PolicySimulation simulation = new PolicySimulation(parse(policy), context(form));
        out.text("IsTruncated", false);
        out.list(
                "EvaluationResults",
                "member",
                form.list("ActionNames.member"),
                action -> out.text("EvalActionName", action)
                        .text("EvalResourceName", resource)
                        .text("EvalDecision", simulation.decide(action, resource)));
    }

    private static Map<String, List<String>> context(Form form) {
        Map<String, List<String>> context = new LinkedHashMap<>();
        for (int i = 1; ; i++) {
            String entry = "ContextEntries.member." + i;
            String key = form.text(entry + ".ContextKeyName");
            if (key == null) {
                return context;
            }
            context.put(key, form.list(entry + ".ContextKeyValues.member"));
        }
    }

    /// The operation is the path's last part (Smithy RPC v2 CBOR protocol).
    private ObjectNode cloudWatch(WireRequest request) {
        JsonNode in = parse(request.body());
        return switch (last(request.path())) {
            case "ListMetrics" -> listMetrics(in.path("MetricName").asText());
            case "GetMetricStatistics" -> statistics(in);
            case String other -> telling.cloudWatch(other, in);
        };
    }

    private ObjectNode listMetrics(String metric) {
        ObjectNode reply = JSON.createObjectNode();
        var metrics = reply.putArray("Metrics");
        surroundings
                .points(metric)
                .keySet()
                .forEach(guard -> metrics.addObject()
                        .put("Namespace", "Drainguard")
                        .put("MetricName", metric)
                        .putArray("Dimensions")
                        .addObject()
                        .put("Name", "Guard")
                        .put("Value", guard));
        return reply;
    }

    /// Points of a minute each, from StartTime on and before EndTime (API Reference, GetMetricStatistics).
    private ObjectNode statistics(JsonNode in) {
        double start = in.path("StartTime").asDouble();
        double end = in.path("EndTime").asDouble();
        String guard = in.path("Dimensions").path(0).path("Value").asText();
        Map<Long, Integer> counts = new TreeMap<>();
        boolean failures = in.path("MetricName").asText().equals("Failures");
        for (Instant at : surroundings.points(in.path("MetricName").asText()).getOrDefault(guard, List.of())) {
            long minute = at.getEpochSecond() / 60 * 60;
            if (at.getEpochSecond() >= start && at.getEpochSecond() < end) {
                counts.merge(minute, 1, Integer::sum);
            }
        }
        ObjectNode reply =
                JSON.createObjectNode().put("Label", in.path("MetricName").asText());
        var list = reply.putArray("Datapoints");
        counts.forEach((minute, count) -> list.addObject()
                .put(failures ? "Sum" : "SampleCount", count.doubleValue())
                .put("Unit", "Count"));
        return reply;
    }

    private ObjectNode lambda(WireRequest request) {
        String[] parts = request.path().split("/", -1);
        String name = URLDecoder.decode(parts[3], StandardCharsets.UTF_8);
        Surroundings.Function function = surroundings.function(name);
        if (function == null) {
            throw new AwsError("ResourceNotFoundException", 404, "Function not found: " + name);
        }
        ObjectNode reply = JSON.createObjectNode()
                .put("FunctionName", name)
                .put("Role", function.role())
                .put("Timeout", function.timeout().toSeconds());
        // Without a configuration of its own a function writes there (API Reference, LoggingConfig).
        reply.putObject("LoggingConfig").put("LogGroup", "/aws/lambda/" + name).put("LogFormat", "Text");
        ObjectNode variables = reply.putObject("Environment").putObject("Variables");
        function.environment().forEach(variables::put);
        return reply;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text.isEmpty() ? "{}" : text);
        } catch (JsonProcessingException e) {
            throw new AwsError("SerializationException", 400, "not JSON: " + e.getOriginalMessage());
        }
    }
}
