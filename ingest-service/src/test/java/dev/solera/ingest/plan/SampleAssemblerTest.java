package dev.solera.ingest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.Normalisation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleAssemblerTest {

    private final Recordings corpus = new Recordings(500, 35, 80, 77);

    @Test
    void shouldCutAudioAndFrameLabelsAlike() throws UnreadableWindowException {
        Window window = new Window(Purpose.TRAIN, List.of(piece(0, 213, 313)));

        Sample sample = assembler("none").assemble(7, window);

        assertThat(sample.sequence()).isEqualTo(7);
        assertThat(sample.purpose()).isEqualTo(Purpose.TRAIN);
        assertThat(sample.recording()).isZero();
        assertThat(sample.valid()).isEqualTo(100);
        assertThat(sample.shape()).isEqualTo(ActivationShape.sequence(1, 100));
        assertThat(sample.values()[0]).isEqualTo(213);
        assertThat(sample.values()[99]).isEqualTo(312);
        assertThat(sample.labels().get("speaker")).containsExactly(0);
        assertThat(sample.labels().get("frame")).containsExactly(21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
    }

    @Test
    void shouldPadAndSayTheTrueLengthWhenClipIsShort() throws UnreadableWindowException {
        Window window = new Window(Purpose.HELD_OUT, List.of(piece(1, 0, 35)));

        Sample sample = assembler("none").assemble(0, window);

        assertThat(sample.valid()).isEqualTo(35);
        assertThat(sample.values()[34]).isEqualTo(10034);
        assertThat(Arrays.copyOfRange(sample.values(), 35, 100)).containsOnly(0);
        assertThat(sample.labels().get("frame")).containsExactly(0, 1, 2, -1, -1, -1, -1, -1, -1, -1);
    }

    @Test
    void shouldJoinAudioAndForgetLabelsThatDiffer() throws UnreadableWindowException {
        Window window = new Window(Purpose.TRAIN, List.of(piece(1, 15, 35), piece(2, 0, 80)));

        Sample sample = assembler("none").assemble(0, window);

        assertThat(sample.recording()).isEqualTo(1);
        assertThat(sample.valid()).isEqualTo(100);
        assertThat(sample.values()[19]).isEqualTo(10034);
        assertThat(sample.values()[20]).isEqualTo(20000);
        assertThat(sample.labels().get("speaker")).containsExactly(-1);
        assertThat(sample.labels().get("frame")).containsExactly(2, 3, 0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void shouldKeepTheLabelThatJoinedClipsShare() throws UnreadableWindowException {
        Window window = new Window(Purpose.TRAIN, List.of(piece(1, 0, 35), piece(3, 0, 65)));

        assertThat(assembler("none").assemble(0, window).labels().get("speaker"))
                .containsExactly(1);
    }

    @Test
    void shouldScaleEachClipByItsWholeLengthWhenNormalised() throws UnreadableWindowException {
        Window window = new Window(Purpose.TRAIN, List.of(piece(1, 0, 35), piece(3, 0, 65)));

        float[] values = assembler("rms").assemble(0, window).values();

        // Of the ramp 0 to n - 1 the mean is (n - 1) / 2 and the variance (n^2 - 1) / 12.
        assertThat((double) values[0]).isCloseTo(-17 / Math.sqrt((35 * 35 - 1) / 12.0), within(1e-4));
        assertThat((double) values[34]).isCloseTo(17 / Math.sqrt((35 * 35 - 1) / 12.0), within(1e-4));
        assertThat((double) values[35]).isCloseTo(-38 / Math.sqrt((77 * 77 - 1) / 12.0), within(1e-4));
    }

    /** The ramp on two channels, the second one three times as steep and elsewhere: what they are to each other is kept. */
    @Test
    void shouldKeepChannelsAndTheirProportionsWhenNormalised() throws UnreadableWindowException {
        // given
        AudioInput input = new AudioInput(1000, 100, 2, Normalisation.RMS, null);
        Window window = new Window(Purpose.TRAIN, List.of(piece(1, 5, 35), piece(3, 0, 70)));

        // when
        Sample sample = new SampleAssembler(input, new Recordings(213, 35, 80, 77).withASteepSecondChannel())
                .assemble(0, window);

        // then
        assertThat(sample.shape()).isEqualTo(ActivationShape.sequence(2, 100));
        double scale = 1 / Math.sqrt((35 * 35 - 1) / 12.0 * (1 + 9) / 2);
        assertThat((double) sample.values()[0]).isCloseTo((5 - 17) * scale, within(1e-4));
        assertThat((double) sample.values()[100]).isCloseTo(3 * (5 - 17) * scale, within(1e-4));
        double next = 1 / Math.sqrt((77 * 77 - 1) / 12.0 * (1 + 9) / 2);
        assertThat((double) sample.values()[30]).isCloseTo(-38 * next, within(1e-4));
        assertThat((double) sample.values()[130]).isCloseTo(3 * -38 * next, within(1e-4));
        assertThat((double) sample.values()[199]).isCloseTo(3 * (69 - 38) * next, within(1e-4));
    }

    @Test
    void shouldNameTheRecordingWhenOneOfSeveralIsUnreadable() {
        SampleAssembler assembler =
                new SampleAssembler(Recordings.definition("join", "none", 1).audio(), corpus.withUnreadable(2));
        Window window = new Window(Purpose.TRAIN, List.of(piece(1, 0, 35), piece(2, 0, 65)));

        assertThatThrownBy(() -> assembler.assemble(0, window))
                .isInstanceOfSatisfying(
                        UnreadableWindowException.class,
                        e -> assertThat(e.recording().name()).isEqualTo("r2"))
                .hasMessage("is damaged");
    }

    @Test
    void shouldKnowNothingWhenBlank() {
        Sample blank = assembler("none").blank(3, new Window(Purpose.EVALUATE_TRAIN, List.of(piece(2, 0, 80))));

        assertThat(blank.valid()).isZero();
        assertThat(blank.recording()).isEqualTo(2);
        assertThat(blank.labels().get("speaker")).containsExactly(-1);
        assertThat(blank.labels().get("frame")).hasSize(10).containsOnly(-1);
        assertThat(blank.values()).hasSize(100).containsOnly(0);
    }

    private SampleAssembler assembler(String normalise) {
        return new SampleAssembler(Recordings.definition("join", normalise, 1).audio(), corpus);
    }

    private Piece piece(int recording, int from, int to) {
        return new Piece(corpus.recordings().get(recording), from, to);
    }
}
