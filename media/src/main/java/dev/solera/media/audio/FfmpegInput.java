package dev.solera.media.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_SKIP_SAMPLES;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import dev.solera.media.UnreadableRecordingException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** The packets of the first audio stream of a file, which FFmpeg takes out of their container. */
final class FfmpegInput implements Closeable {

    /** Nothing else is tried: whatever it claims to be, a file cannot reach any other part of FFmpeg. */
    private static final String CONTAINERS = "flac,mp3,ogg,mov,aac,aiff,au";

    /** From the whole file's size and the first packets: a guess. */
    private static final int FROM_BITRATE = 2;

    static {
        // Or JavaCPP refuses to go on where the process, with its engine, has more memory than a few times Java's heap.
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        av_log_set_level(AV_LOG_QUIET);
    }

    private final FfmpegBytes bytes;
    private final AVFormatContext context;
    private final AVStream stream;
    private final AVPacket packet = av_packet_alloc();

    private FfmpegInput(FfmpegBytes bytes, AVFormatContext context, AVStream stream) {
        this.bytes = bytes;
        this.context = context;
        this.stream = stream;
    }

    /** @param file closed by whoever opened it */
    static FfmpegInput open(FileBytes file) throws IOException, UnreadableRecordingException {
        FfmpegBytes bytes = new FfmpegBytes(file);
        try {
            AVFormatContext context = open(bytes);
            int audio = avformat_find_stream_info(context, (PointerPointer<?>) null) < 0
                    ? -1
                    : av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0);
            if (audio < 0) {
                avformat_close_input(context);
                bytes.requireReadable();
                throw new UnreadableRecordingException("holds no audio that can be decoded");
            }
            return new FfmpegInput(bytes, context, context.streams(audio));
        } catch (IOException | UnreadableRecordingException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private static AVFormatContext open(FfmpegBytes bytes) throws IOException, UnreadableRecordingException {
        AVFormatContext context = avformat_alloc_context();
        context.pb(bytes.context());
        AVDictionary options = new AVDictionary(null);
        av_dict_set(options, "format_whitelist", CONTAINERS, 0);
        int status = avformat_open_input(context, (String) null, null, options);
        av_dict_free(options);
        try {
            bytes.requireReadable();
        } catch (IOException e) {
            if (status >= 0) {
                avformat_close_input(context);
            }
            throw e;
        }
        if (status < 0) {
            throw new UnreadableRecordingException(
                    "cannot be read as audio: it is damaged, or of a kind that is not read");
        }
        return context;
    }

    AVCodecParameters codec() {
        return stream.codecpar();
    }

    boolean isFlac() {
        return codec().codec_id() == AV_CODEC_ID_FLAC;
    }

    boolean isOgg() {
        return context.iformat().name().getString().equals("ogg");
    }

    /** What a FLAC file says of all of its samples. */
    FlacDescription description() throws UnreadableRecordingException {
        return FlacDescription.of(codec().extradata(), codec().extradata_size());
    }

    AVStream stream() {
        return stream;
    }

    /** The next packet of the audio, valid until the one after it is asked for; empty at the end. */
    Optional<AVPacket> next() throws IOException {
        av_packet_unref(packet);
        while (av_read_frame(context, packet) >= 0) {
            if (packet.stream_index() == stream.index()) {
                return Optional.of(packet);
            }
            av_packet_unref(packet);
        }
        bytes.requireReadable();
        return Optional.empty();
    }

    /** Goes to a packet at or before a time, in the stream's own units; false where the container does not allow that. */
    boolean seek(long time) throws IOException {
        boolean found = av_seek_frame(context, stream.index(), time, AVSEEK_FLAG_BACKWARD) >= 0;
        bytes.requireReadable();
        return found;
    }

    /** A stretch of time in the stream's own units as a number of samples. */
    long samples(long time, int sampleRate) {
        return Math.round((double) time
                * stream.time_base().num()
                * sampleRate
                / stream.time_base().den());
    }

    /** A number of samples as a stretch of time in the stream's own units. */
    long time(long samples, int sampleRate) {
        return (long) Math.floor((double) samples
                * stream.time_base().den()
                / sampleRate
                / stream.time_base().num());
    }

    /** How long the container says that the audio is, in samples; empty where it does not say, or in milliseconds. */
    Optional<Long> promised(int sampleRate) throws UnreadableRecordingException {
        if (isFlac() && (description().frames() > 0 || !isOgg())) {
            return Optional.of(description().frames()).filter(frames -> frames > 0);
        }
        boolean said = stream.duration() != AV_NOPTS_VALUE
                && context.duration_estimation_method() != FROM_BITRATE
                && !context.iformat().name().getString().startsWith("mov");
        return said
                ? Optional.of(samples(stream.duration(), sampleRate) - codec().initial_padding())
                : Optional.empty();
    }

    /** How long all packets from the next one on say that they are, in samples, without what is to be left out of the first. */
    long counted(int sampleRate) throws IOException {
        long time = 0;
        long left = 0;
        for (Optional<AVPacket> next = next(); next.isPresent(); next = next()) {
            time += next.orElseThrow().duration();
            left += skippedAtStart(next.orElseThrow());
        }
        return samples(time, sampleRate) - left;
    }

    private static long skippedAtStart(AVPacket packet) {
        BytePointer counts = av_packet_get_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, (SizeTPointer) null);
        return counts == null
                ? 0
                : Integer.toUnsignedLong(counts.capacity(Integer.BYTES)
                        .asByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt());
    }

    @Override
    public void close() {
        av_packet_free(packet);
        avformat_close_input(context);
        bytes.close();
    }
}
