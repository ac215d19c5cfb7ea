package dev.solera.media.audio;

import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FORCE;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The bytes of an open file as FFmpeg asks for them. It never opens a file by itself: not the one that is read, whose name it
 * may not be able to spell, and no other one that a file names.
 */
final class FfmpegBytes implements Closeable {

    private static final int BYTES_AT_ONCE = 1 << 16;
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;

    /** FFmpeg hands back a number with every request: there is one function for all files, as native ones are few. */
    private static final Map<Long, FfmpegBytes> OPEN = new ConcurrentHashMap<>();

    private static final AtomicLong NUMBERS = new AtomicLong();

    private static final Read_packet_Pointer_BytePointer_int READ = new Read_packet_Pointer_BytePointer_int() {
        @Override
        public int call(Pointer number, BytePointer to, int length) {
            return OPEN.get(number.address()).read(to, length);
        }
    };

    private static final Seek_Pointer_long_int SEEK = new Seek_Pointer_long_int() {
        @Override
        public long call(Pointer number, long offset, int whence) {
            return OPEN.get(number.address()).seek(offset, whence & ~AVSEEK_FORCE);
        }
    };

    private final FileBytes file;
    private final long number = NUMBERS.incrementAndGet();
    private final AVIOContext context;
    private long position;
    private Optional<IOException> failure = Optional.empty();

    /** @param file closed by whoever opened it */
    FfmpegBytes(FileBytes file) {
        this.file = file;
        OPEN.put(number, this);
        BytePointer buffer = new BytePointer(av_malloc(BYTES_AT_ONCE));
        this.context = avio_alloc_context(buffer, BYTES_AT_ONCE, 0, new Number(number), READ, null, SEEK);
    }

    /** A pointer that is a number. */
    private static final class Number extends Pointer {

        Number(long number) {
            address = number;
        }
    }

    AVIOContext context() {
        return context;
    }

    /** @throws IOException what kept FFmpeg from reading on, if anything did */
    void requireReadable() throws IOException {
        if (failure.isPresent()) {
            throw failure.orElseThrow();
        }
    }

    private int read(BytePointer to, int length) {
        try {
            ByteBuffer bytes = file.read(position, length);
            position += bytes.limit();
            to.put(bytes.array(), 0, bytes.limit());
            return bytes.limit() == 0 ? AVERROR_EOF : bytes.limit();
        } catch (IOException e) {
            failure = Optional.of(e);
            return AVERROR_EOF;
        }
    }

    private long seek(long offset, int whence) {
        if (whence == AVSEEK_SIZE) {
            return file.size();
        }
        long base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position : file.size();
        if (base + offset < 0) {
            return -1;
        }
        position = base + offset;
        return position;
    }

    @Override
    public void close() {
        av_free(context.buffer());
        avio_context_free(context);
        OPEN.remove(number);
    }
}
