package dev.solera.export;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.solera.activation.DType;
import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Safetensors;
import dev.solera.fuzz.Allocation;
import dev.solera.fuzz.FuzzedDocument;
import dev.solera.fuzz.FuzzedDocument.Usual;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Files of classifiers: any bytes, and documents with a classifier's tensors behind any description of them. */
class ClassifierFuzzTest {

    private static final long MOST_BYTES = 16 << 20;

    private static final String SOUND = "[{\"label\":\"w\",\"ofFrames\":true,\"classes\":[\"a\",\"b\"]}]";

    private static final List<Usual> TENSORS = List.of(
            Usual.of("w.mean", DType.F32, 1L),
            Usual.of("w.scale", DType.F32, 1L),
            Usual.of("w.weights", DType.F32, 2L, 1L),
            Usual.of("w.bias", DType.F32, 2L));

    @FuzzTest
    void decode(FuzzedDataProvider data) throws Exception {
        byte[] document = document(data);
        List<Classifier> classifiers;
        try {
            classifiers = Allocation.atMost(MOST_BYTES, () -> ClassifierFile.decode(Safetensors.parse(document)));
        } catch (MalformedRecordException refused) {
            return;
        }
        byte[] written = ClassifierFile.encode(classifiers, "i", 1).toBytes();
        requireSame(classifiers, ClassifierFile.decode(Safetensors.parse(written)));
    }

    private static byte[] document(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 2)) {
            case 0 -> data.consumeRemainingAsBytes();
            case 1 -> FuzzedDocument.of(data, Map.of("classifiers", SOUND), TENSORS, List.of("other"));
            default ->
                FuzzedDocument.of(data, Map.of("classifiers", data.consumeString(100)), TENSORS, List.of("other"));
        };
    }

    private static void requireSame(List<Classifier> before, List<Classifier> after) {
        require(before.size() == after.size(), "as many again");
        for (int i = 0; i < before.size(); i++) {
            Classifier one = before.get(i);
            Classifier same = after.get(i);
            require(one.label().equals(same.label()) && one.ofFrames() == same.ofFrames(), "of the same label again");
            require(one.classes().equals(same.classes()), "of the same classes again");
            require(
                    Arrays.equals(one.mean(), same.mean())
                            && Arrays.equals(one.scale(), same.scale())
                            && Arrays.equals(one.weights(), same.weights())
                            && Arrays.equals(one.bias(), same.bias()),
                    "the same values again");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("decoded is not " + what);
        }
    }
}
