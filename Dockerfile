# klar in an image of its own: docker build -t klar . && docker run --rm -v "$PWD:/work:ro" klar check
FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
COPY Cargo.toml Cargo.lock build.rs ./
COPY src ./src
COPY benches ./benches
COPY fixtures ./fixtures
COPY policies ./policies
COPY templates ./templates
RUN cargo build --release --locked

FROM debian:bookworm-slim
COPY --from=build /build/target/release/klar /usr/local/bin/klar
COPY LICENSE-APACHE LICENSE-MIT /usr/share/doc/klar/
# Nobody, by number, so that a check for root need not know the name.
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["klar"]
CMD ["check"]
