package dev.solera.standalone;

import static dev.solera.standalone.MonitoringFiles.panels;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The form of the dashboards and alerts in {@code monitoring/}. */
class DashboardsTest {

    private static final int WIDTH = 24;
    private static final Set<String> CORE_TYPES =
            Set.of("timeseries", "stat", "gauge", "table", "bargauge", "state-timeline");

    static Stream<Map.Entry<String, JsonNode>> dashboards() {
        return MonitoringFiles.dashboards().entrySet().stream();
    }

    @Test
    void shouldHaveTheThreeDashboardsEachUnderItsOwnUid() {
        assertThat(dashboards().map(Map.Entry::getKey))
                .containsExactly("solera-broker.json", "solera-module.json", "solera-stack.json");
        assertThat(dashboards().map(entry -> entry.getValue().get("uid").asString() + ".json"))
                .containsExactlyElementsOf(dashboards().map(Map.Entry::getKey).toList());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldAskTheProvisionedDataSourceWhenNoOtherIsChosen(Map.Entry<String, JsonNode> dashboard) {
        // given
        JsonNode variable = dashboard.getValue().at("/templating/list/0");
        assertThat(variable.get("name").asString()).isEqualTo("datasource");
        assertThat(variable.get("type").asString()).isEqualTo("datasource");

        // then
        assertThat(variable.at("/current/value").asString())
                .isEqualTo(MonitoringFiles.dataSource().get("uid").asString());
        assertThat(panels(dashboard.getValue())).allSatisfy(panel -> {
            assertThat(panel.at("/datasource/uid").asString()).isEqualTo("${datasource}");
            assertThat(panel.get("targets"))
                    .allSatisfy(target ->
                            assertThat(target.at("/datasource/uid").asString()).isEqualTo("${datasource}"));
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldSayOfEveryPanelWhatItShows(Map.Entry<String, JsonNode> dashboard) {
        assertThat(panels(dashboard.getValue())).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.get("type").asString()).isIn(CORE_TYPES);
            assertThat(panel.get("title").asString()).isNotBlank();
            assertThat(panel.get("description").asString()).endsWith(".");
            assertThat(panel.at("/fieldConfig/defaults/unit").asString()).isNotBlank();
            assertThat(panel.get("targets")).isNotEmpty().allSatisfy(target -> {
                assertThat(target.get("expr").asString()).isNotBlank();
                assertThat(target.get("legendFormat").asString()).isNotBlank();
            });
        });
        assertThat(panels(dashboard.getValue()))
                .extracting(panel -> panel.get("title").asString())
                .doesNotHaveDuplicates();
        assertThat(dashboard
                        .getValue()
                        .get("panels")
                        .valueStream()
                        .map(panel -> panel.get("id").asInt()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldLayPanelsSideBySideAndNeverOverEachOther(Map.Entry<String, JsonNode> dashboard) {
        List<JsonNode> places = dashboard
                .getValue()
                .get("panels")
                .valueStream()
                .map(panel -> panel.get("gridPos"))
                .toList();

        assertThat(places).allMatch(at -> at(at, "x") >= 0 && at(at, "x") + at(at, "w") <= WIDTH);
        for (int i = 0; i < places.size(); i++) {
            JsonNode one = places.get(i);
            assertThat(places.subList(0, i))
                    .noneMatch(other -> overlap(one, other, "x", "w") && overlap(one, other, "y", "h"));
        }
    }

    private static boolean overlap(JsonNode one, JsonNode other, String from, String length) {
        return at(one, from) < at(other, from) + at(other, length) && at(other, from) < at(one, from) + at(one, length);
    }

    private static int at(JsonNode place, String key) {
        return place.get(key).asInt();
    }

    @Test
    void shouldSayOfEveryAlertWhatItMeansAndWhereToReadOn() {
        List<JsonNode> alerts = MonitoringFiles.rules().stream()
                .filter(rule -> rule.has("alert"))
                .toList();

        assertThat(alerts).extracting(alert -> alert.get("alert").asString()).doesNotHaveDuplicates();
        assertThat(alerts).isNotEmpty().allSatisfy(alert -> {
            String name = alert.get("alert").asString();
            assertThat(alert.at("/labels/severity").asString()).isIn("critical", "warning");
            assertThat(alert.at("/annotations/summary").asString()).isNotBlank();
            assertThat(alert.at("/annotations/description").asString()).endsWith(".");
            assertThat(alert.at("/annotations/runbook").asString())
                    .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
        });
    }
}
