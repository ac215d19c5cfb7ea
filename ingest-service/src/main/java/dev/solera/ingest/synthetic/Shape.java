package dev.solera.ingest.synthetic;

/** A figure in the plane, about as large as the circle of radius 1 around its centre. */
enum Shape {
    DISC,
    RING,
    SQUARE,
    TRIANGLE,
    CROSS,
    STAR;

    /** No shape has a point further from its centre. */
    static final double REACH = 1.2;

    private static final int POINTS = 5;

    /** Whether a point is part of it; {@code y} grows downwards. */
    boolean covers(double x, double y) {
        double square = x * x + y * y;
        return switch (this) {
            case DISC -> square < 0.9;
            case RING -> square < 1 && square > 0.36;
            case SQUARE -> Math.max(Math.abs(x), Math.abs(y)) < 0.8;
            case TRIANGLE -> y < 0.6 && y > Math.sqrt(3) * Math.abs(x) - 1.1;
            case CROSS -> Math.min(Math.abs(x), Math.abs(y)) < 0.3 && Math.max(Math.abs(x), Math.abs(y)) < 1;
            case STAR -> square < 1.2 && Math.sqrt(square) < starRadius(StrictMath.atan2(x, -y));
        };
    }

    /** Between a point and the notch beside it the edge is straight enough as a line in the angle. */
    private static double starRadius(double angle) {
        double turn = angle * POINTS / (2 * Math.PI);
        double fromPoint = 2 * Math.abs(turn - Math.rint(turn));
        return 1.1 - 0.7 * fromPoint;
    }
}
