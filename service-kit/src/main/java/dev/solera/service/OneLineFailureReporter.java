package dev.solera.service;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.service.broker.BrokerUnavailableException;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Prints one line that says why a service cannot start, where its user can do something about it. Spring Boot then ends
 * the process with status 1; everything else gets Spring Boot's own report. A service inside a larger application
 * leaves the reporting to that application.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class OneLineFailureReporter implements SpringBootExceptionReporter {

    private final ConfigurableApplicationContext context;

    OneLineFailureReporter(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public boolean reportException(Throwable failure) {
        if (context.getParent() != null) {
            return true;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidDefinitionException || cause instanceof BrokerUnavailableException) {
                System.err.println("error: " + cause.getMessage());
                return true;
            }
        }
        return false;
    }
}
