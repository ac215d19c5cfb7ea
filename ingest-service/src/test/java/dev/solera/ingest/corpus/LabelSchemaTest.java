package dev.solera.ingest.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelSchemaTest {

    @Test
    void shouldOrderClassesByValueWhenTheyAreNumbers() {
        LabelSchema schema = LabelSchema.ofRecordings(
                List.of(Map.of("n", "10", "s", "b"), Map.of("n", "9", "s", "a"), Map.of("n", "x"), Map.of("n", "100")));

        assertThat(schema.classes()).isEqualTo(Map.of("n", List.of("9", "10", "100", "x"), "s", List.of("a", "b")));
        assertThat(schema.numbers(Map.of("n", "100", "s", "zzz", "other", "1"))).isEqualTo(Map.of("n", 2));
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
}
