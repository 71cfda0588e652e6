//! When a source is polled next.
