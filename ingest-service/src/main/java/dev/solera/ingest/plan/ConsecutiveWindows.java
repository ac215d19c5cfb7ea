package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.Recording;
import dev.solera.pipeline.AudioInput;
import java.util.ArrayList;
import java.util.List;

/** All of a recording in windows that follow each other. */
public record ConsecutiveWindows(AudioInput input) {

    /** @param length of a recording, in samples */
    public int count(int length) {
        return (int) input.windows(length);
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
