//! What lies in a cell: how many records, how many values, their total.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    model::{Value, number},
    policy::Aggregate,
    script::{Fault, FaultKind},
};

/// Decimal places a value is counted with. Values are put on this grid one by one, so that adding them is exact
/// whatever the order, and taking one out again leaves nothing behind; a [`Decimal`] would round once its 28 digits
/// are full.
const PLACES: u32 = 15;

/// The units of one.
const ONE: i128 = 10_i128.pow(PLACES);

/// The greatest value a record may add: ten million of them still fit.
const UNITS_MAX: u128 = ONE.unsigned_abs() * 10_u128.pow(16);

/// A sum that can be added to and taken from: [`merge`](Sum::merge) and [`take_out`](Sum::take_out) are exact inverses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Sum {
    /// How many records.
    pub count: i64,
    /// How many of them have a value.
    pub values: i64,
    /// The total of the values, in units of the grid.
    units: i128,
}

/// Count, values, the higher and the lower half of the units: small totals stay small bytes.
type Stored = (i64, i64, i64, u64);

impl From<Stored> for Sum {
    fn from((count, values, high, low): Stored) -> Sum {
        Sum { count, values, units: (i128::from(high) << 64) | i128::from(low) }
    }
}

impl From<Sum> for Stored {
    fn from(sum: Sum) -> Stored {
        (sum.count, sum.values, (sum.units >> 64) as i64, sum.units as u64)
    }
}

impl Sum {
    /// One record without a value, as `count` counts it.
    pub const RECORD: Sum = Sum { count: 1, values: 0, units: 0 };

    /// One record with a value; none where the value is too great to be counted.
    pub fn of(value: Decimal) -> Option<Sum> {
        let rounded = number::round(value, PLACES);
        let units = rounded.mantissa().checked_mul(10_i128.pow(PLACES - rounded.scale()))?;
        (units.unsigned_abs() <= UNITS_MAX).then_some(Sum { count: 1, values: 1, units })
    }

    /// Whether nothing lies in it.
    pub fn is_empty(&self) -> bool {
        *self == Sum::default()
    }

    /// Puts another in.
    pub fn merge(&mut self, other: &Sum) {
        // Wrapping, because it has an inverse always; UNITS_MAX keeps sums far from the edge.
        self.count = self.count.wrapping_add(other.count);
        self.values = self.values.wrapping_add(other.values);
        self.units = self.units.wrapping_add(other.units);
    }

    /// Takes another out.
    pub fn take_out(&mut self, other: &Sum) {
        self.count = self.count.wrapping_sub(other.count);
        self.values = self.values.wrapping_sub(other.values);
        self.units = self.units.wrapping_sub(other.units);
    }

    /// The total of the values.
    pub fn total(&self) -> Decimal {
        let (mut units, mut scale) = (self.units, PLACES);
        while scale > 0 && units % 10 == 0 {
            (units, scale) = (units / 10, scale - 1);
        }
        // More than a decimal holds: the last places go, half away from zero.
        while scale > 0 && units.unsigned_abs() >> 96 != 0 {
            (units, scale) = ((units + 5 * units.signum()) / 10, scale - 1);
        }
        Decimal::try_from_i128_with_scale(units, scale).unwrap_or_default()
    }

    /// What a measure says of it: sum and count of nothing are 0, the mean of nothing is none.
    pub fn answer(&self, aggregate: Aggregate) -> Result<Value, Fault> {
        let number = match aggregate {
            Aggregate::Count => Decimal::from(self.count),
            Aggregate::Sum => self.total(),
            Aggregate::Avg if self.values == 0 => return Ok(Value::None),
            Aggregate::Avg => self
                .total()
                .checked_div(Decimal::from(self.values))
                .ok_or_else(|| Fault::new(FaultKind::Overflow, ("the mean has too many digits", "平均值的位数太多")))?,
        };
        Ok(Value::Number(number))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> Sum {
        Sum::of(number::parse(text).unwrap()).unwrap()
    }

    #[test]
    fn thirds_come_out_as_they_went_in() {
        let third = Sum::of(Decimal::ONE / Decimal::from(3)).unwrap();
        let mut sum = of("123456789012.34");
        sum.merge(&third);
        sum.take_out(&third);
        assert_eq!(sum, of("123456789012.34"));
    }

    #[test]
    fn the_mean_of_nothing_is_none_and_its_sum_zero() {
        let answer = |aggregate| Sum::default().answer(aggregate);
        assert_eq!(answer(Aggregate::Avg), Ok(Value::None));
        assert_eq!(answer(Aggregate::Sum), Ok(Value::int(0)));
        assert_eq!(answer(Aggregate::Count), Ok(Value::int(0)));
        assert_eq!(Sum::RECORD.answer(Aggregate::Avg), Ok(Value::None));
    }

    #[test]
    fn what_is_too_great_is_not_counted() {
        assert!(Sum::of(Decimal::MAX).is_none());
        assert!(Sum::of(Decimal::MIN).is_none());
        let most = of("10000000000000000");
        let mut sum = Sum::default();
        for _ in 0..1000 {
            sum.merge(&most);
        }
        assert_eq!(number::plain(sum.total()), "10000000000000000000".to_owned());
    }

    proptest! {
        #[test]
        fn merging_and_taking_out_are_inverse(values in prop::collection::vec((any::<i64>(), 0u32..28), 0..20), start in any::<i64>()) {
            let before = Sum::of(Decimal::new(start, 4)).unwrap();
            let parts: Vec<Sum> = values.iter().filter_map(|(n, scale)| Sum::of(Decimal::new(*n, *scale))).collect();
            let mut sum = before;
            parts.iter().for_each(|part| sum.merge(part));
            parts.iter().rev().for_each(|part| sum.take_out(part));
            prop_assert_eq!(sum, before);
        }

        #[test]
        fn a_stored_sum_reads_back(n in any::<i64>(), scale in 0u32..28, times in 1usize..5) {
            let mut sum = Sum::default();
            for _ in 0..times {
                if let Some(one) = Sum::of(Decimal::new(n, scale)) {
                    sum.merge(&one);
                }
            }
            let bytes = rmp_serde::to_vec(&sum).unwrap();
            prop_assert_eq!(rmp_serde::from_slice::<Sum>(&bytes).unwrap(), sum);
        }

        #[test]
        fn a_total_is_the_total(values in prop::collection::vec(-1_000_000_000_000i64..1_000_000_000_000, 0..20)) {
            let mut sum = Sum::default();
            let mut total = Decimal::ZERO;
            for value in values {
                let value = Decimal::new(value, 2);
                sum.merge(&Sum::of(value).unwrap());
                total += value;
            }
            prop_assert_eq!(sum.total(), total);
        }
    }
}
