//! Settings as written: the shape of `pledgewatch.toml` and `sources.toml`, every key optional.
//!
//! What is read here is checked for its form only (a number is a number, a zone exists); [`super::Config`] is what the program runs on.

use crate::domain::{Actor, Confirmation, Include, Kind, Lang, Programme, SourceId, Stage, Standing};
use chrono_tz::Tz;
use serde::Deserialize;
use std::path::PathBuf;
use toml::Spanned;

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    pub data_dir: Option<PathBuf>,
    pub sources: Option<Spanned<PathBuf>>,
    pub rates: Option<PathBuf>,
    #[serde(default)]
    pub cycle: CycleSettings,
    #[serde(default)]
    pub fetch: FetchSettings,
    #[serde(default)]
    pub extract: ExtractSettings,
    #[serde(default)]
    pub letters: LetterSettings,
    #[serde(default)]
    pub mail: MailSettings,
    #[serde(default)]
    pub web: WebSettings,
    pub operator: Option<OperatorSettings>,
    #[serde(default)]
    pub webhook: WebhookSettings,
    #[serde(default)]
    pub atom: AtomSettings,
    #[serde(default)]
    pub subscriber: Vec<SubscriberSettings>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CycleSettings {
    pub every_minutes: Option<Spanned<u32>>,
    pub look_back_days: Option<u32>,
    pub article_attempts: Option<u32>,
    pub articles_per_cycle: Option<u32>,
    pub keep_bodies_days: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FetchSettings {
    pub contact: Option<String>,
    pub total_timeout_seconds: Option<u64>,
    pub connect_timeout_seconds: Option<u64>,
    pub feed_limit_mb: Option<usize>,
    pub page_limit_mb: Option<usize>,
    pub redirects: Option<usize>,
    pub per_host_spacing_seconds: Option<u64>,
    pub parallel: Option<Spanned<usize>>,
    pub respect_robots: Option<bool>,
    pub allow_networks: Option<Vec<Spanned<String>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExtractSettings {
    pub threshold: Option<Spanned<f32>>,
    pub lexicon_dir: Option<Spanned<PathBuf>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LetterSettings {
    pub fuse_per_hour: Option<u32>,
    pub too_late_hours: Option<u32>,
    pub templates_dir: Option<Spanned<PathBuf>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MailSettings {
    pub from: Option<Spanned<String>>,
    pub list_id: Option<String>,
    pub unsubscribe: Option<Spanned<String>>,
    pub timeout_seconds: Option<u64>,
    pub dkim: Option<DkimSettings>,
    pub smtp: Option<Spanned<SmtpSettings>>,
    pub sendmail: Option<Spanned<SendmailSettings>>,
    pub files: Option<Spanned<FilesSettings>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DkimSettings {
    pub domain: Spanned<String>,
    pub selector: Spanned<String>,
    pub key_file: Spanned<PathBuf>,
}

impl MailSettings {
    /// Whether any way out is configured.
    pub fn has_way(&self) -> bool {
        self.smtp.is_some() || self.sendmail.is_some() || self.files.is_some()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SmtpSettings {
    pub host: String,
    pub port: Option<u16>,
    #[serde(default)]
    pub security: SecuritySetting,
    pub user: Option<Spanned<String>>,
    pub password_file: Option<Spanned<PathBuf>>,
    pub ca_file: Option<Spanned<PathBuf>>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SecuritySetting {
    #[default]
    Starttls,
    Tls,
    None,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SendmailSettings {
    pub command: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilesSettings {
    pub dir: PathBuf,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WebSettings {
    pub listen: Option<std::net::SocketAddr>,
    pub public_url: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AtomSettings {
    pub file: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookSettings {
    pub allow_networks: Option<Vec<Spanned<String>>>,
    pub timeout_seconds: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OperatorSettings {
    pub address: Spanned<String>,
    pub disk_low_mb: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubscriberSettings {
    pub name: Spanned<String>,
    pub address: Option<Spanned<String>>,
    pub webhook: Option<Spanned<String>>,
    pub webhook_key_file: Option<Spanned<PathBuf>>,
    #[serde(deserialize_with = "zone")]
    pub zone: Tz,
    pub schedule: Spanned<String>,
    pub include: Option<Vec<Include>>,
    #[serde(default)]
    pub when_empty: bool,
    #[serde(default)]
    pub csv: bool,
    #[serde(default)]
    pub filter: FilterSettings,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FilterSettings {
    pub donors: Vec<Actor>,
    pub kinds: Vec<Kind>,
    pub classes: Vec<String>,
    pub programmes: Vec<Programme>,
    pub stages: Vec<Stage>,
    pub languages: Vec<Lang>,
    pub min_eur: Option<u64>,
    pub confirmation: Option<Confirmation>,
}

/// The sources file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceList {
    pub source: Vec<SourceSettings>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceSettings {
    pub id: Spanned<SourceId>,
    pub name: String,
    pub url: Spanned<String>,
    /// The publisher family; left out: the source stands for itself.
    pub publisher: Option<String>,
    pub standing: Standing,
    pub lang: Lang,
    pub selector: Option<String>,
    #[serde(default)]
    pub read_all: bool,
    #[serde(default)]
    pub kind: KindSetting,
    pub item: Option<String>,
    pub link: Option<String>,
    pub title: Option<String>,
    pub date: Option<String>,
}

/// How a source lists its entries; the selectors stand beside it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KindSetting {
    #[default]
    Feed,
    Page,
    Sitemap,
}

fn zone<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map_err(|_| {
        serde::de::Error::custom(format!("\"{name}\" is no time zone: write a name of the IANA database, such as Europe/Kyiv"))
    })
}
