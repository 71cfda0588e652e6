# Builder: compiles with a C compiler for SQLite and the TLS provider.
FROM rust:1.95-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*
WORKDIR /build
# Dependencies first: they change less often than the program, so their layer is kept.
COPY Cargo.toml Cargo.lock ./
RUN mkdir -p src tests/bench && echo 'fn main() {}' > src/main.rs && touch src/lib.rs \
    && for bench in $(sed -n 's/^path = "\(tests\/bench\/.*\)"/\1/p' Cargo.toml); do echo 'fn main() {}' > "$bench"; done \
    && cargo build --release --locked && rm -rf src tests
COPY config config
COPY src src
COPY tests/bench tests/bench
RUN touch src/main.rs src/lib.rs && cargo build --release --locked

# Runtime: small, without a compiler, not root.
FROM debian:stable-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data pledgewatch && install -d -o pledgewatch /data
COPY --from=builder /build/target/release/pledgewatch /usr/local/bin/pledgewatch
USER pledgewatch
WORKDIR /data
VOLUME /data
# Healthy while a cycle has ended within the last half hour.
HEALTHCHECK --interval=5m --timeout=10s --start-period=10m CMD ["pledgewatch", "doctor", "--alive-minutes", "30"]
# Put pledgewatch.toml into the volume; without it the program runs on its defaults and writes letters as files.
ENTRYPOINT ["pledgewatch"]
