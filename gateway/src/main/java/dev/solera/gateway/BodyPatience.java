package dev.solera.gateway;

import dev.solera.gateway.model.InferenceProperties;
import dev.solera.gateway.upload.UploadProperties;
import java.time.Duration;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How long Tomcat waits for the next piece of a body: as long as the whole of one may take. Whoever reads bodies looks at the clock with
 * every piece, and hears nothing of a client that sends none.
 */
@Configuration(proxyBeanMethods = false)
class BodyPatience {

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> waitForBodies(
            InferenceProperties inference, UploadProperties upload) {
        Duration longest =
                inference.patience().compareTo(upload.patience()) > 0 ? inference.patience() : upload.patience();
        int millis = (int) Math.min(longest.toMillis(), Integer.MAX_VALUE);
        return factory -> factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                http.setDisableUploadTimeout(false);
                http.setConnectionUploadTimeout(millis);
            }
        });
    }
}
