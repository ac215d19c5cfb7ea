import ai.djl.engine.Engine;

/** Loads the tensor engine once, so that its native libraries end up in {@code DJL_CACHE_DIR}: run while the image is built. */
class ExtractEngine {

    public static void main(String[] arguments) {
        System.out.println("engine extracted, version " + Engine.getEngine("PyTorch").getVersion());
    }
}
