package dev.solera.standalone.train;

import dev.solera.standalone.report.RunClaim;
import dev.solera.standalone.report.RunFolder;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * One training run: everything that can be refused is refused first, then its folder is claimed, so that nobody else works on
 * it, and it trains. Standard output has what a user keeps, the table and where the results are; standard error has the
 * progress.
 */
public final class TrainRun {

    private TrainRun() {}

    /**
     * Trains to the end, or until Ctrl-C.
     *
     * @throws IllegalArgumentException where a setting does not fit; nothing is written then
     * @throws IllegalStateException where the disk is too small; nothing is written then
     * @throws RunFailedException where the run failed; what there is of it is in its folder
     */
    public static void begin(TrainSettings settings, PrintWriter out, PrintStream err) throws InterruptedException {
        RunFolder.require(settings.out());
        Acceptance accepted = Acceptance.of(settings, err);
        try (RunClaim claim = RunClaim.make(settings.out())) {
            new Training(settings, accepted, claim.folder(), Optional.empty(), out, err).run();
        }
    }

    /** The same, in a folder with a number behind its name where other runs were quicker. */
    public static void beginNumbered(TrainSettings settings, PrintWriter out, PrintStream err)
            throws InterruptedException {
        RunFolder.requireName(settings.out());
        Acceptance accepted = Acceptance.of(settings, err);
        try (RunClaim claim = RunClaim.makeNumbered(settings.out())) {
            new Training(settings.in(claim.named()), accepted, claim.folder(), Optional.empty(), out, err).run();
        }
    }

    /** Resumes an earlier run from the topics and checkpoints in its folder. */
    public static void resume(EarlierRun earlier, TrainSettings settings, PrintWriter out, PrintStream err)
            throws InterruptedException {
        Acceptance accepted =
                Acceptance.ofResumed(settings, earlier.provenance().data().listing(), err);
        RunFolder folder = earlier.claim().folder();
        new Training(settings, accepted, folder, Optional.of(earlier.provenance()), out, err).run();
    }
}
