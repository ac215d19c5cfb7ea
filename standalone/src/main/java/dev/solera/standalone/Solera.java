package dev.solera.standalone;

import dev.solera.service.lifecycle.NeutralLocale;
import dev.solera.standalone.command.GivenArguments;
import dev.solera.standalone.command.SoleraCommand;
import java.io.IOException;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;

/** The command {@code solera}. */
public final class Solera {

    private Solera() {}

    public static void main(String[] arguments) throws IOException {
        NeutralLocale.use();
        run(SoleraCommand.commandLine(), arguments);
    }

    /** Makes a command line the work of this process, which ends with the command's status. */
    public static void run(CommandLine commandLine, String... arguments) throws IOException {
        // Every Spring context would set up logging anew, and drop the run's file.
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.setProperty("java.awt.headless", "true");
        System.exit(commandLine.execute(GivenArguments.of(arguments)));
    }
}
