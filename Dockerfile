# chartbridge as an image: built on Debian 12, runs without root on a read-only root file system.
#   docker build -t chartbridge .
# A program that was built before (script/setup, on the same Debian) is taken with --build-arg PROGRAM=prebuilt.
# Everything that is kept lies in /var/lib/chartbridge: mount a volume there, with chartbridge.toml and the
# secrets that it names.
ARG BASE=debian:12-slim
ARG PROGRAM=compiled

FROM ${BASE} AS program
ARG PROGRAM
WORKDIR /src
COPY . .
RUN if [ "$PROGRAM" != prebuilt ]; then script/setup --packages && script/setup && strip build/release/chartbridge; fi

FROM ${BASE}
LABEL org.opencontainers.image.title="chartbridge" \
      org.opencontainers.image.description="WhatsApp conversations into the patient's chart, with consent and proof" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY script/packages-run.txt /tmp/packages
RUN apt-get update -qq \
    && grep -v '^#' /tmp/packages | DEBIAN_FRONTEND=noninteractive xargs apt-get install -y -qq --no-install-recommends \
    && rm -rf /var/lib/apt/lists/* /tmp/packages \
    && useradd --system --uid 10001 --home-dir /var/lib/chartbridge --shell /usr/sbin/nologin chartbridge \
    && install -d -m 0700 -o chartbridge -g chartbridge /var/lib/chartbridge
COPY --from=program /src/build/release/chartbridge /usr/local/bin/chartbridge
USER 10001
ENV CHARTBRIDGE_DATA=/var/lib/chartbridge
VOLUME /var/lib/chartbridge
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["chartbridge", "ready"]
ENTRYPOINT ["chartbridge"]
CMD ["serve"]
