package dev.solera.ingest.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.RecordingNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableLabellingTest {

    private static final List<String> RECORDINGS = List.of("audio/1-100.wav", "audio/2-200.wav", "fold2/x y.flac");

    @TempDir
    private Path folder;

    @Test
    void shouldReadColumnsByFileNameWhenTheTableIsEsc50s() throws IOException {
        Labelling labelling = read(
                "category,fold",
                "filename,fold,target,category,esc10,src_file,take",
                "1-100.wav,1,0,dog,True,100,A",
                "2-200.wav,2,14,chirping_birds,False,200,A");

        assertThat(labelling.valuesOf("audio/1-100.wav")).isEqualTo(Map.of("category", "dog", "fold", "1"));
        assertThat(labelling.valuesOf("audio/2-200.wav")).isEqualTo(Map.of("category", "chirping_birds", "fold", "2"));
        assertThat(labelling.valuesOf("fold2/x y.flac")).isEmpty();
        assertThat(labelling.notes()).isEmpty();
    }

    @Test
    void shouldReadSentencesAsTheyAreWhenTheTableIsCommonVoices() throws IOException {
        Labelling labelling = read(
                "gender,age",
                "client_id\tpath\tsentence\tage\tgender",
                "c1\t1-100.mp3\t\"What?\" she said, \"no.\ttwenties\tfemale",
                "c1\t2-200.mp3\tIt was 5\" long.\t\tmale");

        assertThat(labelling.valuesOf("audio/1-100.wav")).isEqualTo(Map.of("gender", "female", "age", "twenties"));
        assertThat(labelling.valuesOf("audio/2-200.wav")).isEqualTo(Map.of("gender", "male"));
        assertThat(labelling.notes())
                .containsExactly("1 of 2 rows of meta.csv have an empty age, the first: audio/2-200.wav");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void shouldGuessTheDelimiterAndUnwrapQuotesWhenASpreadsheetWroteIt(String delimiter) throws IOException {
        Labelling labelling = read(
                "class=sound class,note",
                String.join(delimiter, "\"file name\"", "\"sound class\"", "\"note\""),
                String.join(delimiter, "\"fold2/x y.flac\"", "\"dog, \"\"big\"\"; or | so\"", "\"two\r\nlines\""),
                "");

        assertThat(labelling.valuesOf("fold2/x y.flac"))
                .isEqualTo(Map.of("class", "dog, \"big\"; or | so", "note", "two\r\nlines"));
    }

    @Test
    void shouldReadItWhenItHasAMarkCommentsBlanksAndOtherLineEnds() throws IOException {
        Files.write(
                folder.resolve("meta.csv"),
                "\uFEFF# made by hand\r\n\r\npath ; class\r\n ./audio/1-100.wav ; dog \r\n\r\n"
                        .getBytes(StandardCharsets.UTF_16LE));

        assertThat(labelling("class", "").valuesOf("audio/1-100.wav")).isEqualTo(Map.of("class", "dog"));
    }

    @ParameterizedTest
    @CsvSource({
        "./audio/1-100.wav",
        "audio/../audio/1-100.wav",
        "audio/1-100",
        "1-100.wav",
        "1-100",
        "ABSOLUTE/audio/1-100.wav",
        "somewhere/NAME/audio/1-100.wav",
        "audio\\1-100.wav"
    })
    void shouldFindTheRecordingWhenItIsCalledSo(String written) throws IOException {
        String name = written.replace("ABSOLUTE", folder.toAbsolutePath().toString())
                .replace("NAME", folder.getFileName().toString());

        Labelling labelling = read("class", "recording,class", name + ",dog");

        assertThat(labelling.valuesOf("audio/1-100.wav")).isEqualTo(Map.of("class", "dog"));
    }

    @Test
    void shouldCountRowsWhenTheyAreSurplusOrSayTheSameAgain() throws IOException {
        Labelling labelling = read(
                "class", "file,class", "1-100.wav,dog", "audio/1-100.wav,dog", "gone.wav,cat", ",cat", "2-200.wav,cat");

        assertThat(labelling.valuesOf("audio/1-100.wav")).isEqualTo(Map.of("class", "dog"));
        assertThat(labelling.notes())
                .containsExactly(
                        "2 of 5 rows of meta.csv name no recording here, the first: gone.wav in line 4",
                        "1 of 5 rows of meta.csv say again what one before them says, the first: audio/1-100.wav in line 3");
    }

    @Test
    void shouldRefuseWhenRowsContradictEachOther() {
        assertThatThrownBy(() -> read("class", "file,class", "1-100.wav,dog", "audio/1-100.wav,cat"))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageEndingWith(
                        "meta.csv gives audio/1-100.wav two values of class: dog in line 2 and cat in line 3;"
                                + " allowed: one of them");
    }

    @Test
    void shouldRefuseWhenANameIsOfSeveralRecordings() {
        assertThatThrownBy(() -> labelling("class", "", List.of("a/1.wav", "b/1.wav"), "file,class", "1.wav,dog"))
                .hasMessageEndingWith("names 1.wav in line 2, which a/1.wav and b/1.wav are; allowed: relative paths");
    }

    @Test
    void shouldReadFurtherColumnsWhenWhatIsHeldOutNeedsThem() throws IOException {
        write("file,class,fold", "1-100.wav,dog,3");

        Labelling labelling = Labelling.parse(
                "table:" + folder.resolve("meta.csv"),
                folder,
                LabelColumns.parse("class", ""),
                Set.of("fold", "elsewhere"),
                () -> names(RECORDINGS));

        assertThat(labelling.valuesOf("audio/1-100.wav")).isEqualTo(Map.of("class", "dog", "fold", "3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "class       ! 'file,class|1-100.wav,dog,big' ! has 3 fields in line 2; allowed: 2, as in its header [file, class]",
                "kind        ! 'file,class|1-100.wav,dog'     ! has no column kind; allowed: file, class",
                "class       ! 'file,class,class|1-100.wav,a,b' ! has more than one column class",
                "''          ! 'file,class|1-100.wav,dog'     ! allowed: one or more of file, class",
                "class       ! 'file,class|gone.wav,dog'      ! names no recording in its column file",
                "file=class,class ! 'file,class|1-100.wav,dog' ! names no recording in its column class",
                "class       ! '# nothing'                    ! has no header",
                "class       ! 'file,class|1-100.wav,\"do'    ! cannot be read behind line 1"
            })
    void shouldSayWhatIsWrongWhenTheTableIs(String columns, String text, String message) {
        assertThatThrownBy(() -> read(columns, text.split("\\|")))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("meta.csv")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "a b     ! ''    ! label-columns is a b",
                "a,,b    ! ''    ! has a column without a name",
                "a,a=b   ! ''    ! has a twice",
                "a       ! colon ! label-delimiter is colon; allowed: comma, semicolon, tab or pipe"
            })
    void shouldSayWhatIsWrongWhenTheColumnsAre(String columns, String delimiter, String message) {
        assertThatThrownBy(() -> LabelColumns.parse(columns, delimiter))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldTakeTheDelimiterThatIsTold() throws IOException {
        write("file,kind;of,class", "1-100.wav,y;z,dog");

        assertThat(labelling("class", "comma").valuesOf("audio/1-100.wav")).isEqualTo(Map.of("class", "dog"));
        assertThatThrownBy(() -> labelling("class", "semicolon")).hasMessageContaining("has no column class");
    }

    private Labelling read(String columns, String... lines) throws IOException {
        return labelling(columns, "", RECORDINGS, lines);
    }

    private Labelling labelling(String columns, String delimiter, List<String> recordings, String... lines)
            throws IOException {
        write(lines);
        return parse(columns, delimiter, recordings);
    }

    private Labelling labelling(String columns, String delimiter) {
        return parse(columns, delimiter, RECORDINGS);
    }

    private Labelling parse(String columns, String delimiter, List<String> recordings) {
        return Labelling.parse(
                "table:" + folder.resolve("meta.csv"),
                folder,
                LabelColumns.parse(columns, delimiter),
                Set.of(),
                () -> names(recordings));
    }

    private RecordingNames names(List<String> recordings) {
        Map<String, String> ids = new HashMap<>();
        recordings.forEach(name -> ids.put(name, RecordingNames.stem(name)));
        return new RecordingNames(folder, ids, Map.of(), Map.of());
    }

    private void write(String... lines) throws IOException {
        Files.writeString(folder.resolve("meta.csv"), String.join("\n", lines) + "\n");
    }
}
