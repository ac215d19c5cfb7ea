package dev.solera.standalone.reproduce;

import dev.solera.learning.LockStepLoop;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.snapshot.SnapshotCodec;
import dev.solera.snapshot.SnapshotSchedule;
import dev.solera.stream.document.DocumentHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The snapshots that the modules of a lock-step loop come to: what a run has to publish, whatever dies. */
final class ExpectedSnapshots {

    private final LockStepLoop loop;
    private final SnapshotSchedule schedule;
    private final SnapshotCodec codec;
    private final List<Map<Long, String>> taken = new ArrayList<>();

    ExpectedSnapshots(PipelineDefinition definition, LockStepLoop loop) {
        this.loop = loop;
        this.schedule = SnapshotSchedule.of(definition);
        this.codec = new SnapshotCodec(definition);
        for (int module = 1; module <= definition.depth(); module++) {
            taken.add(new TreeMap<>());
        }
    }

    /** Takes those that are due; between two samples. */
    void takeIfDue() {
        if (schedule.isDue(loop.trainer(1).progress().trained())) {
            takeLast();
        }
    }

    /** Takes those of now. */
    void takeLast() {
        for (int module = 1; module <= taken.size(); module++) {
            long samples = loop.trainer(module).progress().trained();
            if (!taken.get(module - 1).containsKey(samples)) {
                var snapshot = codec.take(loop.trainer(module).module(), module, samples);
                taken.get(module - 1).put(samples, DocumentHeader.digest(codec.encode(snapshot)));
            }
        }
    }

    /** SHA-256 of each by its number of samples, of every module from the first. */
    List<Map<Long, String>> taken() {
        return taken.stream().map(Map::copyOf).toList();
    }
}
