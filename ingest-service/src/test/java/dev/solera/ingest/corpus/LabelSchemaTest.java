package dev.solera.ingest.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LabelSchemaTest {

    @Test
    void shouldOrderClassesByValueWhenTheyAreNumbers() {
        LabelSchema schema = LabelSchema.ofRecordings(
                List.of(Map.of("n", "10", "s", "b"), Map.of("n", "9", "s", "a"), Map.of("n", "x"), Map.of("n", "100")));

        assertThat(schema.classes()).isEqualTo(Map.of("n", List.of("9", "10", "100", "x"), "s", List.of("a", "b")));
        assertThat(schema.numbering().apply(Map.of("n", "100", "s", "zzz", "other", "1")))
                .isEqualTo(Map.of("n", 2));
    }

    @Test
    void shouldAddAFrameLabelWhenItsNameIsFree() {
        LabelSchema schema = LabelSchema.ofRecordings(List.of(Map.of("s", "a")));

        LabelSchema more = schema.withFrameLabel("phone", List.of("aa", "b"));

        assertThat(more.frameLabels()).isEqualTo(Set.of("phone"));
        assertThat(more.classes()).containsEntry("phone", List.of("aa", "b")).containsKey("s");
        assertThatThrownBy(() -> schema.withFrameLabel("s", List.of("x")))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("frame label is s");
    }

    @Test
    void shouldRefuseFrameLabelsWhenTheyHaveNoClasses() {
        assertThatThrownBy(() -> new LabelSchema(Map.of(), Set.of("phone")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[phone]");
    }

    @Test
    void shouldRefuseLabelsWhenNoRecordHasRoomForThem() {
        // given
        Map<String, List<String>> many = new TreeMap<>();
        for (int i = 0; i < 17; i++) {
            many.put("label" + i, List.of("x"));
        }
        String longName = "l".repeat(101);

        // when, then
        assertThatThrownBy(() -> new LabelSchema(many, Set.of()))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessage("labels are 17; allowed: 16 at most");
        assertThatThrownBy(() -> new LabelSchema(Map.of(longName, List.of()), Set.of()))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessage("label " + longName + " has a name of 101 characters; allowed: 100 at most");
        many.remove("label0");
        assertThat(new LabelSchema(many, Set.of()).classes()).hasSize(16);
    }
}
