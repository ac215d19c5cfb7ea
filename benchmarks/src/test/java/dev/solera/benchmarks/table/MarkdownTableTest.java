package dev.solera.benchmarks.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkdownTableTest {

    @Test
    void shouldMakeColumnsAsWideAsTheirWidestCell() {
        // when
        var table = new MarkdownTable("form", "ms").row("a", "1234.5").row("longer", "2");

        // then
        assertThat(table.lines())
                .containsExactly(
                        "| form   | ms     |", "| ------ | ------ |", "| a      | 1234.5 |", "| longer | 2      |");
    }

    @Test
    void shouldRefuseARowThatIsNotAsWide() {
        assertThatThrownBy(() -> new MarkdownTable("form", "ms").row("a")).hasMessage("cells are 1; allowed: 2");
    }
}
