package dev.solera.checkpoint;

import dev.solera.pipeline.ModuleRange;
import dev.solera.storage.SyncedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints of the modules of one service in a folder of its own, {@code RUN/module-3} or {@code RUN/module-1-2}:
 *
 * <pre>
 * 3.epoch               made by whoever acquired the modules last
 * 3-9600.checkpoint     written in epoch 3, after 9600 samples
 * </pre>
 *
 * <p>A folder beside it that has one of the modules too is of another placement. Its checkpoints stand at other places of the
 * stream, and its owner may be alive, so whoever comes second is refused.
 *
 * <p>A checkpoint is written under a temporary name, synced, renamed, and the folder synced. An epoch is taken by creating
 * its file, which only one process can. A superseded owner that looks at the epochs just before somebody else takes the next
 * one may still finish that write; its file carries the older epoch and stands behind every newer owner's, whose files it lets be.
 */
public final class FolderCheckpoints implements CheckpointStore {

    private static final Logger LOG = LoggerFactory.getLogger(FolderCheckpoints.class);
    private static final Pattern FILE = Pattern.compile("(\\d{1,18})-(\\d{1,18})\\.checkpoint(\\.tmp)?");

    private final SyncedFolder folder;
    private final FolderEpochs epochs;
    private final Provenance owner;
    private final int keep;
    private final List<Whole> kept = new ArrayList<>();

    /** A whole checkpoint on disk. */
    private record Whole(Path file, List<InputPosition> positions, long sequences) {

        Whole(Path file, Checkpoint checkpoint) {
            this(file, checkpoint.positions(), checkpoint.sequences());
        }
    }

    /** A file that is named like a checkpoint, whole or in the making. */
    private record Candidate(Path file, long epoch, long samples, boolean inTheMaking) {

        private static final Comparator<Candidate> NEWEST_FIRST = Comparator.comparingLong(Candidate::epoch)
                .thenComparingLong(Candidate::samples)
                .reversed();

        static Stream<Candidate> of(Path file) {
            Matcher name = FILE.matcher(file.getFileName().toString());
            return name.matches()
                    ? Stream.of(new Candidate(
                            file, Long.parseLong(name.group(1)), Long.parseLong(name.group(2)), name.group(3) != null))
                    : Stream.empty();
        }
    }

    /**
     * The checkpoints of an owner's modules and run.
     *
     * @param all folder of all checkpoints
     * @param owner whose checkpoints they are; its step and samples do not matter
     * @param keep how many are kept
     */
    public static FolderCheckpoints of(Path all, Provenance owner, int keep) {
        Path folder = all.resolve(owner.run()).resolve(owner.modules().service());
        return new FolderCheckpoints(folder, owner, keep);
    }

    /**
     * @param folder of these modules alone; made where it is missing
     * @param owner whose checkpoints they are; its step and samples do not matter
     * @param keep how many are kept at least
     */
    public FolderCheckpoints(Path folder, Provenance owner, int keep) {
        if (keep < 1) {
            throw new IllegalArgumentException("checkpoints to keep are %d; allowed: 1 or more".formatted(keep));
        }
        this.folder = new SyncedFolder(folder);
        this.epochs = new FolderEpochs(this.folder);
        this.owner = owner;
        this.keep = keep;
    }

    @Override
    public long acquire() throws IOException, InvalidCheckpointException {
        requireNoOtherPlacement();
        long epoch = epochs.takeNext();
        try {
            requireNoOtherPlacement();
        } catch (InvalidCheckpointException e) {
            epochs.giveUp(epoch);
            throw e;
        }
        return epoch;
    }

    /** Of two that begin at the same time, at least one sees the other. */
    private void requireNoOtherPlacement() throws IOException, InvalidCheckpointException {
        Path run = folder.path().toAbsolutePath().getParent();
        if (!Files.isDirectory(run)) {
            return;
        }
        List<Path> besides;
        try (Stream<Path> folders = Files.list(run)) {
            besides = folders.filter(this::isOfAnotherPlacement).sorted().toList();
        }
        for (Path beside : besides) {
            try (Stream<Path> files = Files.list(beside)) {
                if (files.findAny().isPresent()) {
                    throw InvalidCheckpointException.foreign(
                            "placement of run " + owner.run(),
                            "one with checkpoints in " + beside,
                            "the same for the whole run, so that modules %s have no checkpoints but in %s"
                                    .formatted(owner.modules(), folder.path().getFileName()));
                }
            }
        }
    }

    private boolean isOfAnotherPlacement(Path beside) {
        return ModuleRange.ofService(beside.getFileName().toString())
                .filter(modules -> modules.overlaps(owner.modules()) && !modules.equals(owner.modules()))
                .isPresent();
    }

    @Override
    public Optional<Checkpoint> newest(long sequences) throws IOException, InvalidCheckpointException {
        kept.clear();
        Optional<Checkpoint> newest = Optional.empty();
        Optional<InvalidCheckpointException> torn = Optional.empty();
        for (Candidate candidate : candidates()) {
            try {
                Checkpoint whole = read(candidate.file());
                kept.add(0, new Whole(candidate.file(), whole));
                newest = newest.or(() -> Optional.of(whole).filter(one -> one.sequences() <= sequences));
            } catch (InvalidCheckpointException e) {
                if (e.isForeign()) {
                    throw e;
                }
                LOG.warn("checkpoint cannot be used cause=\"{}\"", e.getMessage());
                torn = Optional.of(e);
            }
        }
        if (kept.isEmpty() && torn.isPresent()) {
            throw torn.get();
        }
        return newest;
    }

    private Checkpoint read(Path file) throws IOException, InvalidCheckpointException {
        try {
            return CheckpointCodec.decode(Files.readAllBytes(file), owner);
        } catch (InvalidCheckpointException e) {
            throw e.in(file.toString());
        }
    }

    @Override
    public Kept write(long epoch, Checkpoint checkpoint, long downstream) throws IOException {
        requireOwnership(epoch);
        Path file = folder.path().resolve("%d-%d.checkpoint".formatted(epoch, checkpoint.sequences()));
        Path temporary = folder.path().resolve(file.getFileName() + ".tmp");
        try {
            folder.write(temporary, channel -> CheckpointCodec.write(checkpoint, channel));
            CrashPoint.AFTER_TEMPORARY_WRITE.reached();
            requireOwnership(epoch);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        folder.sync();
        CrashPoint.AFTER_RENAME.reached();
        kept.removeIf(earlier -> earlier.file().equals(file));
        kept.add(new Whole(file, checkpoint));
        prune(epoch, downstream);
        return kept(downstream);
    }

    private Kept kept(long downstream) {
        Whole oldest = kept.get(0);
        boolean beginning = kept.size() < keep || oldest.sequences() > downstream;
        long back = kept.stream()
                .mapToLong(Whole::sequences)
                .filter(sequences -> sequences <= downstream)
                .max()
                .orElse(0);
        return new Kept(beginning ? Optional.empty() : Optional.of(oldest.positions()), back);
    }

    @Override
    public void discard(long epoch) throws IOException {
        requireOwnership(epoch);
        kept.clear();
        delete(epoch, List.of());
        folder.sync();
    }

    @Override
    public void requireOwnership(long epoch) throws IOException {
        epochs.requireNewest(epoch);
    }

    /** Removes what is no longer kept, and what was left by processes that died while they wrote. */
    private void prune(long epoch, long downstream) throws IOException {
        while (kept.size() > keep && kept.get(1).sequences() <= downstream) {
            kept.remove(0);
        }
        delete(epoch, kept.stream().map(Whole::file).toList());
    }

    /** An owner may be superseded while it does this: what a newer one has written, or is writing, is not its to delete. */
    private void delete(long epoch, List<Path> butThese) throws IOException {
        folder.delete(file -> Candidate.of(file).anyMatch(one -> one.epoch() <= epoch) && !butThese.contains(file));
    }

    private List<Candidate> candidates() throws IOException {
        if (!Files.isDirectory(folder.path())) {
            return List.of();
        }
        return folder.files().stream()
                .flatMap(Candidate::of)
                .filter(candidate -> !candidate.inTheMaking())
                .sorted(Candidate.NEWEST_FIRST)
                .toList();
    }
}
