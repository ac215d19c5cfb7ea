package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.util.Optional;

/**
 * The samples of a file that FFmpeg decodes. What encoders and containers put before and behind the recording itself is left
 * out, as they say how much that is.
 */
final class FfmpegStream implements AudioStream {

    /**
     * A decoder that begins in the middle has to hear the first of these before what it decodes is right. Where FFmpeg lands too
     * late, or on a page of Ogg whose time it cannot tell, more helps, if it is no multiple of what a page lasts.
     */
    private static final double[] RUN_UPS_SECONDS = {1, 2.3, 15.7};

    private final FileBytes file;
    private final AudioInfo info;
    private FfmpegPass pass;
    private float[] decoded = {};
    private int taken;
    private long next;

    private FfmpegStream(FileBytes file, FfmpegPass pass, AudioInfo info) {
        this.file = file;
        this.pass = pass;
        this.info = info;
    }

    /** @param file closed with the stream */
    static FfmpegStream open(FileBytes file) throws IOException, UnreadableRecordingException {
        FfmpegPass pass = FfmpegPass.open(file);
        try {
            FrameSamples form = pass.form();
            Optional<Long> promised = pass.promised();
            long frames = promised.isPresent() ? promised.orElseThrow() : counted(file, form.sampleRate());
            AudioInfo info = new AudioInfo(form.sampleRate(), form.channels(), frames).checked();
            return new FfmpegStream(file, pass, info);
        } catch (IOException | UnreadableRecordingException e) {
            pass.close();
            throw e;
        }
    }

    private static long counted(FileBytes file, int sampleRate) throws IOException, UnreadableRecordingException {
        try (FfmpegInput input = FfmpegInput.open(file)) {
            return input.counted(sampleRate);
        }
    }

    @Override
    public AudioInfo info() {
        return info;
    }

    @Override
    public void seek(long frame) throws IOException, UnreadableRecordingException {
        if (frame == next) {
            return;
        }
        skip(frame - approach(frame));
        next = frame;
    }

    /** Goes on from somewhere far enough before a frame; returns where. */
    private long approach(long frame) throws IOException, UnreadableRecordingException {
        for (double runUp : RUN_UPS_SECONDS) {
            long from = frame - (long) (runUp * info.sampleRate());
            restart();
            Optional<Long> place = from <= 0 ? Optional.of(0L) : pass.jump(from);
            if (place.isPresent()) {
                return place.orElseThrow();
            }
        }
        restart();
        return 0;
    }

    private void restart() throws IOException, UnreadableRecordingException {
        FfmpegPass again = FfmpegPass.open(file);
        pass.close();
        pass = again;
        decoded = new float[0];
        taken = 0;
        next = 0;
    }

    private void skip(long frames) throws IOException, UnreadableRecordingException {
        long left = frames;
        while (left > 0) {
            requireDecoded(frames - left);
            int skipped = (int) Math.min(left, (decoded.length - taken) / info.channels());
            taken += skipped * info.channels();
            left -= skipped;
        }
    }

    @Override
    public int read(float[] interleaved) throws IOException, UnreadableRecordingException {
        if (next == info.frames()) {
            pass.finish(taken < decoded.length);
            return 0;
        }
        requireDecoded(next);
        int there = Math.min(interleaved.length, decoded.length - taken) / info.channels();
        int frames = (int) Math.min(there, info.frames() - next);
        System.arraycopy(decoded, taken, interleaved, 0, frames * info.channels());
        taken += frames * info.channels();
        next += frames;
        return frames;
    }

    private void requireDecoded(long done) throws IOException, UnreadableRecordingException {
        while (taken == decoded.length) {
            decoded = pass.next()
                    .orElseThrow(() -> new UnreadableRecordingException(
                            "is cut off: its header promises %d samples, it has %d".formatted(info.frames(), done)));
            taken = 0;
        }
    }

    @Override
    public void close() throws IOException {
        pass.close();
        file.close();
    }
}
