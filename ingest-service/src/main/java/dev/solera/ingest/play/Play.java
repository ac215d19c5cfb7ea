package dev.solera.ingest.play;

import dev.solera.service.lifecycle.NeutralLocale;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine;

/** {@link PlayCommand} as a process of its own, where there is nothing but the ingest service. */
public final class Play {

    private Play() {}

    public static void main(String[] arguments) {
        NeutralLocale.use();
        LoggingSystem logging = LoggingSystem.get(Play.class.getClassLoader());
        logging.beforeInitialize();
        logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
        logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        System.exit(new CommandLine(new PlayCommand())
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println("error: " + failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments));
    }
}
