package dev.solera.layer;

/** How the weights of a layer are drawn before the first step. */
public enum Start {
    /** As PyTorch draws them: Kaiming-uniform with a = sqrt 5, which is uniform within 1/sqrt(fan in). */
    UNIFORM,
    /** Zero but for the kernel's centre, which turns channels and keeps their lengths: what goes in comes out neither larger nor smaller. */
    DELTA_ORTHOGONAL
}
