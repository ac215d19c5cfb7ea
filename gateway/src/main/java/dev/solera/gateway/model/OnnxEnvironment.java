package dev.solera.gateway.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.sun.jna.Library;
import com.sun.jna.Native;

/**
 * ONNX Runtime in this process, silent: from version 1.29 on its builds for Linux report models, machines and sessions to their
 * maker, from the moment the library starts, unless the process's own environment says otherwise by then.
 */
public final class OnnxEnvironment {

    /** A variable of the process, not of Java, which has no way to set one. */
    private static final String SILENT = "ORT_DISABLE_TELEMETRY";

    private static final int OVERWRITE = 1;

    private OnnxEnvironment() {}

    /** The C library, for what Java lacks. */
    interface LibC extends Library {

        int setenv(String name, String value, int overwrite);
    }

    /**
     * The one there is, started by the first call.
     *
     * @throws IllegalStateException where it cannot be kept silent
     */
    public static synchronized OrtEnvironment get() throws OrtException {
        if (!"1".equals(System.getenv(SILENT)) && Native.load("c", LibC.class).setenv(SILENT, "1", OVERWRITE) != 0) {
            throw new IllegalStateException(SILENT + " cannot be set");
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        environment.setTelemetry(false);
        return environment;
    }
}
