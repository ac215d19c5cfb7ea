package dev.solera.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.ingest.corpus.Recording;
import dev.solera.media.audio.Audio;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The real corpora beside the repository; where they are missing these tests are skipped and say so. */
class SharedDataTest {

    @Test
    void shouldReadTheOfficialSplitWhenFsdd() throws Exception {
        var settings =
                new FolderSettings("(?<digit>\\d)_(?<speaker>\\w+)_(?<index>\\d+)\\.wav", "index<5", Optional.empty());

        FolderCorpus corpus = FolderCorpus.open(Audio.shared("fsdd"), Audio.input(8000), settings);

        assertThat(corpus.recordings()).hasSize(3000);
        assertThat(corpus.recordings()).filteredOn(Recording::heldOut).hasSize(300);
        assertThat(corpus.listing().skipped()).isEmpty();
        assertThat(corpus.labels().classes()).containsOnlyKeys("digit", "speaker");
        assertThat(corpus.labels().classes().get("digit")).hasSize(10);
        assertThat(corpus.labels().classes().get("speaker")).hasSize(6);
        Recording first = corpus.recordings().get(0);
        assertThat(corpus.read(0).samples()).hasSize(first.length());
    }

    @Test
    void shouldHoldOutTheLastFourOfEachSpeakerWhenSpeechocean() {
        var settings = new FolderSettings("kaldi", "last:4:speaker", Optional.empty());

        FolderCorpus corpus =
                FolderCorpus.open(Audio.shared("speechocean762-adults-train-10spk"), Audio.input(16000), settings);

        assertThat(corpus.recordings()).hasSize(200);
        assertThat(corpus.labels().classes()).containsOnlyKeys("speaker");
        assertThat(corpus.labels().classes().get("speaker")).hasSize(10);
        Map<Integer, Long> heldOut = corpus.recordings().stream()
                .filter(Recording::heldOut)
                .collect(Collectors.groupingBy(recording -> recording.label("speaker"), Collectors.counting()));
        assertThat(heldOut).hasSize(10).values().containsOnly(4L);
        assertThat(corpus.recordings())
                .filteredOn(recording -> recording.name().endsWith("000360378.WAV"))
                .singleElement()
                .matches(Recording::heldOut);
    }
}
