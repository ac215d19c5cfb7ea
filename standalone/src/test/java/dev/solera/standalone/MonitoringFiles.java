package dev.solera.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The dashboards and rules in {@code monitoring/}, and the names of the metrics that they ask for. */
final class MonitoringFiles {

    static final Path FOLDER = Path.of("..", "monitoring");

    private static final JsonMapper JSON = new JsonMapper();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern NAME = Pattern.compile("(?<![\\w:$])[A-Za-z_:][\\w:]*(?!\\w*\\s*\\()");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");
    private static final String LABELS = "\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)";

    private MonitoringFiles() {}

    /** All dashboards, by file name. */
    static Map<String, JsonNode> dashboards() {
        return read("grafana/dashboards", ".json", JSON);
    }

    /** All rules, of all files and groups. */
    static List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode file : read("prometheus/rules", ".yml", YAML).values()) {
            file.get("groups").forEach(group -> group.get("rules").forEach(rules::add));
        }
        return rules;
    }

    /** The only data source that is provisioned. */
    static JsonNode dataSource() {
        return read("grafana/provisioning/datasources", ".yml", YAML)
                .values()
                .iterator()
                .next()
                .at("/datasources/0");
    }

    /** Panels with data: all but the headings of rows. */
    static List<JsonNode> panels(JsonNode dashboard) {
        return dashboard
                .get("panels")
                .valueStream()
                .filter(panel -> !panel.get("type").asString().equals("row"))
                .toList();
    }

    /** Every query of a dashboard, those of its variables included. */
    static List<String> queries(JsonNode dashboard) {
        List<String> queries = new ArrayList<>();
        panels(dashboard)
                .forEach(panel -> panel.get("targets")
                        .forEach(target -> queries.add(target.get("expr").asString())));
        dashboard
                .at("/templating/list")
                .valueStream()
                .map(variable -> variable.at("/query/query").asString(""))
                .filter(query -> query.startsWith("label_values("))
                .map(query -> query.substring("label_values(".length(), query.lastIndexOf(',')))
                .forEach(queries::add);
        return queries;
    }

    /** The metrics that a query asks for. */
    static Set<String> metrics(String query) {
        String bare = query.replaceAll("\"[^\"]*\"", "")
                .replaceAll("\\{[^}]*}", "")
                .replaceAll("\\[[^]]*]", "")
                .replaceAll(LABELS, "");
        Set<String> names = new TreeSet<>();
        for (Matcher matcher = NAME.matcher(bare); matcher.find(); ) {
            if (!KEYWORDS.contains(matcher.group())) {
                names.add(matcher.group());
            }
        }
        return names;
    }

    private static Map<String, JsonNode> read(String folder, String suffix, ObjectMapper mapper) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            Map<String, JsonNode> read = new TreeMap<>();
            files.filter(file -> file.toString().endsWith(suffix))
                    .forEach(file -> read.put(file.getFileName().toString(), mapper.readTree(file.toFile())));
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
