package dev.solera.module;

import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.InputPosition;
import dev.solera.checkpoint.Provenance;
import dev.solera.engine.ComputeDevice;
import dev.solera.learning.Beginning;
import dev.solera.learning.ModuleChain;
import dev.solera.learning.StepReport;
import dev.solera.learning.TrainerState;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.StreamCounts;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/**
 * Where the modules of a service begin, or go on.
 *
 * @param owner whose parameters are trained: those of one module, or of consecutive ones
 * @param device where they are computed from here on
 * @param beginning what they begin with where there is no state
 * @param state to go on from; empty at the beginning
 * @param positions in the input, by partition
 */
record StartingPoint(
        Provenance owner,
        ComputeDevice device,
        Beginning beginning,
        Optional<TrainerState> state,
        List<InputPosition> positions) {

    StartingPoint {
        positions = List.copyOf(positions);
    }

    /** The beginning of the run. */
    static StartingPoint of(Provenance owner, ComputeDevice device, Beginning beginning) {
        int partitions = owner.pipeline().wire().partitions();
        return new StartingPoint(owner, device, beginning, Optional.empty(), InputPositions.beginning(partitions));
    }

    /** Where a checkpoint was written. */
    static StartingPoint of(Provenance owner, ComputeDevice device, Checkpoint checkpoint) {
        return new StartingPoint(
                owner.goingOnFrom(checkpoint.provenance().devices()),
                device,
                Beginning.DRAWN,
                Optional.of(checkpoint.state()),
                checkpoint.positions());
    }

    /** Whether it is the beginning of a run with parameters that others have trained. */
    boolean takesOver() {
        return state.isEmpty() && !beginning.modules().isEmpty();
    }

    /** Where this is, for whoever goes on from it. */
    Checkpoint checkpoint() {
        try (ModuleChain chain = modules((report, module) -> {})) {
            TrainerState copy = chain.state();
            return new Checkpoint(owner.at(copy.step(), copy.progress().trained()), copy, positions);
        }
    }

    /** Training steps of the checkpoint; empty at the beginning. */
    Optional<Long> step() {
        return state.map(TrainerState::step);
    }

    /** Samples trained on. */
    long trained() {
        return state.map(from -> from.progress().trained()).orElse(0L);
    }

    /** Where to read on, by partition. */
    List<PartitionPosition> toRead() {
        return InputPositions.toRead(positions);
    }

    /** What was published before, by partition. */
    List<StreamCounts> published() {
        return InputPositions.published(positions);
    }

    /** The modules as they are here. */
    ModuleChain modules(ObjIntConsumer<StepReport> onStep) {
        return state.map(from -> ModuleChain.restored(owner.pipeline(), owner.modules(), from, device, onStep))
                .orElseGet(() -> new ModuleChain(owner.pipeline(), owner.modules(), beginning, device, onStep));
    }
}
