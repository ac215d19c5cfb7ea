package dev.solera.gateway.label;

import java.util.List;

/** Tells how probable each class of a label is, by an embedding. */
public sealed interface LabelClassifier permits FinalProbe, RidgeClassifier {

    /** What it tells. */
    String label();

    /** What kind it is, for people. */
    String kind();

    /** Their names. */
    List<String> classes();

    /** In the order of the classes; their sum is 1. */
    double[] probabilities(float[] embedding);
}
