package io.drainguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The page of timeouts lists every time that is set somewhere, as it is set there, and the order that it claims is
/// true.
class TimeoutsTest {
    private static final Path GUARD = Path.of("src/guard/src/main/java");
    private static final Path DLC = Path.of("nodes/dlc");

    private static final Pattern VALUE = Pattern.compile(
            "^\\| `([a-z-]+)` \\| (\\d+) \\| (?:`([^`]+)`|Systems Manager) \\| .+ \\|$", Pattern.MULTILINE);

    private static final Pattern ORDER =
            Pattern.compile("^\\| `([^`]* (?:<|<=|=) [^`]*)` \\| .+ \\|$", Pattern.MULTILINE);

    /// A row of any table of the page, but for headings.
    private static final Pattern ROW = Pattern.compile("^\\| `.*$", Pattern.MULTILINE);

    private static final Pattern CONSTANT = Pattern.compile("static final (?:Duration (\\w+)|int (\\w+_SECONDS))\\s*=");

    private final Map<String, Long> told = new LinkedHashMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();
    private String page;
    private Template template;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(Path.of("docs/reference/timeouts.md"));
        template = Template.load(Path.of("template.yaml"));
        VALUE.matcher(page).results().forEach(row -> {
            assertThat(told.put(row.group(1), Long.parseLong(row.group(2))))
                    .as("the name '%s' stands once", row.group(1))
                    .isNull();
            if (row.group(3) != null) {
                places.put(row.group(1), row.group(3));
            }
        });
    }

    @Test
    void everyRow_isAValueOrAnOrder() {
        assertThat(ROW.matcher(page).results())
                .hasSize(told.size() + (int) ORDER.matcher(page).results().count());
    }

    @Test
    void everyValue_isTheOneThatIsSet() throws Exception {
        Map<String, Long> set = new LinkedHashMap<>();
        for (Map.Entry<String, String> place : places.entrySet()) {
            set.put(place.getKey(), seconds(place.getValue()));
        }
        Map<String, Long> sourced = new LinkedHashMap<>(told);
        sourced.keySet().retainAll(places.keySet());

        assertThat(sourced).isEqualTo(set);
        assertThat(told.keySet()).hasSize(places.size() + 1).contains("slack");
    }

    @Test
    void everyTimeOfTheGuard_standsOnThePage() throws IOException {
        Set<String> declared = new TreeSet<>();
        try (Stream<Path> files = Files.walk(GUARD)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                String room = GUARD.relativize(file).toString().replace('/', '.');
                String type = room.substring("io.drainguard.".length(), room.length() - ".java".length());
                CONSTANT.matcher(Files.readString(file))
                        .results()
                        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                        .forEach(name -> declared.add(type + "." + name));
            }
        }

        assertThat(declared).contains("sweep.Guard.STAY", "decide.Answer.FRESH", "aws.LookSender.DELIVERY_SECONDS");
        assertThat(places.values()).containsAll(declared);
    }

    @Test
    void everyOrder_holds() {
        List<String> orders =
                ORDER.matcher(page).results().map(row -> row.group(1)).toList();

        assertThat(orders)
                .hasSizeGreaterThan(40)
                .allSatisfy(order ->
                        assertThat(holds(order)).as(order + ", with " + told).isTrue());
    }

    /// A time that is in no relation to any other can be changed without a word.
    @Test
    void timesOfLooksAndEvents_standInTheOrder() {
        Set<String> ordered = new LinkedHashSet<>();
        ORDER.matcher(page)
                .results()
                .forEach(row -> ordered.addAll(List.of(row.group(1).split(" "))));

        assertThat(ordered).containsAll(names("One look")).containsAll(names("Events of ended looks"));
        assertThat(ordered)
                .containsAll(names("Where the function waits").stream()
                        .filter(name -> !name.equals("again"))
                        .toList());
    }

    @Test
    void order_isCalculatedAndNotBelieved() {
        assertThat(holds("2 * interval + late + 10 = short")).isTrue();
        assertThat(holds("2 * interval + late = short")).isFalse();
        assertThat(holds("step < script-wait + script-total")).isFalse();
        assertThat(holds("fresh <= fresh")).isTrue();
        assertThat(holds("fresh < fresh")).isFalse();
    }

    private Set<String> names(String section) {
        String text = page.substring(page.indexOf("## " + section + "\n"));
        Set<String> names = new LinkedHashSet<>();
        VALUE.matcher(text.substring(0, text.indexOf("\n## ", 3))).results().forEach(row -> names.add(row.group(1)));
        assertThat(names).isNotEmpty();
        return names;
    }

    // --- where the values are set ---

    private long seconds(String place) throws Exception {
        String[] parts = place.split(": ");
        if (parts.length == 1) {
            return constant(place);
        }
        return switch (parts[0]) {
            case "drain.sh" -> number("(?m)^%s=(\\d+) +#", parts[1], Path.of("nodes/cribl/drain.sh"));
            case "boot.sh" -> number("(?m)^%s=(\\d+)$", parts[1], Path.of("nodes/guard/boot.sh"));
            case "parameter" -> Long.parseLong(template.parameterDefault(parts[1]));
            case "least" -> template.parameters().get(parts[1]).path("MinValue").asLong();
            case "template" -> property(template, parts[1]);
            case "dlc.yaml" ->
                property(Template.load(Path.of("templates/dlc.yaml")).with("AmiId", "ami-0a1b2c3d"), parts[1]);
            case "dlc-lease.service" -> number("(?m)^%s=(\\d+)$", parts[1], DLC.resolve("units/dlc-lease.service"));
            case "drainguard.conf" ->
                number("(?m)^%s=(\\d+)$", parts[1], DLC.resolve("units/dlc.service.d/drainguard.conf"));
            case "nodes/dlc/drain.sh" -> number("(?m)^%s=(\\d+) +#", parts[1], DLC.resolve("drain.sh"));
            case "drain-backend.sh" -> number("(?m)^%s=(\\d+) +#", parts[1], Path.of("nodes/dsiem", parts[0]));
            case "dlc-lease", "dlc-handover", "dlc-health", "dlc-boot", "lease-rule.sh", "migrate_to_nfs.sh" ->
                number("(?m)^%s=(\\d+) +#", parts[1], DLC.resolve(parts[0]));
            default -> throw new IllegalArgumentException("a place that nobody knows: " + place);
        };
    }

    private static long constant(String name) throws ReflectiveOperationException {
        int dot = name.lastIndexOf('.');
        Field field =
                Class.forName("io.drainguard." + name.substring(0, dot)).getDeclaredField(name.substring(dot + 1));
        field.setAccessible(true);
        return field.get(null) instanceof Duration length ? length.toSeconds() : field.getInt(null);
    }

    private static long number(String pattern, String name, Path file) throws IOException {
        List<MatchResult> found = Pattern.compile(pattern.formatted(name))
                .matcher(Files.readString(file))
                .results()
                .toList();
        assertThat(found).as(name + " in " + file).hasSize(1);
        return Long.parseLong(found.getFirst().group(1));
    }

    private static long property(Template template, String path) {
        int dot = path.indexOf('.');
        JsonNode value = template.properties(path.substring(0, dot))
                .at("/" + path.substring(dot + 1).replace('.', '/'));
        assertThat(value.isValueNode()).as(path).isTrue();
        return value.asText().equals("rate(1 minute)") ? 60 : Long.parseLong(value.asText());
    }

    // --- the order ---

    private boolean holds(String order) {
        String[] sides = order.split(" (?:<|<=|=) ");
        long left = sum(sides[0]);
        long right = sum(sides[1]);
        if (order.contains(" <= ")) {
            return left <= right;
        }
        return order.contains(" < ") ? left < right : left == right;
    }

    private long sum(String terms) {
        return Stream.of(terms.split(" \\+ ")).mapToLong(this::product).sum();
    }

    private long product(String factors) {
        return Stream.of(factors.split(" \\* ")).mapToLong(this::value).reduce(1, Math::multiplyExact);
    }

    private long value(String name) {
        if (name.matches("\\d+")) {
            return Long.parseLong(name);
        }
        assertThat(told).as("a name of the order").containsKey(name);
        return told.get(name);
    }
}
