//! Documents made to kill a reader, each read in a process of its own on a worker's stack: the time it takes the processor, and the
//! most memory beyond the document's.

use std::path::Path;
use std::process::{Command, Stdio};

/// The stack of a worker thread.
const STACK: usize = 2 << 20;
/// The argument behind which a process of its own finds its document.
const FLAG: &str = "--hostile";

/// What is asked of a reader.
pub struct Trial {
    /// What it reads, for the report.
    pub what: &'static str,
    /// The most seconds and megabytes it may take.
    pub seconds: f64,
    pub megabytes: f64,
    /// The reader.
    pub read: fn(Vec<u8>),
}

impl Trial {
    /// Whether this process is one of [`Trial::run`]: then the document is read, and what it took printed.
    pub fn is_child(&self) -> bool {
        let arguments: Vec<String> = std::env::args().collect();
        let at = arguments.iter().position(|argument| argument == FLAG);
        at.inspect(|at| self.read_one(&arguments[at + 1])).is_some()
    }

    /// Reads each document whole and cut, and prints the slowest, the largest and each that takes too much.
    pub fn run<'a>(&self, documents: impl IntoIterator<Item = (&'a str, &'a [u8])>, cuts: impl Fn(usize) -> Vec<usize>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("document");
        let (mut count, mut aborted, mut slowest, mut largest) = (0, 0, (0.0, ""), (0.0, ""));
        for (name, body) in documents {
            for end in std::iter::once(body.len()).chain(cuts(body.len())) {
                count += 1;
                std::fs::write(&file, &body[..end]).unwrap();
                let Some((seconds, megabytes)) = in_own_process(&file) else {
                    println!("{name}, {end} bytes: aborted");
                    aborted += 1;
                    continue;
                };
                slowest = if seconds > slowest.0 { (seconds, name) } else { slowest };
                largest = if megabytes > largest.0 { (megabytes, name) } else { largest };
                if seconds > self.seconds || megabytes > self.megabytes {
                    println!("{name}, {end} bytes: {seconds:.3} s, {megabytes:.1} MB");
                }
            }
        }
        let (what, (seconds, slow), (megabytes, large)) = (self.what, slowest, largest);
        println!("{count} {what}, whole and cut: {aborted} aborted; slowest {seconds:.3} s ({slow}), largest {megabytes:.1} MB ({large})");
    }

    fn read_one(&self, file: &str) {
        let body = std::fs::read(file).unwrap();
        let before = memory("VmRSS:");
        let read = self.read;
        let work = move || {
            read(body);
            processor_seconds()
        };
        let seconds = std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
        println!("{seconds} {}", memory("VmHWM:").saturating_sub(before) as f64 / 1e6);
    }
}

/// Seconds and megabytes; `None` where the process died.
fn in_own_process(file: &Path) -> Option<(f64, f64)> {
    let output = Command::new(std::env::current_exe().unwrap()).arg(FLAG).arg(file).stderr(Stdio::null()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let (seconds, megabytes) = text.trim().split_once(' ')?;
    output.status.success().then_some((seconds.parse().ok()?, megabytes.parse().ok()?))
}

/// How long this thread has had a processor: unlike the time on a clock, it does not grow with what else the machine does.
fn processor_seconds() -> f64 {
    let schedule = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    schedule.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e9
}

/// A line of this process's memory, in bytes.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|text| text.strip_prefix(line)).unwrap_or_default();
    found.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024
}
