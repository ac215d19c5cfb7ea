package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.file.RecordingNames;
import dev.solera.ingest.file.TextFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds out those that a file names, one a line, by relative path with or without ending, or by id; a file's path means all
 * utterances in it.
 */
record HeldOutList(String file) implements HeldOutRule {

    private static final Logger LOG = LoggerFactory.getLogger(HeldOutList.class);

    @Override
    public Set<String> select(List<Candidate> usable, Supplier<RecordingNames> names) {
        Map<String, Set<String>> known = new HashMap<>();
        for (Candidate candidate : usable) {
            known.computeIfAbsent(candidate.name(), any -> new TreeSet<>()).add(candidate.name());
            known.computeIfAbsent(candidate.file(), any -> new TreeSet<>()).add(candidate.name());
        }
        RecordingNames recordings = names.get();
        Set<String> selected = new HashSet<>();
        int again = 0;
        for (String line : TextFile.lines(FileName.path("held-out list:FILE", file))) {
            List<String> named = recordings.find(line);
            if (named.isEmpty()) {
                throw new InvalidSourceException("held-out list %s names %s; allowed: a recording's relative path or id"
                        .formatted(file, line.strip()));
            }
            if (!known.keySet().containsAll(named)) {
                LOG.warn("held-out recording skipped name={} list={}", line.strip(), file);
            }
            boolean more = false;
            for (String name : named) {
                more |= selected.addAll(known.getOrDefault(name, Set.of()));
            }
            again += !more && known.keySet().containsAll(named) ? 1 : 0;
        }
        if (again > 0) {
            LOG.info("held-out recordings listed again count={} list={}", again, file);
        }
        return selected;
    }
}
