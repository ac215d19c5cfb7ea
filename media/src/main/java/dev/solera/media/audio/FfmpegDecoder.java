package dev.solera.media.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG2_SKIP_MANUAL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VORBIS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.solera.media.UnreadableRecordingException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Decodes packets of one stream to frames of samples. A packet that cannot be decoded is damage, unless nothing comes behind
 * it: tags of players stand at the end of many files.
 */
final class FfmpegDecoder implements Closeable {

    private final FfmpegInput input;
    private final AVCodecContext context;
    private final AVFrame frame = av_frame_alloc();
    private boolean passOver;
    private boolean damaged;
    private boolean draining;
    private Optional<Long> place = Optional.empty();

    private FfmpegDecoder(FfmpegInput input, AVCodecContext context, boolean passOver) {
        this.input = input;
        this.context = context;
        this.passOver = passOver;
    }

    /** @param input closed by whoever opened it */
    static FfmpegDecoder open(FfmpegInput input) throws UnreadableRecordingException {
        AVCodec codec = avcodec_find_decoder(input.codec().codec_id());
        if (codec == null) {
            throw new UnreadableRecordingException("holds audio of a kind that is not read");
        }
        AVCodecContext context = avcodec_alloc_context3(codec);
        avcodec_parameters_to_context(context, input.codec());
        context.pkt_timebase(input.stream().time_base());
        context.thread_count(1);
        if (input.isFlac()) {
            context.err_recognition(AV_EF_CRCCHECK | AV_EF_EXPLODE);
        }
        boolean vorbis = context.codec_id() == AV_CODEC_ID_VORBIS;
        if (vorbis) {
            // In short files FFmpeg leaves out too much at the end; how long they are is known.
            context.flags2(AV_CODEC_FLAG2_SKIP_MANUAL);
        }
        if (avcodec_open2(context, codec, (AVDictionary) null) < 0) {
            avcodec_free_context(context);
            throw new UnreadableRecordingException(
                    "cannot be decoded as %s".formatted(codec.name().getString()));
        }
        return new FfmpegDecoder(input, context, vorbis);
    }

    /** The codec that frames come from. */
    AVCodecContext context() {
        return context;
    }

    /** The number of the first sample of the frame that came last, where a FLAC frame itself says it. */
    Optional<Long> place() {
        return place;
    }

    /** The next frame, valid until the one after it is asked for; empty at the end. */
    Optional<AVFrame> next() throws IOException, UnreadableRecordingException {
        while (true) {
            int status = avcodec_receive_frame(context, frame);
            if (status == AVERROR_EOF) {
                return Optional.empty();
            }
            if (status >= 0) {
                requireSound();
                if (!passOver) {
                    return Optional.of(frame);
                }
                // Vorbis: the first block only overlaps with the second one.
                passOver = false;
            } else {
                feed();
            }
        }
    }

    private void feed() throws IOException, UnreadableRecordingException {
        Optional<AVPacket> packet = draining ? Optional.empty() : input.next();
        draining = packet.isEmpty();
        if (packet.isPresent() && input.isFlac()) {
            place = FlacFrame.place(
                    packet.orElseThrow().data(),
                    packet.orElseThrow().size(),
                    input.description().blockSize());
        }
        int status = avcodec_send_packet(context, packet.orElse(null));
        if (packet.isPresent() && status < 0) {
            damaged = true;
            if (input.isFlac()) {
                requireSound();
            }
        }
    }

    private void requireSound() throws UnreadableRecordingException {
        if (damaged) {
            throw new UnreadableRecordingException("is damaged: a part of it cannot be decoded as %s"
                    .formatted(context.codec().name().getString()));
        }
    }

    @Override
    public void close() {
        av_frame_free(frame);
        avcodec_free_context(context);
    }
}
