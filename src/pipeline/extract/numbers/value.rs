//! Exact decimal values: never a float, never an overflow.

/// Parts of one: values are kept in millionths, so that `1.333333 billion` is exact.
const PARTS: u128 = 1_000_000;

/// A non-negative number with up to six decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Value(u128);

impl Value {
    /// Nothing.
    pub const ZERO: Value = Value(0);
    /// Half of one.
    pub const HALF: Value = Value(PARTS / 2);

    /// A whole number.
    pub const fn whole(units: u64) -> Value {
        Value(units as u128 * PARTS)
    }

    /// Reads digits with an optional decimal part behind a dot, such as `1.5`; `None` where the text is anything else or too long.
    pub fn parse(text: &str) -> Option<Value> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        Value::of_digits(whole.bytes(), decimals)
    }

    /// A value from the digits before and after the decimal mark; decimals beyond the sixth are dropped.
    pub(crate) fn of_digits(whole: impl Iterator<Item = u8>, decimals: &str) -> Option<Value> {
        let mut units: u128 = 0;
        for digit in whole {
            units = push(units, digit)?;
        }
        let mut parts = units;
        for place in 0..6 {
            parts = push(parts, decimals.as_bytes().get(place).copied().unwrap_or(b'0'))?;
        }
        Some(Value(parts))
    }

    /// The sum, if it fits.
    pub fn plus(self, other: Value) -> Option<Value> {
        self.0.checked_add(other.0).map(Value)
    }

    /// The product with a whole number, if it fits.
    pub fn times(self, factor: u64) -> Option<Value> {
        self.0.checked_mul(u128::from(factor)).map(Value)
    }

    /// Half of this.
    pub fn halved(self) -> Value {
        Value(self.0 / 2)
    }

    /// The nearest whole number, if it fits; `None` for what would round to nothing.
    pub fn rounded(self) -> Option<u64> {
        let units = self.0.checked_add(PARTS / 2)? / PARTS;
        u64::try_from(units).ok().filter(|&units| units > 0)
    }

    /// The whole number this is; `None` where it has decimals or does not fit.
    pub fn exact(self) -> Option<u64> {
        if self.0.is_multiple_of(PARTS) { u64::try_from(self.0 / PARTS).ok() } else { None }
    }
}

fn push(units: u128, digit: u8) -> Option<u128> {
    let digit = digit.is_ascii_digit().then(|| u128::from(digit - b'0'))?;
    units.checked_mul(10)?.checked_add(digit)
}
