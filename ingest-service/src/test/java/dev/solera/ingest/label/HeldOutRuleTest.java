package dev.solera.ingest.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.RecordingNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeldOutRuleTest {

    /** Twelve repetitions of each of two speakers. */
    private static final List<Candidate> ALL = candidates();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "index<2;0,1",
                "index<=2;0,1,2",
                "index>9;10,11",
                "index>=10;10,11",
                "index=0,3,11;0,3,11",
                "index = 5;5",
                "index!=0,1,2,3,4,5,6,7,8;9,10,11"
            })
    void shouldSelectByValueWhenConditionOnAGroup(String rule, String indexes) {
        Set<String> selected = HeldOutRule.parse(rule).select(ALL, () -> names(ALL, Map.of()));

        List<String> expected = new ArrayList<>();
        for (String index : indexes.split(",")) {
            expected.add("anna/%s.wav".formatted(index));
            expected.add("bert/%s.wav".formatted(index));
        }
        assertThat(selected).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(HeldOutRule.parse(rule).ownGroup()).contains("index");
    }

    @Test
    void shouldSelectTheLastIdsWhenLastOfEachValue() {
        Set<String> selected = HeldOutRule.parse("last:2:speaker").select(ALL, () -> names(ALL, Map.of()));

        assertThat(selected).containsExactlyInAnyOrder("anna/8.wav", "anna/9.wav", "bert/8.wav", "bert/9.wav");
    }

    @Test
    void shouldSelectAStableShareWhenByHash() {
        List<Candidate> many = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            many.add(new Candidate("folder/file%d.wav".formatted(i), "file" + i, Map.of(), 1, 1));
        }
        HeldOutRule rule = HeldOutRule.parse("hash:0.1");

        Set<String> selected = select(rule, many);

        assertThat(selected).hasSizeBetween(140, 260);
        assertThat(select(rule, many.subList(0, 1000))).isSubsetOf(selected);
        assertThat(selected).containsAll(select(rule, many.subList(500, 600)));
    }

    @Test
    void shouldSelectAllOfAStableShareOfSpeakersWhenByHashOfAGroup() {
        List<Candidate> many = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            many.add(new Candidate("file%d.wav".formatted(i), "file" + i, Map.of("speaker", "s" + i % 400), 1, 1));
        }
        many.add(new Candidate("nobody.wav", "nobody", Map.of(), 1, 1));
        HeldOutRule rule = HeldOutRule.parse("hash:0.1:speaker");

        Set<String> selected = select(rule, many);

        assertThat(selected).hasSizeBetween(200, 600).doesNotContain("nobody.wav");
        for (int i = 0; i < 4000; i++) {
            assertThat(selected.contains("file%d.wav".formatted(i)))
                    .as("file%d as another one of its speaker", i)
                    .isEqualTo(selected.contains("file%d.wav".formatted(i % 400)));
        }
        assertThat(select(rule, many.subList(0, 2000))).isSubsetOf(selected);
        assertThat(rule.ownGroup()).contains("speaker");
    }

    @Test
    void shouldHoldOutOneSpeakerWhenTheShareOfFewIsNone() {
        Set<String> selected = select(HeldOutRule.parse("hash:0.001:speaker"), ALL);

        assertThat(selected).hasSize(12);
        assertThat(selected.stream().map(name -> name.substring(0, 4)).distinct())
                .hasSize(1);
    }

    @Test
    void shouldTakeValuesWithBlanksWhenConditionOnAGroup() {
        List<Candidate> some = List.of(
                new Candidate("a.wav", "a", Map.of("split", "not train"), 1, 1),
                new Candidate("b.wav", "b", Map.of("split", "train"), 1, 1));

        assertThat(select(HeldOutRule.parse("split=not train"), some)).containsExactly("a.wav");
    }

    @Test
    void shouldSelectListedOnesWhenNamedByPathStemOrId(@TempDir Path folder) throws IOException {
        Path list = Files.writeString(folder.resolve("test.txt"), "anna/3.wav\n\nanna/4\n bert-7 \n");

        Set<String> selected = HeldOutRule.parse("list:" + list).select(ALL, () -> names(ALL, Map.of()));

        assertThat(selected).containsExactlyInAnyOrder("anna/3.wav", "anna/4.wav", "bert/7.wav");
    }

    @Test
    void shouldRefuseWhenListNamesNoRecording(@TempDir Path folder) throws IOException {
        Path list = Files.writeString(folder.resolve("test.txt"), "carl/1.wav\n");

        assertThatThrownBy(() -> HeldOutRule.parse("list:" + list).select(ALL, () -> names(ALL, Map.of())))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("names carl/1.wav; allowed:");
    }

    @Test
    void shouldGoOnWithTheOthersWhenAListedRecordingWasSkipped(@TempDir Path folder) throws IOException {
        Path list = Files.writeString(folder.resolve("test.txt"), "carl/1.wav\nanna/3.wav\ncarl-2\n");

        Set<String> selected = HeldOutRule.parse("list:" + list)
                .select(ALL, () -> names(ALL, Map.of("carl/1.wav", "carl-1", "carl/2.wav", "carl-2")));

        assertThat(selected).containsExactly("anna/3.wav");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "some",
                "hash:0",
                "hash:1",
                "hash:2",
                "last:0:speaker",
                "last:4",
                "index<",
                "<5",
                "hash:2:speaker",
                "hash:0.1:"
            })
    void shouldRefuseWhenRuleIsNone(String rule) {
        assertThatThrownBy(() -> HeldOutRule.parse(rule))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("allowed: none, hash:FRACTION");
    }

    @Test
    void shouldNameTheGroupsWhenAnotherIsAskedFor() {
        assertThatThrownBy(() -> HeldOutRule.parse("indx<5").select(ALL, () -> names(ALL, Map.of())))
                .hasMessage("held-out asks for indx; allowed: a group of the labels, here [index, speaker]");
        assertThatThrownBy(() -> HeldOutRule.parse("last:2:person").select(ALL, () -> names(ALL, Map.of())))
                .hasMessageContaining("held-out asks for person");
    }

    @Test
    void shouldNameTheValueWhenItIsNoNumber() {
        assertThatThrownBy(() -> HeldOutRule.parse("speaker<5").select(ALL, () -> names(ALL, Map.of())))
                .hasMessageContaining("where speaker is anna; allowed: numbers");
    }

    private static Set<String> select(HeldOutRule rule, List<Candidate> usable) {
        return rule.select(usable, () -> names(usable, Map.of()));
    }

    private static RecordingNames names(List<Candidate> usable, Map<String, String> skipped) {
        Map<String, String> ids = new HashMap<>(skipped);
        usable.forEach(candidate -> ids.put(candidate.name(), candidate.id()));
        return new RecordingNames(Path.of(""), ids, Map.of(), Map.of());
    }

    private static List<Candidate> candidates() {
        List<Candidate> all = new ArrayList<>();
        for (String speaker : List.of("anna", "bert")) {
            for (int index = 0; index < 12; index++) {
                String name = "%s/%d.wav".formatted(speaker, index);
                Map<String, String> values = Map.of("speaker", speaker, "index", Integer.toString(index));
                all.add(new Candidate(name, speaker + "-" + index, values, 1000, 2000));
            }
        }
        return all;
    }
}
