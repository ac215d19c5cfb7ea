package dev.solera.media.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_DBL;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_U8;
import static org.bytedeco.ffmpeg.global.avutil.av_get_bytes_per_sample;
import static org.bytedeco.ffmpeg.global.avutil.av_get_packed_sample_fmt;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;

import dev.solera.media.UnreadableRecordingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * What every frame that FFmpeg decodes of one stream is like; another one is refused.
 *
 * @param format FFmpeg's number of how samples lie in memory
 * @param bits of a sample before it was encoded, 0 where that is not known
 */
record FrameSamples(int sampleRate, int channels, int format, int bits) {

    static FrameSamples of(AVFrame frame, AVCodecContext decoder) {
        return new FrameSamples(
                frame.sample_rate(), frame.ch_layout().nb_channels(), frame.format(), decoder.bits_per_raw_sample());
    }

    /** Makes sure that a frame is like what came before it, or what the file says of all frames. */
    void requireFrom(FrameSamples before) throws UnreadableRecordingException {
        if (!equals(before)) {
            throw new UnreadableRecordingException("changes within the stream from %s to %s".formatted(before, this));
        }
    }

    @Override
    public String toString() {
        return "%d Hz, %d channels, %d bits".formatted(sampleRate, channels, bits == 0 ? bytes() * Byte.SIZE : bits);
    }

    /** Of one sample in memory. */
    int bytes() {
        return av_get_bytes_per_sample(format);
    }

    private PcmEncoding encoding() throws UnreadableRecordingException {
        int packed = av_get_packed_sample_fmt(format);
        if (packed == AV_SAMPLE_FMT_U8) {
            return PcmEncoding.of(PcmEncoding.Form.UNSIGNED, 1);
        }
        if (packed == AV_SAMPLE_FMT_S16 || packed == AV_SAMPLE_FMT_S32) {
            return PcmEncoding.of(PcmEncoding.Form.SIGNED, bytes());
        }
        if (packed == AV_SAMPLE_FMT_FLT || packed == AV_SAMPLE_FMT_DBL) {
            return PcmEncoding.of(PcmEncoding.Form.FLOAT, bytes());
        }
        throw new UnreadableRecordingException("is decoded to samples of an unknown form: %d".formatted(format));
    }

    /** The samples of a frame that is like this, all channels of one time after the other. */
    float[] interleaved(AVFrame frame) throws UnreadableRecordingException {
        int count = frame.nb_samples();
        PcmEncoding encoding = encoding();
        float[] all = new float[count * channels];
        if (av_sample_fmt_is_planar(format) == 0) {
            encoding.decode(raw(frame), all, all.length);
            return all;
        }
        float[] one = new float[count];
        for (int channel = 0; channel < channels; channel++) {
            encoding.decode(plane(frame, channel, count), one, count);
            for (int i = 0; i < count; i++) {
                all[i * channels + channel] = one[i];
            }
        }
        return all;
    }

    /** The samples of a frame as they lie in memory, where all channels of one time are neighbours. */
    ByteBuffer raw(AVFrame frame) {
        return plane(frame, 0, frame.nb_samples() * channels);
    }

    private ByteBuffer plane(AVFrame frame, int plane, int samples) {
        return frame.extended_data(plane)
                .capacity((long) samples * bytes())
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }
}
