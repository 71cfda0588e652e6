//! Numbers written in digits: decimal marks and thousands marks by their shape, and by language where the shape leaves two readings.

use super::Value;

/// A number in digits, with both readings where `1.200` may be 1200 or 1.2.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Numeral {
    grouped: Option<Value>,
    decimal: Option<Value>,
    mark: u8,
}

impl Numeral {
    /// Reads the number that begins at a digit; returns it with the byte after its last digit. Malformed numbers (`1,2,3.4`) have no reading.
    pub(crate) fn read(text: &str, start: usize) -> (Numeral, usize) {
        let (marks, end) = shape(text.as_bytes(), start);
        (Numeral::of(&text[start..end], marks), end)
    }

    fn of(digits: &str, marks: Marks) -> Numeral {
        let whole = |text: &str| Value::of_digits(text.bytes().filter(u8::is_ascii_digit), "");
        let split = |at: usize| Value::of_digits(digits.as_bytes()[..at].iter().copied().filter(u8::is_ascii_digit), &digits[at + 1..]);
        match marks {
            Marks::Either { at, .. } if digits.starts_with('0') => Numeral { grouped: None, decimal: split(at), mark: 0 },
            Marks::None | Marks::Grouped => Numeral { grouped: whole(digits), decimal: None, mark: 0 },
            Marks::Decimal { at } => Numeral { grouped: None, decimal: split(at), mark: 0 },
            Marks::Either { at, mark } => Numeral { grouped: whole(digits), decimal: split(at), mark },
            Marks::Broken => Numeral { grouped: None, decimal: None, mark: 0 },
        }
    }

    /// The value without a scale word behind it. Nobody prints three decimals of a coin or a shell: a lone group of three is thousands.
    pub fn plain(&self) -> Option<Value> {
        self.grouped.or(self.decimal)
    }

    /// The value before a scale word of ten to the `power`, where `decimal_mark` is the language's own.
    pub fn scaled(&self, power: u8, decimal_mark: u8) -> Option<Value> {
        let (Some(grouped), Some(decimal)) = (self.grouped, self.decimal) else { return self.plain() };
        let thousands_of_billions = power >= 9;
        Some(if self.mark == decimal_mark || thousands_of_billions { decimal } else { grouped })
    }

    /// Whether this is a bare number of four digits that reads like a year.
    pub fn is_year(&self) -> bool {
        self.decimal.is_none() && self.grouped.is_some_and(|value| value >= Value::whole(1900) && value < Value::whole(2100))
    }
}

/// How the marks inside a number may be read.
enum Marks {
    None,
    Grouped,
    Decimal { at: usize },
    Either { at: usize, mark: u8 },
    Broken,
}

/// The marks of the number at `start` and its end. Marks count only between digits, spaces only before exactly three.
fn shape(bytes: &[u8], start: usize) -> (Marks, usize) {
    let mut end = start + run(bytes, start);
    let first = end - start;
    let mut state = Shape { first, groups: 0, last: None, mark: 0, changed: None, broken: false };
    while let Some(&mark) = bytes.get(end) {
        let group = run(bytes, end + 1);
        let joins = match mark {
            b'.' | b',' => group > 0,
            b' ' | b'\'' => group == 3 && first <= 3 && (state.mark == 0 || state.mark == mark) && !has_letter(bytes, end + 4),
            _ => false,
        };
        if !joins {
            break;
        }
        state.push(mark, end - start, group);
        end += 1 + group;
    }
    (state.marks(), end)
}

/// Whether a letter is glued to the number's end, as in `20 155mm`: then the group is a number of its own.
fn has_letter(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_alphabetic) && bytes.get(at..at + 2).is_some_and(|two| two == b"mm")
}

fn run(bytes: &[u8], from: usize) -> usize {
    bytes.get(from..).map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count())
}

struct Shape {
    first: usize,
    groups: usize,
    last: Option<(usize, usize)>,
    mark: u8,
    changed: Option<usize>,
    broken: bool,
}

impl Shape {
    fn push(&mut self, mark: u8, at: usize, group: usize) {
        let previous_is_group = self.last.is_none_or(|(_, size)| size == 3) && self.first <= 3;
        self.broken |= self.changed.is_some() || self.groups > 0 && !previous_is_group;
        if self.mark != 0 && mark != self.mark {
            self.changed = Some(at);
        } else {
            self.mark = mark;
        }
        self.groups += 1;
        self.last = Some((at, group));
    }

    fn marks(&self) -> Marks {
        match (self.last, self.changed) {
            (None, _) => Marks::None,
            _ if self.broken => Marks::Broken,
            (Some(_), Some(at)) => Marks::Decimal { at },
            (Some((_, 3)), None) if self.groups > 1 || matches!(self.mark, b' ' | b'\'') => Marks::Grouped,
            (Some(_), None) if self.groups > 1 => Marks::Broken,
            (Some((at, 3)), None) if self.first <= 3 => Marks::Either { at, mark: self.mark },
            (Some((at, _)), None) => Marks::Decimal { at },
        }
    }
}
