//! `/healthz` and `/metrics`: read from the facts in the ledger, never counted along the way.

use super::{Room, Trouble};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::TimeDelta;
use std::fmt::Write;
use std::sync::Arc;

/// A service whose last cycle ended longer ago than this is not well.
const ALIVE_WITHIN: TimeDelta = TimeDelta::minutes(30);

pub(super) async fn health(State(room): State<Arc<Room>>) -> Result<impl IntoResponse, Trouble> {
    let last = room.read(|store| store.last_cycle()).await?;
    let alive = last.is_some_and(|at| room.clock.now() - at <= ALIVE_WITHIN);
    let told = last.map_or_else(|| "no cycle has ended yet".to_owned(), |at| format!("the last cycle ended at {at}"));
    Ok((if alive { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, told))
}

/// The Prometheus text format, version 0.0.4.
pub(super) async fn metrics(State(room): State<Arc<Room>>) -> Result<impl IntoResponse, Trouble> {
    let (counts, pulses) = room.read(|store| Ok((store.counts()?, store.source_pulses()?))).await?;
    let mut text = String::new();
    for (name, label, value) in counts {
        let _ = writeln!(text, "pledgewatch_{name}{{state=\"{label}\"}} {value}");
    }
    for pulse in pulses {
        let _ = writeln!(text, "pledgewatch_source_failing{{source=\"{}\"}} {}", pulse.source, u8::from(pulse.failing));
        if let Some(at) = pulse.last_success {
            let _ = writeln!(text, "pledgewatch_source_last_success_seconds{{source=\"{}\"}} {}", pulse.source, at.timestamp());
        }
    }
    Ok(([("content-type", "text/plain; version=0.0.4")], text))
}
