//! The `[mail]` tables, with the secrets they point to.

use super::error::{ConfigError, Written};
use super::secrets;
use super::settings::{DkimSettings, MailSettings, SecuritySetting, SmtpSettings};
use crate::mail::{DkimKey, MailConfig, Secret, Security, SmtpConfig, Way};
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml::Spanned;

/// The environment variable that holds the password, for those who keep secrets there.
const PASSWORD_VARIABLE: &str = "PLEDGEWATCH_SMTP_PASSWORD";

/// Where the tables stand, and what their paths are relative to.
pub(super) struct Post<'a> {
    pub written: &'a Written<'a>,
    pub base: &'a Path,
    /// Where letters go that have no other way out.
    pub letters: PathBuf,
}

impl Post<'_> {
    /// Reads the tables: the user's, with the template's defaults.
    pub fn read(&self, user: &MailSettings, defaults: &MailSettings) -> Result<MailConfig, ConfigError> {
        let timeout = Duration::from_secs(user.timeout_seconds.or(defaults.timeout_seconds).unwrap_or_default());
        Ok(MailConfig {
            from: self.sender(user.from.as_ref().or(defaults.from.as_ref()))?,
            list_id: user.list_id.clone(),
            unsubscribe: user.unsubscribe.as_ref().map(|address| self.unsubscribe(address)).transpose()?,
            dkim: user.dkim.as_ref().map(|dkim| self.dkim(dkim)).transpose()?,
            way: self.way(user, timeout)?,
        })
    }

    fn sender(&self, from: Option<&Spanned<String>>) -> Result<String, ConfigError> {
        let Some(from) = from else { return Ok(String::new()) };
        match from.get_ref().parse::<lettre::message::Mailbox>() {
            Ok(_) => Ok(from.get_ref().clone()),
            Err(error) => {
                let wrong = format!("{:?} is no sender ({error}): write one such as pledgewatch <pledgewatch@example.org>", from.get_ref());
                Err(self.written.fault(from.span(), wrong))
            }
        }
    }

    fn dkim(&self, dkim: &DkimSettings) -> Result<DkimKey, ConfigError> {
        let name = |name: &Spanned<String>| {
            let is_name =
                !name.get_ref().is_empty() && name.get_ref().bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
            let wrong = || {
                self.written
                    .fault(name.span(), format!("{:?} is no name of the DNS: write letters, digits, hyphens and dots", name.get_ref()))
            };
            is_name.then(|| name.get_ref().clone()).ok_or_else(wrong)
        };
        let key = Secret::new(secrets::key(self.written, self.base, &dkim.key_file)?);
        Ok(DkimKey { domain: name(&dkim.domain)?, selector: name(&dkim.selector)?, key })
    }

    fn unsubscribe(&self, address: &Spanned<String>) -> Result<String, ConfigError> {
        let text = address.get_ref();
        let mail = text.strip_prefix("mailto:").filter(|mail| mail.parse::<lettre::Address>().is_ok());
        let wrong = || format!("{text:?} is no address to write to: write mailto:you@example.org; for one-click links set web.public_url");
        mail.map(str::to_owned).ok_or_else(|| self.written.fault(address.span(), wrong()))
    }

    /// The one way that is configured; files, where none is.
    fn way(&self, user: &MailSettings, timeout: Duration) -> Result<Way, ConfigError> {
        match (&user.smtp, &user.sendmail, &user.files) {
            (Some(smtp), None, None) => Ok(Way::Smtp(self.smtp(smtp.get_ref(), timeout)?)),
            (None, Some(sendmail), None) => Ok(Way::Sendmail { program: self.base.join(&sendmail.get_ref().command), timeout }),
            (None, None, Some(files)) => Ok(Way::Files(self.base.join(&files.get_ref().dir))),
            (None, None, None) => Ok(Way::Files(self.letters.clone())),
            (_, Some(second), _) => Err(self.one_way(second.span())),
            (_, _, Some(second)) => Err(self.one_way(second.span())),
        }
    }

    fn one_way(&self, span: std::ops::Range<usize>) -> ConfigError {
        self.written.fault(span, "letters leave one way: keep one of [mail.smtp], [mail.sendmail] and [mail.files]")
    }

    fn smtp(&self, smtp: &SmtpSettings, timeout: Duration) -> Result<SmtpConfig, ConfigError> {
        let security = match smtp.security {
            SecuritySetting::Starttls => Security::StartTls,
            SecuritySetting::Tls => Security::Tls,
            SecuritySetting::None => Security::None,
        };
        Ok(SmtpConfig {
            host: smtp.host.clone(),
            port: smtp.port.unwrap_or(if security == Security::Tls { 465 } else { 587 }),
            security,
            login: self.login(smtp)?,
            ca_file: smtp.ca_file.as_ref().map(|file| self.base.join(file.get_ref())),
            timeout,
        })
    }

    fn login(&self, smtp: &SmtpSettings) -> Result<Option<(String, Secret)>, ConfigError> {
        let Some(user) = &smtp.user else { return Ok(None) };
        let password = match &smtp.password_file {
            Some(file) => self.password(file)?,
            None => std::env::var(PASSWORD_VARIABLE).map_err(|_| {
                let wrong = format!(
                    "a user needs a password: set password_file to a file that holds it, or the environment variable {PASSWORD_VARIABLE}"
                );
                self.written.fault(user.span(), wrong)
            })?,
        };
        Ok(Some((user.get_ref().clone(), Secret::new(password))))
    }

    fn password(&self, file: &Spanned<PathBuf>) -> Result<String, ConfigError> {
        let path = self.base.join(file.get_ref());
        let text = std::fs::read_to_string(&path);
        text.map(|text| text.trim_end_matches(['\n', '\r']).to_owned())
            .map_err(|error| self.written.fault(file.span(), format!("cannot read the password in {}: {error}", path.display())))
    }
}
