# The daily commands: `just` lists them.

default:
    @just --list

# the whole pipeline against the bundled newsroom
demo:
    cargo run --release -- demo

# all tests
test:
    cargo test

# one test file, or one case: `just one extraction`, `just one cases feeds`
one FILE *FILTER:
    cargo test --test {{FILE}} {{FILTER}}

# format, lints, documentation, tests: what a change must pass
ci:
    .ci/run

# write the goldens anew after a wanted change; read the diff before you commit it
goldens:
    UPDATE_EXPECT=1 cargo test

# benchmarks
bench:
    cargo bench
