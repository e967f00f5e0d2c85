# Builds the program with a JDK and puts it on a JRE. Needs no BuildKit.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends maven \
    && apt-get clean && rm -rf /var/lib/apt/lists/*
ENV JAVA_HOME=/opt/java/openjdk \
    MAVEN_OPTS=--sun-misc-unsafe-memory-access=allow
WORKDIR /build

# All downloads, in a layer that lasts until pom.xml changes. A small class is built, since Maven fetches the
# compiler's plugins only when there is something to compile.
COPY pom.xml ./
COPY .mvn ./.mvn
RUN mkdir -p src/main/java/warm src/main/jte \
    && printf 'package warm;\n\nfinal class Warm {\n    private Warm() {}\n}\n' >src/main/java/warm/Warm.java \
    && mvn -B -q -Dspotless.check.skip=true -Dmaven.test.skip=true package \
    && rm -rf src target

COPY src/main ./src/main
COPY LICENSE kamiyo deploy/entrypoint.sh deploy/train.sh ./
RUN mvn -B -q -Dspotless.check.skip=true -Dmaven.test.skip=true package \
    && mkdir -p app/lib \
    && cp -R target/kamiyo.jar target/lib app/lib/ \
    && cp LICENSE kamiyo entrypoint.sh train.sh app/ \
    && chmod 755 app/kamiyo app/entrypoint.sh app/train.sh

FROM eclipse-temurin:25-jre
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends curl sqlite3 util-linux \
    && apt-get clean && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 kamiyo \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin kamiyo \
    && install -d -o kamiyo -g kamiyo /app/data /app/run /var/log/kamiyo \
    && ln -s /app/kamiyo /usr/local/bin/kamiyo
COPY --from=build /build/app /app/
RUN /app/train.sh

LABEL org.opencontainers.image.title="Kamiyo" \
      org.opencontainers.image.description="Exploit intelligence that people host themselves." \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV KAMIYO_HOST=0.0.0.0 \
    KAMIYO_PORT=8000 \
    KAMIYO_DATA=/app/data \
    KAMIYO_RUN=/app/run \
    KAMIYO_LOGS=/var/log/kamiyo
WORKDIR /app
EXPOSE 8000
VOLUME ["/app/data", "/app/run", "/var/log/kamiyo"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=3s --timeout=3s --start-period=30s --retries=3 \
    CMD exec curl -fsS -m2 --noproxy '*' -o /dev/null "http://localhost:$KAMIYO_PORT/health/ready"
# The entry point starts as root to give the folders to the user kamiyo, and goes on as that user.
ENTRYPOINT ["/app/entrypoint.sh"]
CMD ["kamiyo", "serve"]
