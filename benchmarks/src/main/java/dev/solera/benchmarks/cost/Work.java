package dev.solera.benchmarks.cost;

import dev.solera.harness.process.ProcessStack;
import java.util.Set;

/** What processes of a pipeline spend the processor's time on, told by the names of their threads. */
enum Work {
    TRAIN("training"),
    INGEST("reading and cutting, encoding: ingest"),
    DECODE("receiving, unpacking, decoding"),
    ENCODE("encoding, packing"),
    BROKER("broker"),
    REST("the rest of the module services: sending, telemetry, collecting garbage, checkpoints"),
    COMPILE("compiling, in all of them");

    /** A Java machine's threads that compile what runs often. */
    private static final Set<String> COMPILERS = Set.of(kept("C1 CompilerThread0"), kept("C2 CompilerThread0"));
    /** Linux keeps so much of a thread's name. */
    private static final int KEPT = 15;

    private final String text;

    Work(String text) {
        this.text = text;
    }

    /** In the tables. */
    String text() {
        return text;
    }

    /** What a thread of a process does, by their names. */
    static Work of(String process, String thread) {
        if (COMPILERS.contains(thread)) {
            return COMPILE;
        }
        if (process.equals(ProcessStack.BROKER)) {
            return BROKER;
        }
        if (process.equals(ProcessStack.INGEST)) {
            return INGEST;
        }
        if (thread.equals(kept(process + "-training"))) {
            return TRAIN;
        }
        if (thread.equals(kept(process + "-publisher"))) {
            return ENCODE;
        }
        return thread.equals(kept(process + "-activations-in")) ? DECODE : REST;
    }

    private static String kept(String name) {
        return name.substring(0, Math.min(KEPT, name.length()));
    }
}
