//! robots.txt (RFC 9309), with the customary `Crawl-delay`.
//!
//! Our own because it is short: of the crates for it, one has had no release for years and brings a parser generator and a regex
//! engine along, the other does not know `Crawl-delay` and reads the whole file anew for each question.

use std::time::Duration;

/// So many bytes are read (RFC 9309 §2.5 asks for at least these); the rest is left.
const READ: usize = 500 * 1024;

/// The rules of one robots.txt that concern us; none allow everything.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    delay: Duration,
}

#[derive(Clone, Debug)]
struct Rule {
    allow: bool,
    pattern: String,
}

/// `User-Agent` lines and the rules that follow them.
struct Group<'a> {
    agents: Vec<&'a str>,
    lines: Vec<Line>,
}

enum Line {
    Rule(Rule),
    Delay(Duration),
}

impl Rules {
    /// Reads a robots.txt for the robot of this name: its own groups together, else the groups for `*`.
    pub fn parse(text: &str, name: &str) -> Self {
        let groups = groups(&text[..text.floor_char_boundary(READ)]);
        let lines = |meant: &dyn Fn(&str) -> bool| {
            let ours: Vec<_> = groups.iter().filter(|group| group.agents.iter().any(|agent| meant(agent))).collect();
            (!ours.is_empty()).then(|| ours.into_iter().flat_map(|group| &group.lines))
        };
        let mut rules = Rules::default();
        for line in lines(&|agent| is_named(agent, name)).or_else(|| lines(&|agent| agent == "*")).into_iter().flatten() {
            rules.add(line);
        }
        rules
    }

    /// Whether the page may be read. `path` begins with `/` and includes the query. The longest matching pattern decides;
    /// between equals, the one that allows.
    pub fn allow(&self, path: &str) -> bool {
        let path = normal(path);
        let matching = self.rules.iter().filter(|rule| matches(&rule.pattern, &path));
        matching.max_by_key(|rule| (rule.pattern.len(), rule.allow)).is_none_or(|rule| rule.allow)
    }

    /// The pause asked for between two requests; zero where none is.
    pub fn delay(&self) -> Duration {
        self.delay
    }

    fn add(&mut self, line: &Line) {
        match line {
            // "Disallow:" without a pattern forbids nothing.
            Line::Rule(rule) if rule.pattern.is_empty() => {}
            Line::Rule(rule) => self.rules.push(rule.clone()),
            Line::Delay(delay) => self.delay = *delay,
        }
    }
}

/// Lines that belong to no group (`Sitemap`, `Host`) end none either, nor do empty ones.
fn groups(text: &str) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (key, value) in text.trim_start_matches('\u{feff}').split(['\n', '\r']).filter_map(field) {
        match groups.last_mut() {
            Some(group) if key == "user-agent" && group.lines.is_empty() => group.agents.push(value),
            _ if key == "user-agent" => groups.push(Group { agents: vec![value], lines: Vec::new() }),
            Some(group) => group.lines.extend(Line::read(&key, value)),
            None => {}
        }
    }
    groups
}

fn field(line: &str) -> Option<(String, &str)> {
    let (key, value) = line.split('#').next()?.split_once(':')?;
    Some((key.trim().to_ascii_lowercase(), value.trim()))
}

impl Line {
    fn read(key: &str, value: &str) -> Option<Line> {
        match key {
            "allow" | "disallow" => Some(Line::Rule(Rule { allow: key == "allow", pattern: normal(value) })),
            "crawl-delay" => Some(Line::Delay(Duration::try_from_secs_f32(value.parse().ok()?).ok()?)),
            _ => None,
        }
    }
}

/// Whether a `User-Agent` line means the robot of this name: compared up to a version, whatever the case.
fn is_named(agent: &str, name: &str) -> bool {
    agent.split(['/', ' ']).next().is_some_and(|product| product.eq_ignore_ascii_case(name))
}

/// Whether a pattern with `*` (anything) and a closing `$` (the end) matches from the start of the path.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let (head, tail) = pattern.split_once('*').map_or((pattern, None), |(head, tail)| (head, Some(tail)));
    match (path.strip_prefix(head), tail) {
        (None, _) => false,
        (Some(rest), None) => !to_end || rest.is_empty(),
        (Some(rest), Some(tail)) => wild(tail, rest, to_end),
    }
}

/// The part after the first `*`: its pieces must follow each other anywhere, the last at the end where that is asked.
fn wild(pieces: &str, path: &str, to_end: bool) -> bool {
    let (between, last) = pieces.rsplit_once('*').unwrap_or(("", pieces));
    let rest = between.split('*').try_fold(path, |rest, piece| rest.split_once(piece).map(|(_, after)| after));
    rest.is_some_and(|rest| if to_end { rest.ends_with(last) } else { rest.contains(last) })
}

/// One spelling for each path (RFC 9309 §2.2.2): bytes beyond ASCII escaped, unreserved ones bare, escapes in capitals.
fn normal(path: &str) -> String {
    let (mut rest, mut out) = (path.as_bytes(), String::with_capacity(path.len()));
    while let Some(&first) = rest.first() {
        let escaped = escaped(rest);
        let byte = escaped.unwrap_or(first);
        let bare = if escaped.is_some() { byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) } else { byte.is_ascii() };
        if bare {
            out.push(char::from(byte))
        } else {
            out.push_str(&format!("%{byte:02X}"))
        }
        rest = &rest[if escaped.is_some() { 3 } else { 1 }..];
    }
    out
}

/// The byte that an escape (`%E2`) at the start stands for.
fn escaped(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cases are written as a robots.txt with `|` for line ends.
    #[track_caller]
    fn check(text: &str, rows: &[(&str, bool)]) {
        let rules = Rules::parse(&text.replace('|', "\n"), "pledgewatch");
        for (path, allowed) in rows {
            assert_eq!(rules.allow(path), *allowed, "{path} under {text}");
        }
    }

    #[test]
    fn the_longest_match_decides() {
        check("", &[("/", true)]);
        check("User-agent: *|Disallow: /", &[("/", false), ("/a?b", false)]);
        check("User-agent: *|Disallow:", &[("/", true)]);
        check("User-agent: *|Disallow: /|Allow: /news", &[("/news/1", true), ("/opinion", false)]);
        check("User-agent: *|Allow: /news|Disallow: /news/draft", &[("/news/1", true), ("/news/draft/1", false)]);
        check("User-agent: *|Disallow: /a|Allow: /a", &[("/a", true)]);
        check("User-agent: *|Disallow: /a", &[("/A", true), ("/ab", false), ("/b/a", true)]);
    }

    #[test]
    fn wildcards_match() {
        check("User-agent: *|Disallow: /*.php$", &[("/a.php", false), ("/a.php?x", true), ("/a.php.php", false), ("/php", true)]);
        check("User-agent: *|Disallow: /*?s=", &[("/?s=x", false), ("/a/b?s=", false), ("/a?t=s", true)]);
        check("User-agent: *|Disallow: /a$", &[("/a", false), ("/ab", true)]);
        check("User-agent: *|Disallow: *", &[("/", false)]);
        check("User-agent: *|Disallow: /a*b*c$", &[("/abc", false), ("/axbxc", false), ("/acb", true), ("/abcd", true)]);
        check("User-agent: *|Disallow: /*/print/*", &[("/news/print/", false), ("/print/", true)]);
        check("User-agent: *|Disallow: $", &[("/", true)]);
    }

    #[test]
    fn our_own_groups_outweigh_those_for_all() {
        check("User-agent: *|Disallow: /|User-agent: PledgeWatch|Disallow: /x", &[("/a", true), ("/x", false)]);
        check("User-agent: pledgewatch/2.0|Disallow: /x|User-agent: *|Disallow: /", &[("/a", true), ("/x", false)]);
        check("User-agent: a|User-agent: pledgewatch|Disallow: /x|User-agent: b|Disallow: /", &[("/a", true), ("/x", false)]);
        check(
            "User-agent: pledgewatch|Disallow: /x|User-agent: b|Disallow: /|User-agent: pledgewatch|Disallow: /y",
            &[("/x", false), ("/y", false), ("/a", true)],
        );
        check("User-agent: pledgewatch|User-agent: *|Disallow:|User-agent: other|Disallow: /", &[("/a", true)]);
        check("User-agent: pledgewatcher|Disallow: /", &[("/a", true)]);
        check("User-agent: pledgewatch|Disallow:|User-agent: *|Disallow: /", &[("/a", true)]);
    }

    #[test]
    fn sloppy_files_are_read() {
        check("\u{feff}USER-AGENT : * # all|  disallow :/x # no", &[("/x", false), ("/a", true)]);
        check("User-agent: *||Sitemap: https://example.org/s.xml||Disallow: /x", &[("/x", false)]);
        check("Disallow: /x|User-agent: b|Disallow: /", &[("/x", true)]);
        check("<html><body>Not found: /</body></html>", &[("/", true)]);
        check(
            "User-agent: *|Disallow: /é|Disallow: /%c3%bc|Disallow: /%61b",
            &[("/%C3%A9", false), ("/%C3%BC", false), ("/ab", false), ("/%zz", true)],
        );
        check("User-agent: *\rDisallow: /x\r\nDisallow: /y", &[("/x", false), ("/y", false)]);
    }

    #[test]
    fn a_delay_is_read() {
        let rows = [("10", 10.0), ("0.5", 0.5), ("-1", 0.0), ("NaN", 0.0), ("1e30", 0.0), ("often", 0.0)];
        for (delay, seconds) in rows {
            let rules = Rules::parse(&format!("User-agent: *\nCrawl-delay: {delay}\nDisallow: /x"), "pledgewatch");
            assert_eq!(rules.delay().as_secs_f32(), seconds, "{delay}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_file_and_no_path_break_it(file in "(?s).{0,200}", pattern in "[/a*$%é]{0,20}", path in "/[a/%é?]{0,20}") {
            Rules::parse(&file, "pledgewatch").allow(&path);
            let rules = Rules::parse(&format!("User-agent: *\nDisallow: {pattern}"), "pledgewatch");
            let again = Rules::parse(&format!("User-agent: *\nDisallow: {}", normal(&pattern)), "pledgewatch");
            proptest::prop_assert_eq!(rules.allow(&path), again.allow(&normal(&path)));
        }
    }
}
