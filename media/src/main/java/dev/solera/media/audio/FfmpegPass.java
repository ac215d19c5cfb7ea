package dev.solera.media.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.solera.media.UnreadableRecordingException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * One pass over a file that FFmpeg decodes, forwards from its beginning or from another place. Every pass opens all anew: some
 * decoders keep what they have heard, and some draw noise, so that a stretch would not have the same samples every time.
 */
final class FfmpegPass implements Closeable {

    private final FfmpegInput input;
    private final FrameSamples form;
    private final long origin;
    private final long begin;
    private FfmpegDecoder decoder;
    private Optional<FlacDescription.Md5> checksum = Optional.empty();
    private Optional<float[]> first;

    /** Number that the next frame of FLAC has to have. */
    private Optional<Long> expected = Optional.empty();

    private FfmpegPass(FfmpegInput input, FfmpegDecoder decoder) throws IOException, UnreadableRecordingException {
        this.input = input;
        this.decoder = decoder;
        AVFrame frame = decoder.next().orElseThrow(() -> new UnreadableRecordingException("holds no audio"));
        this.form = FrameSamples.of(frame, decoder.context());
        if (input.isFlac()) {
            checksum = description().checksum();
        }
        this.origin = frame.pts() == AV_NOPTS_VALUE ? 0 : frame.pts();
        this.begin = decoder.place().orElse(0L);
        this.first = Optional.of(take(frame));
    }

    /** @param file closed by whoever opened it */
    static FfmpegPass open(FileBytes file) throws IOException, UnreadableRecordingException {
        FfmpegInput input = FfmpegInput.open(file);
        try {
            FfmpegDecoder decoder = FfmpegDecoder.open(input);
            try {
                return new FfmpegPass(input, decoder);
            } catch (IOException | UnreadableRecordingException e) {
                decoder.close();
                throw e;
            }
        } catch (IOException | UnreadableRecordingException e) {
            input.close();
            throw e;
        }
    }

    private FlacDescription description() throws UnreadableRecordingException {
        FlacDescription said = input.description();
        form.requireFrom(new FrameSamples(said.sampleRate(), said.channels(), form.format(), said.bits()));
        return said;
    }

    FrameSamples form() {
        return form;
    }

    /** How many samples the container says that there are; empty where it does not say. */
    Optional<Long> promised() throws UnreadableRecordingException {
        return input.promised(form.sampleRate());
    }

    /**
     * Goes on from somewhere at or before a place.
     *
     * @param frame number in the recording
     * @return the number of the frame that comes next; empty where that cannot be told, and the pass is of no more use
     */
    Optional<Long> jump(long frame) throws IOException, UnreadableRecordingException {
        checksum = Optional.empty();
        first = Optional.empty();
        if (!input.seek(origin + input.time(frame, form.sampleRate()))) {
            return Optional.empty();
        }
        decoder.close();
        decoder = FfmpegDecoder.open(input);
        expected = Optional.empty();
        Optional<AVFrame> found = decoder.next();
        Optional<Long> place = found.flatMap(this::place).filter(number -> number <= frame);
        if (place.isPresent()) {
            first = Optional.of(take(found.orElseThrow()));
        }
        return place;
    }

    /** What FLAC says itself; in Ogg, FFmpeg does not tell the last page's times as they are. */
    private Optional<Long> place(AVFrame frame) {
        if (input.isFlac() && (decoder.place().isPresent() || input.isOgg())) {
            return decoder.place().map(place -> place - begin);
        }
        return frame.pts() == AV_NOPTS_VALUE
                ? Optional.empty()
                : Optional.of(input.samples(frame.pts() - origin, form.sampleRate()));
    }

    /** The samples of the next frame, channels interleaved; empty behind the last one. */
    Optional<float[]> next() throws IOException, UnreadableRecordingException {
        if (first.isPresent()) {
            Optional<float[]> known = first;
            first = Optional.empty();
            return known;
        }
        Optional<AVFrame> frame = decoder.next();
        return frame.isPresent() ? Optional.of(take(frame.orElseThrow())) : Optional.empty();
    }

    private float[] take(AVFrame frame) throws UnreadableRecordingException {
        FrameSamples.of(frame, decoder.context()).requireFrom(form);
        requireNext(frame.nb_samples());
        checksum.ifPresent(md5 -> md5.add(form.raw(frame), form.bytes()));
        return form.interleaved(frame);
    }

    /** A frame whose header is damaged is passed over, and only the numbers of the others tell. */
    private void requireNext(int samples) throws UnreadableRecordingException {
        Optional<Long> place = decoder.place();
        if (place.isPresent() && expected.isPresent() && !place.equals(expected)) {
            throw new UnreadableRecordingException("is damaged: sample %d is followed by sample %d"
                    .formatted(expected.orElseThrow() - 1 - begin, place.orElseThrow() - begin));
        }
        expected = place.map(number -> number + samples);
    }

    /**
     * Makes sure, behind the last sample that a FLAC file promises, that there are no others and that all of them were decoded
     * as they were encoded. In other files encoders leave what fills up the last packet.
     *
     * @param more whether samples of the last frame are left
     */
    void finish(boolean more) throws IOException, UnreadableRecordingException {
        if (input.isFlac() && (more || next().isPresent())) {
            throw new UnreadableRecordingException("is longer than its header promises");
        }
        if (checksum.isPresent()) {
            checksum.orElseThrow().require();
        }
        checksum = Optional.empty();
    }

    @Override
    public void close() {
        decoder.close();
        input.close();
    }
}
