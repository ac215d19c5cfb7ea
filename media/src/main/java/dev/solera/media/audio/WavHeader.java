package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a wav file says of its audio, in whatever chunks before and after it. The size of the container itself is not looked
 * at: programs that write to a pipe cannot know it, and others get it wrong.
 */
final class WavHeader {

    private final FileBytes file;
    private final WavContainer container;
    private Optional<WavFormat> format = Optional.empty();
    private Optional<WavContainer.Chunk> data = Optional.empty();
    private Optional<Long> longSize = Optional.empty();

    private WavHeader(FileBytes file, WavContainer container) {
        this.file = file;
        this.container = container;
    }

    /** Where the audio of a wav file is, empty where the file is of another kind. */
    static Optional<PcmLayout> find(FileBytes file) throws IOException, UnreadableRecordingException {
        Optional<WavContainer> container = WavContainer.of(file);
        return container.isEmpty()
                ? Optional.empty()
                : Optional.of(new WavHeader(file, container.orElseThrow()).read());
    }

    private PcmLayout read() throws IOException, UnreadableRecordingException {
        Optional<WavContainer.Chunk> at = container.first(file);
        while (at.isPresent() && (data.isEmpty() || format.isEmpty())) {
            WavContainer.Chunk chunk = at.orElseThrow();
            switch (chunk.name()) {
                case "ds64" -> longSize = longSize(content(chunk, 16));
                case "fmt " -> format = Optional.of(WavFormat.parse(content(chunk, WavFormat.MOST_BYTES)));
                case "data" -> data = isEmpty(chunk) ? data : Optional.of(chunk);
                default -> {
                    // Of the recording's origin, or room that was left for it.
                }
            }
            at = container.next(chunk, file);
        }
        if (format.isEmpty()) {
            throw new UnreadableRecordingException("has no format chunk");
        }
        if (data.isEmpty()) {
            throw new UnreadableRecordingException("holds no audio");
        }
        return layout(format.orElseThrow(), data.orElseThrow());
    }

    private PcmLayout layout(WavFormat said, WavContainer.Chunk chunk)
            throws IOException, UnreadableRecordingException {
        int frameBytes = said.channels() * said.encoding().bytes();
        long frames = audioBytes(chunk) / frameBytes;
        AudioInfo info = new AudioInfo(said.sampleRate(), said.channels(), frames).checked();
        PcmLayout layout = new PcmLayout(info, said.encoding(), container.order(), chunk.content());
        return said.doubtful() ? Padding.resolve(file, layout, said.bits()) : layout;
    }

    private long audioBytes(WavContainer.Chunk chunk) throws IOException, UnreadableRecordingException {
        long there = file.size() - chunk.content();
        long promised = chunk.size() == 0xFFFFFFFFL ? longSize.orElse(chunk.size()) : chunk.size();
        if (promised == 0 || isOpen(promised) && !endsAt(chunk.content() + promised)) {
            return there;
        }
        if (promised > there) {
            throw new UnreadableRecordingException(
                    "is cut off: its header promises %d bytes of audio, it has %d".formatted(promised, there));
        }
        return promised;
    }

    /** What programs write that cannot go back to the header: as much as 31, 32 or 63 bits hold, perhaps in whole frames. */
    private static boolean isOpen(long size) {
        return size >= 0x7FFF0000L && size <= 0x80000000L
                || size >= 0xFFFF0000L && size <= 0xFFFFFFFFL
                || size >= 1L << 62;
    }

    /** Whether the audio may really end at a place: the file does, or goes on with another chunk. */
    private boolean endsAt(long place) throws IOException, UnreadableRecordingException {
        return place == file.size() || place < file.size() && isChunk(place + place % 2);
    }

    private boolean isChunk(long place) throws IOException, UnreadableRecordingException {
        return container
                .at(place, file)
                .filter(other -> other.name().matches("[ -~]{4}") && other.size() <= file.size() - other.content())
                .isPresent();
    }

    /** Whether there is no audio, and not only nobody who wrote how much there is: then no chunk follows, but sound. */
    private boolean isEmpty(WavContainer.Chunk chunk) throws IOException, UnreadableRecordingException {
        return chunk.size() == 0 && (chunk.content() == file.size() || isChunk(chunk.content()));
    }

    private static Optional<Long> longSize(ByteBuffer sizes) {
        return sizes.limit() < 16 ? Optional.empty() : Optional.of(sizes.getLong(8));
    }

    private ByteBuffer content(WavContainer.Chunk chunk, int most) throws IOException {
        return file.read(chunk.content(), (int) Math.min(most, chunk.size())).order(container.order());
    }
}
