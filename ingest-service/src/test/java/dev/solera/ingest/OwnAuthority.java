package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An authority that no Java knows, and a broker's key and certificate that it has signed; made by the JDK's own tool.
 *
 * @param certificate the authority's, in PEM
 * @param keyStore of the broker, PKCS #12
 */
record OwnAuthority(String certificate, Path keyStore) {

    static final String PASSWORD = "only-of-a-test";

    /** @param folder for the files */
    static OwnAuthority make(Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("broker.p12");
        Path certificate = folder.resolve("authority.pem");
        keytool(store, "-genkeypair", "-alias", "authority", "-dname", "CN=authority", "-ext", "bc:c", "-keyalg", "EC");
        keytool(
                store,
                "-genkeypair",
                "-alias",
                "broker",
                "-dname",
                "CN=broker",
                "-signer",
                "authority",
                "-keyalg",
                "EC",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1");
        keytool(store, "-exportcert", "-alias", "authority", "-rfc", "-file", certificate.toString());
        keytool(store, "-delete", "-alias", "authority");
        return new OwnAuthority(Files.readString(certificate), store);
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
