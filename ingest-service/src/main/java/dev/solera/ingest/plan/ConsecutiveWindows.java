package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.Recording;
import dev.solera.pipeline.AudioInput;
import java.util.ArrayList;
import java.util.List;

/**
 * All of a recording in windows that follow each other: full ones from the beginning, and a last padded one if it has half a second
 * or is the only one.
 */
public record ConsecutiveWindows(AudioInput input) {

    /** @param length of a recording, in samples */
    public int count(int length) {
        int full = length / input.window();
        int rest = length % input.window();
        boolean restCounts = full == 0 || 2 * rest >= input.sampleRate();
        return restCounts && rest > 0 ? full + 1 : full;
    }

    List<Window> of(Recording recording, Purpose purpose) {
        List<Window> cuts = new ArrayList<>();
        for (int i = 0; i < count(recording.length()); i++) {
            int from = i * input.window();
            int to = Math.min(recording.length(), from + input.window());
            cuts.add(new Window(purpose, List.of(new Piece(recording, from, to))));
        }
        return cuts;
    }
}
