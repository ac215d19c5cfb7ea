package dev.solera.media.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16P;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** A file of one channel that FFmpeg encodes: tones that move, with noise in them, so that no two places are alike. */
final class EncodedFile implements AutoCloseable {

    private static final int SAMPLES_A_FRAME = 1024;

    private final AVFormatContext file = new AVFormatContext(null);
    private final AVDictionary options = new AVDictionary(null);
    private final AVCodecContext encoder;
    private final AVStream stream;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();
    private final int rate;

    private EncodedFile(Path path, String codec, int rate, long bitRate, String option) {
        this.rate = rate;
        require(avformat_alloc_output_context2(file, null, null, path.toString()));
        AVCodec found = avcodec_find_encoder_by_name(codec);
        encoder = avcodec_alloc_context3(found);
        encoder.sample_rate(rate);
        encoder.sample_fmt(sampleFormat(codec));
        encoder.bit_rate(bitRate);
        encoder.strict_std_compliance(-2);
        av_channel_layout_default(encoder.ch_layout(), codec.equals("vorbis") ? 2 : 1);
        encoder.time_base(new AVRational().num(1).den(rate));
        if ((file.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
            encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        AVDictionary plain = new AVDictionary(null);
        // Noise that AAC's decoders draw depends on what they have heard: no two are to be compared.
        av_dict_set(plain, "aac_pns", "0", 0);
        require(avcodec_open2(encoder, found, plain));
        av_dict_free(plain);
        stream = avformat_new_stream(file, null);
        require(avcodec_parameters_from_context(stream.codecpar(), encoder));
        AVIOContext bytes = new AVIOContext(null);
        require(avio_open(bytes, path.toString(), AVIO_FLAG_WRITE));
        file.pb(bytes);
        if (!option.isEmpty()) {
            av_dict_set(options, option.split("=")[0], option.split("=")[1], 0);
        }
        require(avformat_write_header(file, options));
    }

    private static int sampleFormat(String codec) {
        return switch (codec) {
            case "libmp3lame" -> AV_SAMPLE_FMT_S16P;
            case "flac" -> AV_SAMPLE_FMT_S16;
            case "libopus" -> AV_SAMPLE_FMT_FLT;
            default -> AV_SAMPLE_FMT_FLTP;
        };
    }

    /**
     * Writes a file.
     *
     * @param path whose ending says the container
     * @param codec FFmpeg's name of the encoder
     * @param option of the container, {@code NAME=VALUE}, or empty
     */
    static Path write(Path path, String codec, int rate, long bitRate, double seconds, String option) {
        try (EncodedFile file = new EncodedFile(path, codec, rate, bitRate, option)) {
            file.encode(Math.round(seconds * rate));
            return path;
        }
    }

    private void encode(long samples) {
        int size = encoder.frame_size() > 0 ? encoder.frame_size() : SAMPLES_A_FRAME;
        float[] block = new float[size];
        double phase = 0;
        int noise = 7;
        for (long done = 0; done < samples; done += size) {
            int count = (int) Math.min(size, samples - done);
            for (int i = 0; i < count; i++) {
                phase += 0.05 + 0.02 * ((done + i) % 70_001) / 70_001;
                noise = noise * 1_664_525 + 1_013_904_223;
                block[i] = (float) (0.3 * Math.sin(phase) + 0.03 * Math.scalb((double) noise, -31));
            }
            send(block, count, done);
        }
        require(avcodec_send_frame(encoder, null));
        write();
        require(av_write_trailer(file));
    }

    private void send(float[] block, int count, long at) {
        frame.format(encoder.sample_fmt());
        frame.sample_rate(rate);
        frame.nb_samples(count);
        if (frame.ch_layout().nb_channels() == 0) {
            av_channel_layout_default(frame.ch_layout(), encoder.ch_layout().nb_channels());
            frame.nb_samples(block.length);
            require(av_frame_get_buffer(frame, 0));
            frame.nb_samples(count);
        }
        require(av_frame_make_writable(frame));
        boolean whole = encoder.sample_fmt() != AV_SAMPLE_FMT_FLTP && encoder.sample_fmt() != AV_SAMPLE_FMT_FLT;
        for (int c = 0; c < encoder.ch_layout().nb_channels(); c++) {
            ByteBuffer plane = frame.data(c)
                    .capacity((long) count * (whole ? Short.BYTES : Float.BYTES))
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder());
            for (int i = 0; i < count; i++) {
                if (whole) {
                    plane.putShort((short) Math.round(block[i] * 32767));
                } else {
                    plane.putFloat(block[i]);
                }
            }
        }
        frame.pts(at);
        require(avcodec_send_frame(encoder, frame));
        write();
    }

    private void write() {
        while (avcodec_receive_packet(encoder, packet) >= 0) {
            packet.stream_index(stream.index());
            av_packet_rescale_ts(packet, encoder.time_base(), stream.time_base());
            require(av_interleaved_write_frame(file, packet));
        }
    }

    private static void require(int status) {
        if (status < 0) {
            throw new IllegalStateException("FFmpeg says " + status);
        }
    }

    @Override
    public void close() {
        av_frame_free(frame);
        av_packet_free(packet);
        av_dict_free(options);
        avcodec_free_context(encoder);
        avio_closep(file.pb());
        avformat_free_context(file);
    }
}
