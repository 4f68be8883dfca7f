package io.drainguard.sim.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/// A function that does what its event, one JSON string, tells it to.
public final class ProbeHandler implements RequestStreamHandler {

    public ProbeHandler() {
        if (System.getenv("PROBE_BROKEN") != null) {
            throw new IllegalStateException("broken from the start");
        }
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        String order = new String(input.readAllBytes(), UTF_8).replace("\"", "");
        output.write(answer(order, context).getBytes(UTF_8));
    }

    private static String answer(String order, Context context) {
        return switch (order) {
            case "throw" -> throw new IllegalStateException("told to throw");
            case "hang" -> hang();
            case "exit" -> exit();
            case "log" -> log(context);
            case "environment" -> lines(new TreeMap<>(System.getenv()));
            case "context" ->
                context.getAwsRequestId() + " " + context.getInvokedFunctionArn() + " "
                        + (context.getRemainingTimeInMillis() > 0);
            case "ssm" -> ssm();
            default -> "\"" + order + "\"";
        };
    }

    private static String hang() {
        System.out.println("hanging");
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "";
    }

    private static String exit() {
        System.exit(7);
        return "";
    }

    private static String log(Context context) {
        context.getLogger().log("through the logger\n");
        System.out.println("on standard output");
        System.err.println("on standard error");
        return "\"logged\"";
    }

    private static String lines(Map<String, String> environment) {
        StringBuilder lines = new StringBuilder();
        environment.forEach(
                (name, value) -> lines.append(name).append('=').append(value).append('\n'));
        return lines.toString();
    }

    private static String ssm() {
        try (SsmClient client =
                SsmClient.builder().httpClient(UrlConnectionHttpClient.create()).build()) {
            return "\"" + client.describeInstanceInformation().nextToken() + "\"";
        }
    }
}
