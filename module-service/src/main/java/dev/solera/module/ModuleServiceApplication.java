package dev.solera.module;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the service of one module; {@code solera.module} says which. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ModuleServiceApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(ModuleServiceApplication.class, arguments);
    }
}
