package dev.solera.standalone.reproduce;

import dev.solera.activation.Sample;
import dev.solera.checkpoint.EarlierParameters;
import dev.solera.checkpoint.Machine;
import dev.solera.engine.ComputeDevice;
import dev.solera.engine.Engine;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.learning.Beginning;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.report.RunProvenance;
import dev.solera.standalone.train.IngestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Trains again what a run has trained, from its provenance alone and in lock-step, and compares the bits. */
public final class Reproduction {

    private final RunFolder folder;
    private final RunProvenance provenance;
    private final PipelineDefinition definition;
    private final IngestProperties ingest;
    private final Corpus corpus;

    /**
     * @param folder of a run that has ended
     * @throws IllegalArgumentException where its recordings are not those of then, or what it wrote down was edited
     */
    public Reproduction(RunFolder folder) {
        this.folder = folder;
        this.provenance = RunProvenance.read(folder.provenance());
        this.definition = PipelineDefinitions.load(folder.pipeline().toString());
        provenance.require(definition);
        this.ingest = IngestSettings.check(new HashMap<>(provenance.settings()));
        this.corpus = ingest.openCorpus(definition);
        corpus.requireListing(provenance.data().listing());
        requireLength();
    }

    /** Where nobody ended it, the run learned from as many samples as its settings say. */
    private void requireLength() {
        long planned = sequence().trainSamples();
        long fed = provenance.counts().get("ingest").get("train");
        boolean whole = provenance.outcome().equals(RunProvenance.FINISHED) && planned != RunLength.UNKNOWN;
        if (fed > planned && planned != RunLength.UNKNOWN || whole && fed != planned) {
            throw new IllegalArgumentException(
                    "train in the counts of provenance.json is %d; allowed: %d, as its settings have; it was edited"
                            .formatted(fed, planned));
        }
    }

    private SampleSequence sequence() {
        return new SampleSequence(definition, corpus, ingest.length(), ingest.evaluationLimit());
    }

    /** Where it was computed last. */
    public ComputeDevice device() {
        return provenance.device();
    }

    /** What was trained. */
    public PipelineDefinition definition() {
        return definition;
    }

    /**
     * How this machine, engine and device differ from those of the run; where they do, other bits are no fault.
     *
     * @param device that it is to be computed on
     */
    public List<String> differences(ComputeDevice device) {
        List<String> differences = new ArrayList<>();
        if (!provenance.computedOn().equals(List.of(device))) {
            differences.add("device was %s, is %s".formatted(String.join(", then ", provenance.devices()), device));
        }
        String engine = "libtorch " + Engine.version();
        if (!engine.equals(provenance.engine())) {
            differences.add("engine was %s, is %s".formatted(provenance.engine(), engine));
        }
        Map<String, String> here = Machine.describe();
        for (String key : List.of("arch", "cpu-features")) {
            if (!here.get(key).equals(provenance.machine().get(key))) {
                differences.add(
                        "%s was %s, is %s".formatted(key, provenance.machine().get(key), here.get(key)));
            }
        }
        return differences;
    }

    /**
     * Trains, and returns what is not as it was; nothing where every parameter has the same bits.
     *
     * @param device that it is computed on
     */
    public List<String> faults(ComputeDevice device) throws IOException {
        Oracle oracle = Oracle.of(definition, beginning(), device, this::input);
        List<String> faults = new ArrayList<>();
        for (int module = 1; module <= definition.depth(); module++) {
            faults.addAll(ParameterCheck.faults(module, oracle.parameters().get(module - 1), folder.modules()));
        }
        return faults;
    }

    private Beginning beginning() {
        return Files.isDirectory(folder.start())
                ? EarlierParameters.read("start", folder.start(), definition, new ModuleRange(1, definition.depth()))
                : Beginning.DRAWN;
    }

    /** The samples that the run learned from, however its learning ended; its evaluation pass changed no parameter. */
    private Iterator<Sample> input() {
        Map<String, Long> fed = provenance.counts().get("ingest");
        SampleSequence sequence = sequence();
        return Stream.generate(sequence::next)
                .limit(fed.get("train") + fed.get("held-out"))
                .map(Optional::orElseThrow)
                .iterator();
    }
}
