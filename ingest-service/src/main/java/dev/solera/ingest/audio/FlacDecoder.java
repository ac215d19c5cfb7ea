package dev.solera.ingest.audio;

import dev.solera.ingest.corpus.UnreadableRecordingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.jflac.ChannelData;
import org.jflac.FLACDecoder;
import org.jflac.FrameListener;
import org.jflac.frame.Frame;
import org.jflac.io.BitInputStream;
import org.jflac.metadata.Metadata;
import org.jflac.metadata.StreamInfo;

/** FLAC files, by jFLAC. A frame whose checksum does not hold makes the whole recording unreadable. */
final class FlacDecoder implements AudioDecoder {

    @Override
    public AudioInfo probe(Path file) throws UnreadableRecordingException {
        AudioInfo header;
        try (InputStream in = FlacStream.open(file)) {
            header = info(new FLACDecoder(in).readStreamInfo());
        } catch (IOException | RuntimeException e) {
            throw AudioDecoder.unreadable("FLAC", e);
        }
        // An encoder that wrote to a pipe leaves the length open: only decoding tells.
        long frames = header.frames() == 0 ? decode(file).samples().length : header.frames();
        return new AudioInfo(header.sampleRate(), header.channels(), frames).checked();
    }

    @Override
    public Mono decode(Path file) throws UnreadableRecordingException {
        try (InputStream in = FlacStream.open(file)) {
            FLACDecoder decoder = new FLACDecoder(in);
            StreamInfo stream = readHeader(decoder);
            AudioInfo info = info(stream);
            // Where the length is open, what is decoded is the length; the rate has to be one all the same.
            new AudioInfo(info.sampleRate(), info.channels(), info.frames() == 0 ? info.sampleRate() : info.frames())
                    .checked();
            ErrorCount errors = new ErrorCount();
            decoder.addFrameListener(errors);
            float[] mono = decodeFrames(decoder, info, stream.getBitsPerSample());
            if (errors.count + decoder.getBadFrames() > 0) {
                throw new UnreadableRecordingException(
                        "is damaged: %d frames cannot be decoded or do not match their checksums"
                                .formatted(errors.count + decoder.getBadFrames()));
            }
            if (info.frames() > 0 && mono.length != info.frames()) {
                throw new UnreadableRecordingException(
                        "is cut off: its header promises %d samples, it has %d".formatted(info.frames(), mono.length));
            }
            return new Mono(info.sampleRate(), mono);
        } catch (IOException | RuntimeException e) {
            throw AudioDecoder.unreadable("FLAC", e);
        }
    }

    /**
     * Reads the stream's own description and passes over whatever else stands before the audio: jFLAC believes every length
     * in pictures and comments, and would make room for it.
     */
    private static StreamInfo readHeader(FLACDecoder decoder) throws IOException {
        StreamInfo stream = decoder.readStreamInfo();
        BitInputStream bits = decoder.getBitInputStream();
        boolean last = stream.isLast();
        while (!last) {
            last = bits.readRawUInt(1) != 0;
            bits.readRawUInt(Byte.SIZE - 1);
            bits.readByteBlockAlignedNoCRC(null, bits.readRawUInt(3 * Byte.SIZE));
        }
        return stream;
    }

    private static float[] decodeFrames(FLACDecoder decoder, AudioInfo info, int bits)
            throws IOException, UnreadableRecordingException {
        long limit = (long) AudioInfo.MAX_SECONDS * info.sampleRate() + 1;
        float[] mono = new float[info.sampleRate()];
        int done = 0;
        // Asked for a frame behind the promised ones, jFLAC may look for it for ever.
        long promised = info.frames() > 0 ? info.frames() : Long.MAX_VALUE;
        while (done < promised) {
            Frame frame = decoder.readNextFrame();
            if (frame == null) {
                break;
            }
            int size = frame.header.blockSize;
            if (done + size > limit) {
                new AudioInfo(info.sampleRate(), info.channels(), done + size).checked();
            }
            if (done + size > mono.length) {
                mono = Arrays.copyOf(mono, (int) Math.min(limit, Math.max(done + size, 2L * mono.length)));
            }
            mixDown(decoder.getChannelData(), info.channels(), size, bits, mono, done);
            done += size;
        }
        return done == mono.length ? mono : Arrays.copyOf(mono, done);
    }

    private static void mixDown(ChannelData[] data, int channels, int size, int bits, float[] mono, int at) {
        double scale = 1.0 / (Math.scalb(1.0, bits - 1) * channels);
        for (int i = 0; i < size; i++) {
            long sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                sum += data[channel].getOutput()[i];
            }
            mono[at + i] = (float) (sum * scale);
        }
    }

    /** Counts frames whose checksum does not hold: jFLAC makes silence of them and goes on. */
    private static final class ErrorCount implements FrameListener {

        private int count;

        @Override
        public void processMetadata(Metadata metadata) {
            // Read from the stream info instead.
        }

        @Override
        public void processFrame(Frame frame) {
            // Taken from the decoder instead.
        }

        @Override
        public void processError(String message) {
            count++;
        }
    }

    private static AudioInfo info(StreamInfo stream) {
        return new AudioInfo(stream.getSampleRate(), stream.getChannels(), stream.getTotalSamples());
    }
}
