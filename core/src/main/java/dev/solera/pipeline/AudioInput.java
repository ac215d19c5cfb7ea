package dev.solera.pipeline;

import static dev.solera.definition.InvalidDefinitionException.require;

import dev.solera.definition.ActivationShape;
import dev.solera.layer.TimeBase;
import dev.solera.onnx.Attribute;
import dev.solera.onnx.Dimension;
import dev.solera.onnx.Element;
import dev.solera.onnx.Graph;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;
import java.util.Optional;

/**
 * Windows of recordings.
 *
 * @param sampleRate samples a second that recordings are resampled to, Hz
 * @param window length of one training window, in samples
 * @param channels 1, to which recordings are mixed down, or the number that every recording has to have
 * @param normalise how a clip's amplitude is scaled
 * @param shortClips what becomes of clips shorter than the window
 */
public record AudioInput(int sampleRate, int window, Integer channels, Normalisation normalise, ShortClips shortClips)
        implements InputDefinition {

    private static final int MOST_CHANNELS = 1024;

    public AudioInput {
        channels = channels == null ? 1 : channels;
        require(sampleRate >= 1 && sampleRate <= 192_000, "sample-rate", sampleRate, "1 to 192000");
        require(channels >= 1 && channels <= MOST_CHANNELS, "channels", channels, "1 to " + MOST_CHANNELS);
        require(window >= 1 && window <= 1 << 24, "window", window, "1 to 16777216 samples");
        normalise = normalise == null ? Normalisation.RMS : normalise;
        shortClips = shortClips == null ? ShortClips.PAD : shortClips;
    }

    /** The same, but no window is filled up with other clips. */
    public AudioInput padded() {
        return new AudioInput(sampleRate, window, channels, normalise, ShortClips.PAD);
    }

    @Override
    public Stage stage() {
        return new Stage(ActivationShape.sequence(channels, window), Optional.of(TimeBase.INPUT));
    }

    @Override
    public String recordings() {
        return "recordings";
    }

    @Override
    public int labelSteps() {
        return Math.max(1, frames());
    }

    @Override
    public ModelInput entrance(Graph graph) {
        Dimension batch = Dimension.any("batch");
        Value audio = graph.input("audio", Element.FLOAT, batch, Dimension.of(channels), Dimension.any("samples"));
        Value given = graph.input("lengths", Element.INT64, batch);
        Scope scope = graph.scope("input");
        Value window = scope.node("Shape", audio, Attribute.of("start", 2));
        Value lengths = scope.node("Min", List.of(given, window));
        Value places = scope.node(
                "Range", List.of(scope.count("first", 0), scope.node("Squeeze", window), scope.count("step", 1)));
        Value ends = scope.node("Unsqueeze", List.of(lengths, scope.list("axes", 1, 2)));
        Value real = scope.cast(scope.node("Less", List.of(places, ends)), Element.FLOAT);
        return new ModelInput(normalise.nodes(scope, audio, real, lengths), Optional.of(lengths));
    }

    /**
     * Windows that a recording is cut into where all of it counts: full ones from the beginning, and a last padded one if it has half
     * a second or is the only one.
     *
     * @param length of the recording, samples
     */
    public long windows(long length) {
        long full = length / window;
        long rest = length % window;
        boolean restCounts = full == 0 || 2 * rest >= sampleRate;
        return restCounts && rest > 0 ? full + 1 : full;
    }

    /** Samples in one 10 ms frame, the time base of labels a time step; of slow sensors a frame is one sample. */
    public int frame() {
        return Math.max(1, sampleRate / 100);
    }

    /** Frames in one window. */
    public int frames() {
        return window / frame();
    }
}
