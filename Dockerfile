# The image of a service: docker build --build-arg SERVICE=module-service .
#
#   SERVICE    ingest-service, module-service, probe-service or gateway
#   JAVA       another Java, 17 or newer
ARG SERVICE=module-service
ARG JAVA=17

# The services' jars, opened by layers, and the engine's native libraries.
FROM maven:3-eclipse-temurin-${JAVA} AS build
WORKDIR /build
# The poms alone first: this layer fetches every dependency and stays as it is until a pom changes.
COPY pom.xml ./
COPY core/pom.xml core/
COPY service-kit/pom.xml service-kit/
COPY media/pom.xml media/
COPY ingest-service/pom.xml ingest-service/
COPY module-service/pom.xml module-service/
COPY probe-service/pom.xml probe-service/
COPY gateway/pom.xml gateway/
COPY standalone/pom.xml standalone/
COPY harness/pom.xml harness/
COPY system-tests/pom.xml system-tests/
COPY fuzz-tests/pom.xml fuzz-tests/
COPY helm/pom.xml helm/
COPY benchmarks/pom.xml benchmarks/
ENV SERVICES="ingest-service module-service probe-service gateway" \
    MAVEN_FLAGS="-B -ntp -q -am -pl ingest-service,module-service,probe-service,gateway -DskipTests -Dspotless.check.skip=true"
RUN --mount=type=cache,target=/root/.m2/repository \
    mvn $MAVEN_FLAGS -Dspring-boot.repackage.skip=true package
COPY core/src core/src
COPY service-kit/src service-kit/src
COPY media/src media/src
COPY ingest-service/src ingest-service/src
COPY module-service/src module-service/src
COPY probe-service/src probe-service/src
COPY gateway/src gateway/src
RUN --mount=type=cache,target=/root/.m2/repository \
    mvn $MAVEN_FLAGS package \
 && for service in $SERVICES; do \
        cp $service/target/$service-*-exec.jar app.jar \
     && java -Djarmode=tools -jar app.jar extract --layers --destination /out/$service || exit 1; \
    done
# The engine unpacks itself here, so that a container has nothing to write when it starts. What is unpacked leaves the layers.
COPY docker/ExtractEngine.java ./
RUN OPT_OUT_TRACKING=true DJL_OFFLINE=true DJL_CACHE_DIR=/tmp/djl \
    java -cp '/out/module-service/dependencies/lib/*:/out/module-service/snapshot-dependencies/lib/*' ExtractEngine.java \
 && mkdir /out/engine && mv /tmp/djl/pytorch/*/* /out/engine/ && chmod -R a+rX /out/engine \
 && rm /out/*/dependencies/lib/pytorch-native-*.jar
# FFmpeg likewise (docs/decisions/0012-audio-formats.md); without its jars it is looked for in Java's path of libraries. Two services
# read files: ingest those of a folder, the gateway those of clients.
WORKDIR /out/ffmpeg
RUN rm /out/gateway/dependencies/lib/ffmpeg-*-linux-x86_64.jar /out/gateway/dependencies/lib/javacpp-*-linux-x86_64.jar \
 && for jar in /out/ingest-service/dependencies/lib/ffmpeg-*-linux-x86_64.jar \
               /out/ingest-service/dependencies/lib/javacpp-*-linux-x86_64.jar; do jar xf $jar && rm $jar || exit 1; done \
 && find org -name '*.so*' -exec mv -t . {} + && rm -r org META-INF && chmod -R a+rX .

# ONNX Runtime likewise: its jar has the libraries of every platform, the image those of its own.
WORKDIR /out/onnxruntime
RUN jar=$(echo /out/gateway/dependencies/lib/onnxruntime-*.jar) \
 && case $(uname -m) in aarch64) own=linux-aarch64 ;; *) own=linux-x64 ;; esac \
 && mkdir /tmp/onnxruntime && cd /tmp/onnxruntime && jar xf $jar \
 && mv ai/onnxruntime/native/$own/*.so /out/onnxruntime/ && rm -r ai/onnxruntime/native \
 && jar cf $jar . && chmod -R a+rX /out/onnxruntime

# What all services have: a fixed user without a name, one folder to write to, an allocator that gives memory back, the largest
# blocks too only after a while (docs/decisions/0011-allocator.md), and where they answer.
FROM eclipse-temurin:${JAVA}-jre AS service
RUN apt-get update \
 && apt-get install -y --no-install-recommends libjemalloc2 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
ENV LD_PRELOAD=libjemalloc.so.2 \
    MALLOC_CONF=oversize_threshold:0
RUN grep -q libjemalloc /proc/self/maps
WORKDIR /opt/solera
RUN install -d -o 10001 -g 10001 /var/lib/solera
COPY docker/healthy /usr/local/bin/healthy
COPY LICENSE NOTICE ./
# In UTF-8 every file can be named by a setting, whatever the letters.
ENV LC_ALL=C.UTF-8 \
    SERVER_PORT=8080 \
    SOLERA_MODULE_OUTPUT=/var/lib/solera/modules \
    SOLERA_MODULE_CHECKPOINT_FOLDER=/var/lib/solera/checkpoints \
    JDK_JAVA_OPTIONS="-XX:+UseSerialGC -XX:MaxRAMPercentage=60"
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=15s --start-period=2m CMD ["healthy", "liveness"]
ENTRYPOINT ["java", "-XX:SharedArchiveFile=classes.jsa", "-jar", "app.jar"]

# What reads files. FFmpeg's libraries look for each other along the loader's path, not beside themselves.
FROM service AS reading-service
COPY --from=build /out/ffmpeg /opt/ffmpeg
ENV LD_LIBRARY_PATH=/opt/ffmpeg
RUN ! ldd /opt/ffmpeg/libjniavformat.so /opt/ffmpeg/libjniavcodec.so /opt/ffmpeg/libjniswresample.so | grep "not found"

FROM reading-service AS ingest-service-base
ENV JDK_JAVA_OPTIONS="-XX:+UseSerialGC -XX:MaxRAMPercentage=60 -Djava.library.path=/opt/ffmpeg"
FROM reading-service AS gateway-base
COPY --from=build /out/onnxruntime /opt/onnxruntime
ENV JDK_JAVA_OPTIONS="-XX:+UseSerialGC -XX:MaxRAMPercentage=40 -XX:+ExitOnOutOfMemoryError -Donnxruntime.native.path=/opt/onnxruntime -Djava.library.path=/opt/ffmpeg" \
    ORT_DISABLE_TELEMETRY=1
EXPOSE 8084

# Services that compute. Most of their memory is the engine's, outside of Java's heap. Threads that wait for one another sleep,
# as services share processors.
FROM service AS computing-service
COPY --from=build /out/engine /opt/engine
ENV PYTORCH_LIBRARY_PATH=/opt/engine \
    DJL_CACHE_DIR=/tmp/djl \
    DJL_OFFLINE=true \
    OPT_OUT_TRACKING=true \
    GOMP_SPINCOUNT=0

FROM computing-service AS probe-service-base
FROM computing-service AS module-service-base
ENV JDK_JAVA_OPTIONS="-XX:+UseSerialGC -XX:MaxRAMPercentage=40 -XX:+ExitOnOutOfMemoryError"

# One service. It ends with an archive of the classes that a start loads, which makes a start much shorter: the very Java that
# will run the service starts it once, up to where its work would begin.
FROM ${SERVICE}-base
ARG SERVICE
COPY --from=build /out/${SERVICE}/dependencies/ ./
COPY --from=build /out/${SERVICE}/snapshot-dependencies/ ./
COPY --from=build /out/${SERVICE}/application/ ./
RUN SOLERA_MODULE_NUMBER=1 java -XX:ArchiveClassesAtExit=classes.jsa -Dspring.context.exit=onRefresh -jar app.jar \
    >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }; rm /tmp/log
USER 10001:10001
