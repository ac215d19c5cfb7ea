package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's table has every value with its default and what it means. */
class ValuesTableChartTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w.]+)` \\| (?:`(.*?)`)? ?\\| (.*) \\|$");

    private final JsonNode values = Yaml.read(Chart.SOURCE.path().resolve("values.yaml"));

    @Test
    void shouldNameEveryValueWithItsDefaultWhenAReaderLooksForIt() throws IOException {
        // given
        Map<String, JsonNode> expected = new TreeMap<>();
        leaves("", values, expected);

        // when
        Map<String, JsonNode> table = new TreeMap<>();
        Matcher rows = ROW.matcher(Files.readString(Chart.SOURCE.path().resolve("README.md")));
        while (rows.find()) {
            assertThat(rows.group(3)).as(rows.group(1)).isNotBlank();
            if (rows.group(2) == null) {
                assertThat(values.at("/" + rows.group(1).replace('.', '/')).isObject())
                        .as(rows.group(1))
                        .isTrue();
            } else {
                leaves(
                        rows.group(1),
                        Yaml.documents("value: " + rows.group(2)).get(0).get("value"),
                        table);
            }
        }

        // then
        assertThat(table).isEqualTo(expected);
    }

    /** Also what is empty has a value: none. */
    private static void leaves(String path, JsonNode node, Map<String, JsonNode> leaves) {
        if (!node.isObject() || node.isEmpty()) {
            leaves.put(path, node);
            return;
        }
        node.properties()
                .forEach(entry -> leaves(
                        path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), leaves));
    }
}
