package io.drainguard.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/// What guests ask of AWS: instance metadata at 169.254.169.254 (version 2 only), and the API behind the stub `aws`. A
/// process of its own in the lab, since both addresses are there; its state is files, which the test writes.
final class AccountServer {
    /// Five words for an instance: running, shutting-down, terminated, unknown, silent.
    private static final String UNTOUCHED = "running";

    private final Path folder;

    private AccountServer(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        AccountServer account = new AccountServer(Path.of(arguments[0]));
        HttpServer metadata = HttpServer.create(new InetSocketAddress("169.254.169.254", 80), 0);
        metadata.createContext("/", account::metadata);
        metadata.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        metadata.start();
        ServerSocket api = new ServerSocket();
        api.bind(new InetSocketAddress("10.77.0.1", 8080));
        System.out.println("ready");
        while (true) {
            Socket call = api.accept();
            Thread.ofVirtual().start(() -> account.serve(call));
        }
    }

    private static String guest(byte last) {
        return last == 2 ? "a" : "b";
    }

    /// Amazon EC2 User Guide, "Use the Instance Metadata Service"; Auto Scaling User Guide, "Retrieve the target
    /// lifecycle state through instance metadata".
    private void metadata(HttpExchange exchange) throws IOException {
        byte[] address = exchange.getRemoteAddress().getAddress().getAddress();
        String guest = guest(address[3]);
        Map<String, String> values = Map.of(
                "/latest/meta-data/instance-id", Guest.instance(guest),
                "/latest/meta-data/placement/region", "eu-central-1",
                "/latest/meta-data/autoscaling/target-lifecycle-state", read(guest + ".target", "InService"));
        String path = exchange.getRequestURI().getPath();
        boolean token = "lab".equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"));
        if (path.equals("/latest/api/token") && exchange.getRequestMethod().equals("PUT")) {
            answer(exchange, 200, "lab");
        } else if (!token) {
            answer(exchange, 401, "");
        } else {
            answer(exchange, values.containsKey(path) ? 200 : 404, values.getOrDefault(path, ""));
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void serve(Socket call) {
        try (call;
                BufferedReader in = new BufferedReader(new InputStreamReader(call.getInputStream(), UTF_8))) {
            String words = in.readLine();
            if (words == null) return;
            String guest = guest(call.getInetAddress().getAddress()[3]);
            synchronized (this) {
                Files.writeString(
                        folder.resolve("calls"),
                        guest + " " + words + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
            call.getOutputStream().write(api(List.of(words.split(" "))).getBytes(UTF_8));
        } catch (IOException hungUp) {
            // The caller has its own time limit.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Exit code and output of a call, as the CLI has them.
    private String api(List<String> words) throws IOException, InterruptedException {
        if (!words.get(0).equals("ec2")) return "0\n";
        int named = words.indexOf("--instance-ids");
        String instance = words.get(named + 1);
        String word = read(instance + ".state", UNTOUCHED);
        if (word.equals("silent")) Thread.sleep(3_600_000);
        if (word.equals("unknown"))
            return "254\nAn error occurred (InvalidInstanceID.NotFound) when calling the operation: The instance ID '"
                    + instance + "' does not exist\n";
        if (words.get(1).equals("terminate-instances")) {
            Files.writeString(folder.resolve(instance + ".asked"), "");
            return "0\n";
        }
        return "0\n" + word + "\n";
    }

    private String read(String file, String otherwise) throws IOException {
        Path path = folder.resolve(file);
        return Files.exists(path) ? Files.readString(path) : otherwise;
    }
}
