//! Configuration: settings as written (`settings.rs`) become [`Config`], which the program runs on.
//!
//! The commented file `config/pledgewatch.toml` is embedded: it is the template a user copies and the place where defaults stand.

mod error;
mod post;
mod secrets;
mod settings;
mod sources;
mod subscribers;

pub use error::ConfigError;

use crate::domain::{Seal, Source, Subscriber};
use crate::fetch::FetchConfig;
use crate::mail::MailConfig;
use chrono::Duration;
use error::{Written, read};
use ipnet::IpNet;
use settings::Settings;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration as StdDuration;
use toml::Spanned;

/// The commented template with every setting and its default.
pub const TEMPLATE: &str = include_str!("../../config/pledgewatch.toml");

/// How many letters an hour the fuse lets pass beyond one for each reader, where no number is given.
const SPARE_LETTERS: usize = 20;
/// The room on the disk under which the operator is told where nothing else is set; the template says the same.
const DISK_LOW_MB: u64 = 500;

/// The sources shipped with the program.
const SHIPPED_SOURCES: &str = include_str!("../../config/sources.toml");

/// Everything the program runs on, resolved and valid.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder of the ledger, the lock and letters written as files.
    pub data_dir: PathBuf,
    /// What is polled.
    pub sources: Vec<Source>,
    /// How often, how far back, how much.
    pub cycle: CycleConfig,
    /// How documents are got.
    pub fetch: FetchConfig,
    /// How many documents are got at the same time.
    pub parallel: usize,
    /// Whether robots.txt is asked before an article's page is got.
    pub respect_robots: bool,
    /// Claims less certain than this, 0 to 1, go under "to be checked".
    pub threshold: f32,
    /// A file of exchange rates in place of the embedded ones.
    pub rates: Option<PathBuf>,
    /// A folder with files that stand in for the embedded lexicon's.
    pub lexicon_dir: Option<PathBuf>,
    /// A folder with files that stand in for the embedded letter templates.
    pub templates_dir: Option<PathBuf>,
    /// More letters than this in an hour are held.
    pub fuse_per_hour: usize,
    /// A letter that nobody has and that waits for this long is taken back, and a fresh one tells its news.
    pub too_late: Duration,
    /// How letters leave.
    pub mail: MailConfig,
    /// Whether a way out for mail was configured; otherwise letters are written as files and printed.
    pub mail_configured: bool,
    /// Where the web server listens; `None` runs none.
    pub listen: Option<SocketAddr>,
    /// The https address, without a slash at its end, at which readers reach the web server; `None`: letters carry no links to it.
    pub public_url: Option<String>,
    /// The file of the ledger's Atom feed; `None` writes none.
    pub atom: Option<PathBuf>,
    /// How webhooks are reached.
    pub webhook: FetchConfig,
    /// What signs the digests of subscribers with a webhook, by name.
    pub webhook_keys: HashMap<String, Seal>,
    /// Who is told when something is amiss; `None`: the log alone tells.
    pub operator: Option<Operator>,
    /// Who gets letters.
    pub subscribers: Vec<Subscriber>,
}

/// Who mends what is amiss.
#[derive(Debug, Clone)]
pub struct Operator {
    /// The mail address.
    pub address: String,
    /// With less room than this on the ledger's disk, in megabytes, the disk is amiss.
    pub disk_low_mb: u64,
}

/// How the cycle runs.
#[derive(Debug, Clone)]
pub struct CycleConfig {
    /// How often the daemon looks for due work.
    pub every: Duration,
    /// On a source's first poll, older entries are known but never told.
    pub look_back: Duration,
    /// A page that cannot be read is given up after this many tries.
    pub article_attempts: u32,
    /// At most this many pages are read in one cycle.
    pub articles_per_cycle: usize,
    /// Page texts older than this many days are dropped.
    pub keep_bodies_days: u32,
}

impl Config {
    /// Reads a configuration file, with the sources it names.
    ///
    /// # Errors
    /// When a file cannot be read or a line of it is wrong; the error names the place.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = read(path)?;
        let base = path.parent().unwrap_or(Path::new(""));
        Self::parse(&Written { name: &path.display().to_string(), text: &text }, base)
    }

    /// The configuration of a program that nobody configured: all defaults, no reader, letters as files.
    ///
    /// # Errors
    /// When an embedded file is wrong, which a test excludes.
    pub fn default_in(base: &Path) -> Result<Self, ConfigError> {
        Self::parse(&Written { name: "(no configuration file)", text: "" }, base)
    }

    fn parse(written: &Written, base: &Path) -> Result<Self, ConfigError> {
        let user: Settings = written.parse()?;
        let defaults: Settings = Written { name: "config/pledgewatch.toml", text: TEMPLATE }.parse()?;
        Resolver { written, base, user, defaults }.config()
    }

    /// The ledger's file.
    pub fn database(&self) -> PathBuf {
        self.data_dir.join("pledgewatch.db")
    }
}

/// Turns settings into a configuration: the user's word, else the template's.
struct Resolver<'a> {
    written: &'a Written<'a>,
    base: &'a Path,
    user: Settings,
    defaults: Settings,
}

/// The user's value of a setting, else the default's.
macro_rules! setting {
    ($resolver:ident . $($key:ident).+) => {
        $resolver.user.$($key).+.clone().or($resolver.defaults.$($key).+.clone()).unwrap_or_default()
    };
}

impl Resolver<'_> {
    fn config(self) -> Result<Config, ConfigError> {
        let data_dir = self.base.join(setting!(self.data_dir));
        Ok(Config {
            sources: self.sources()?,
            cycle: self.cycle()?,
            fetch: self.fetch()?,
            parallel: self.parallel()?,
            respect_robots: setting!(self.fetch.respect_robots),
            threshold: self.threshold()?,
            rates: self.user.rates.as_ref().map(|file| self.base.join(file)),
            lexicon_dir: self.folder(self.user.extract.lexicon_dir.as_ref())?,
            templates_dir: self.folder(self.user.letters.templates_dir.as_ref())?,
            fuse_per_hour: self.fuse_per_hour(),
            too_late: Duration::hours(i64::from(setting!(self.letters.too_late_hours))),
            mail: self.mail(&data_dir)?,
            mail_configured: self.user.mail.has_way(),
            listen: self.user.web.listen,
            public_url: self.public_url()?,
            atom: self.user.atom.file.as_ref().map(|file| self.base.join(file)),
            webhook: self.webhook()?,
            subscribers: subscribers::read(self.written, &self.user.subscriber)?,
            webhook_keys: subscribers::keys(self.written, self.base, &self.user.subscriber)?,
            operator: self.operator()?,
            data_dir,
        })
    }

    /// The number given, else a few letters more than one to each reader: a morning on which all are written to is no flood.
    fn fuse_per_hour(&self) -> usize {
        let given = self.user.letters.fuse_per_hour.map(|letters| letters as usize);
        given.unwrap_or(SPARE_LETTERS + self.user.subscriber.len())
    }

    fn sources(&self) -> Result<Vec<Source>, ConfigError> {
        let Some(path) = &self.user.sources else {
            return sources::read(&Written { name: "config/sources.toml", text: SHIPPED_SOURCES });
        };
        let path = self.base.join(path.get_ref());
        let text = read(&path)?;
        sources::read(&Written { name: &path.display().to_string(), text: &text })
    }

    fn cycle(&self) -> Result<CycleConfig, ConfigError> {
        Ok(CycleConfig {
            every: Duration::minutes(i64::from(self.every()?)),
            look_back: Duration::days(i64::from(setting!(self.cycle.look_back_days))),
            article_attempts: setting!(self.cycle.article_attempts),
            articles_per_cycle: setting!(self.cycle.articles_per_cycle) as usize,
            keep_bodies_days: setting!(self.cycle.keep_bodies_days),
        })
    }

    fn mail(&self, data_dir: &Path) -> Result<MailConfig, ConfigError> {
        let post = post::Post { written: self.written, base: self.base, letters: data_dir.join("letters") };
        post.read(&self.user.mail, &self.defaults.mail)
    }

    fn operator(&self) -> Result<Option<Operator>, ConfigError> {
        let Some(written) = &self.user.operator else { return Ok(None) };
        let address = subscribers::address(self.written, &written.address)?;
        Ok(Some(Operator { address, disk_low_mb: written.disk_low_mb.unwrap_or(DISK_LOW_MB) }))
    }

    fn public_url(&self) -> Result<Option<String>, ConfigError> {
        let Some(written) = &self.user.web.public_url else { return Ok(None) };
        let text = written.get_ref().trim_end_matches('/');
        let is_https = url::Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.query().is_none() && url.fragment().is_none());
        let wrong =
            || format!("web.public_url: {text:?} cannot stand in a letter: write an https:// address, such as https://pledges.example.org");
        if is_https { Ok(Some(text.to_owned())) } else { Err(self.written.fault(written.span(), wrong())) }
    }

    fn every(&self) -> Result<u32, ConfigError> {
        let chosen = self.user.cycle.every_minutes.as_ref().or(self.defaults.cycle.every_minutes.as_ref());
        self.checked(chosen, |minutes| *minutes > 0, "cycle.every_minutes: write a number of minutes, at least 1")
    }

    fn parallel(&self) -> Result<usize, ConfigError> {
        let chosen = self.user.fetch.parallel.as_ref().or(self.defaults.fetch.parallel.as_ref());
        self.checked(chosen, |number| (1..=256).contains(number), "fetch.parallel: write a number from 1 to 256")
    }

    fn threshold(&self) -> Result<f32, ConfigError> {
        let chosen = self.user.extract.threshold.as_ref().or(self.defaults.extract.threshold.as_ref());
        self.checked(chosen, |number| (0.0..=1.0).contains(number), "extract.threshold: write a number from 0 to 1")
    }

    /// A number that passes, or a fault at its place that says what would be right.
    fn checked<T: Copy + Default>(&self, chosen: Option<&Spanned<T>>, passes: impl Fn(&T) -> bool, right: &str) -> Result<T, ConfigError> {
        match chosen {
            Some(number) if !passes(number.get_ref()) => Err(self.written.fault(number.span(), right)),
            Some(number) => Ok(*number.get_ref()),
            None => Ok(T::default()),
        }
    }

    fn webhook(&self) -> Result<FetchConfig, ConfigError> {
        Ok(FetchConfig {
            total_timeout: StdDuration::from_secs(setting!(self.webhook.timeout_seconds)),
            allow: self.networks(self.user.webhook.allow_networks.as_deref())?,
            ..FetchConfig::default()
        })
    }

    fn fetch(&self) -> Result<FetchConfig, ConfigError> {
        let contact: String = setting!(self.fetch.contact);
        Ok(FetchConfig {
            user_agent: format!("pledgewatch/{} (+{contact})", env!("CARGO_PKG_VERSION")),
            total_timeout: StdDuration::from_secs(setting!(self.fetch.total_timeout_seconds)),
            connect_timeout: StdDuration::from_secs(setting!(self.fetch.connect_timeout_seconds)),
            per_host_spacing: StdDuration::from_secs(setting!(self.fetch.per_host_spacing_seconds)),
            redirects: setting!(self.fetch.redirects),
            allow: self.networks(self.user.fetch.allow_networks.as_deref())?,
            feed_cap: setting!(self.fetch.feed_limit_mb) * 1_000_000,
            page_cap: setting!(self.fetch.page_limit_mb) * 1_000_000,
            ..FetchConfig::default()
        })
    }

    fn networks(&self, written: Option<&[Spanned<String>]>) -> Result<Vec<IpNet>, ConfigError> {
        let written = written.into_iter().flatten();
        let network = |text: &Spanned<String>| {
            let wrong =
                || self.written.fault(text.span(), format!("\"{}\" is no address range: write one such as 10.1.0.0/16", text.get_ref()));
            text.get_ref().parse().map_err(|_| wrong())
        };
        written.map(network).collect()
    }

    /// A folder that is named must be there.
    fn folder(&self, named: Option<&Spanned<PathBuf>>) -> Result<Option<PathBuf>, ConfigError> {
        let Some(named) = named else { return Ok(None) };
        let path = self.base.join(named.get_ref());
        if path.is_dir() {
            return Ok(Some(path));
        }
        Err(self.written.fault(named.span(), format!("there is no folder {}", path.display())))
    }
}
