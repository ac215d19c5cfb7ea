package dev.solera.harness;

import dev.solera.harness.command.HarnessCommand;
import dev.solera.service.lifecycle.NeutralLocale;
import dev.solera.standalone.Solera;
import java.io.IOException;

/** The commands of {@code ./solera} that a checkout has and what ships has not. */
public final class Harness {

    private Harness() {}

    public static void main(String[] arguments) throws IOException {
        NeutralLocale.use();
        Solera.run(HarnessCommand.commandLine(), arguments);
    }
}
