//! Which addresses may be dialled.
//!
//! Feeds name addresses that we then visit; without a guard a feed could make us knock at the operator's own machines.
//! The check is made on the address that is dialled, after DNS, so no name can lead around it.

use super::FetchError;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use url::{Host, Url};

/// Ranges that are no public host, after the IANA special-purpose registry (RFC 6890 and its updates).
const REFUSED_V4: [Ipv4Net; 15] = [
    v4([0, 0, 0, 0], 8),       // "this network"
    v4([10, 0, 0, 0], 8),      // private
    v4([100, 64, 0, 0], 10),   // carrier-grade NAT
    v4([127, 0, 0, 0], 8),     // loopback
    v4([169, 254, 0, 0], 16),  // link-local, cloud metadata
    v4([172, 16, 0, 0], 12),   // private
    v4([192, 0, 0, 0], 24),    // protocol assignments
    v4([192, 0, 2, 0], 24),    // documentation
    v4([192, 88, 99, 0], 24),  // 6to4 relay
    v4([192, 168, 0, 0], 16),  // private
    v4([198, 18, 0, 0], 15),   // benchmarks
    v4([198, 51, 100, 0], 24), // documentation
    v4([203, 0, 113, 0], 24),  // documentation
    v4([224, 0, 0, 0], 4),     // multicast
    v4([240, 0, 0, 0], 4),     // reserved, broadcast
];

const REFUSED_V6: [Ipv6Net; 10] = [
    v6([0, 0, 0, 0], 96),          // unspecified, loopback, IPv4-compatible
    v6([0x64, 0xff9b, 1, 0], 48),  // local-use NAT64
    v6([0x100, 0, 0, 0], 64),      // discard
    v6([0x2001, 0, 0, 0], 32),     // Teredo
    v6([0x2001, 0xdb8, 0, 0], 32), // documentation
    v6([0x2002, 0, 0, 0], 16),     // 6to4
    v6([0xfc00, 0, 0, 0], 7),      // unique local
    v6([0xfe80, 0, 0, 0], 10),     // link-local
    v6([0xfec0, 0, 0, 0], 10),     // site-local
    v6([0xff00, 0, 0, 0], 8),      // multicast
];

/// IPv4 behind NAT64 (RFC 6052): on a network without IPv4 every public IPv4 host is reached so, hence the inner address is judged.
const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0, 0], 96);

const fn v4([a, b, c, d]: [u8; 4], prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6([a, b, c, d]: [u16; 4], prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0), prefix)
}

/// The guard at the dialler: a resolver that keeps only the addresses that may be dialled.
#[derive(Clone)]
pub(super) struct Guard {
    allow: Arc<[IpNet]>,
}

/// A name that leads to forbidden addresses alone; travels inside the HTTP client's error.
#[derive(Debug, thiserror::Error)]
#[error("{0} is no public address")]
pub(super) struct Forbidden(pub IpAddr);

impl Guard {
    /// A guard that lets private addresses pass only inside the ranges of `allow`.
    pub fn new(allow: &[IpNet]) -> Self {
        Guard { allow: allow.into() }
    }

    /// Checks an address written out in a URL, which no resolver sees. The URL parser has already read decimal, octal and
    /// short forms (`http://2130706433/`).
    pub fn check_literal(&self, url: &Url) -> Result<(), FetchError> {
        let addr = match url.host() {
            Some(Host::Ipv4(addr)) => IpAddr::V4(addr),
            Some(Host::Ipv6(addr)) => IpAddr::V6(addr),
            _ => return Ok(()),
        };
        self.admits(addr).then_some(()).ok_or(FetchError::ForbiddenAddress { addr })
    }

    fn admits(&self, addr: IpAddr) -> bool {
        let inner = unwrap(addr);
        is_public(inner) || self.allow.iter().any(|range| range.contains(&inner) || range.contains(&addr))
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let admitted: Vec<SocketAddr> = found.iter().copied().filter(|addr| guard.admits(addr.ip())).collect();
            match found.first() {
                Some(first) if admitted.is_empty() => Err(Forbidden(first.ip()).into()),
                _ => Ok(Box::new(admitted.into_iter()) as Addrs),
            }
        })
    }
}

/// The address that is really reached: the IPv4 address inside an IPv4-mapped or NAT64 one.
fn unwrap(addr: IpAddr) -> IpAddr {
    match addr.to_canonical() {
        IpAddr::V6(v6) if NAT64.contains(&v6) => {
            let [.., a, b, c, d] = v6.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, c, d))
        }
        plain => plain,
    }
}

fn is_public(addr: IpAddr) -> bool {
    match addr {
        IpAddr::V4(addr) => !REFUSED_V4.iter().any(|range| range.contains(&addr)),
        IpAddr::V6(addr) => !REFUSED_V6.iter().any(|range| range.contains(&addr)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[track_caller]
    fn check(allow: &[&str], host: &str, admitted: bool) {
        let guard = Guard::new(&allow.iter().map(|range| range.parse().unwrap()).collect::<Vec<_>>());
        let url = Url::parse(&format!("http://{host}/feed")).unwrap();
        assert_eq!(guard.check_literal(&url).is_ok(), admitted, "{host} with {allow:?}");
    }

    #[test]
    fn public_addresses_pass() {
        for host in
            ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "169.253.1.1", "[2606:4700::1]", "[64:ff9b::808:808]", "example.org"]
        {
            check(&[], host, true);
        }
    }

    #[test]
    fn everything_else_is_refused_however_it_is_written() {
        let plain = [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
        ];
        let disguised = ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]"];
        let six = [
            "[::1]",
            "[::]",
            "[fe80::1]",
            "[fd12::1]",
            "[ff02::1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::a00:1]",
            "[64:ff9b:1::1]",
            "[2002:7f00:1::]",
        ];
        for host in plain.iter().chain(&disguised).chain(&six) {
            check(&[], host, false);
        }
    }

    #[test]
    fn the_operator_may_allow_ranges() {
        check(&["127.0.0.0/8"], "127.0.0.1", true);
        check(&["127.0.0.0/8"], "[::ffff:127.0.0.1]", true);
        check(&["127.0.0.0/8"], "10.0.0.1", false);
        check(&["10.1.0.0/16", "fd00::/8"], "10.1.9.9", true);
        check(&["10.1.0.0/16", "fd00::/8"], "[fd00::2]", true);
        check(&["10.1.0.0/16", "fd00::/8"], "10.2.0.1", false);
    }
}
