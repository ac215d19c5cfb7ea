package dev.solera.standalone;

import dev.solera.standalone.command.SoleraCommand;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.logging.LoggingSystem;

/** The command {@code solera}. */
public final class Solera {

    private Solera() {}

    public static void main(String[] arguments) {
        // Every Spring context would set up logging anew, and drop the run's file.
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.setProperty("java.awt.headless", "true");
        System.exit(SoleraCommand.commandLine().execute(arguments));
    }
}
