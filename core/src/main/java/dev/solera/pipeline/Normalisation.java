package dev.solera.pipeline;

/** How the amplitude of a clip is scaled before it is published. */
public enum Normalisation {
    /** As recorded, full scale is 1. */
    NONE,
    /** Zero mean and unit root-mean-square over the clip. */
    RMS
}
