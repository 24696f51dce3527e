#![doc = include_str!("../../docs/spc-multiplier.md")]

/// (points, median, 90 %, 95 %, 99 %, 99.9 %).
#[rustfmt::skip]
pub const CHARTWISE: [(usize, [f64; 5]); 14] = [
    (8, [1.6413, 2.3200, 2.5691, 3.1701, 4.1075]),
    (10, [1.7574, 2.4446, 2.6974, 3.2874, 4.2001]),
    (12, [1.8478, 2.5260, 2.7763, 3.3344, 4.1347]),
    (13, [1.8887, 2.5733, 2.8202, 3.3781, 4.1297]),
    (15, [1.9513, 2.6293, 2.8731, 3.4030, 4.1456]),
    (18, [2.0349, 2.7097, 2.9567, 3.4905, 4.2411]),
    (20, [2.0803, 2.7430, 2.9853, 3.4935, 4.2100]),
    (24, [2.1574, 2.8198, 3.0524, 3.5536, 4.2279]),
    (30, [2.2501, 2.8960, 3.1239, 3.6183, 4.2988]),
    (36, [2.3209, 2.9609, 3.1881, 3.6749, 4.3321]),
    (48, [2.4327, 3.0543, 3.2716, 3.7297, 4.3471]),
    (60, [2.5159, 3.1259, 3.3422, 3.8097, 4.3796]),
    (84, [2.6336, 3.2258, 3.4362, 3.8752, 4.4828]),
    (120, [2.7536, 3.3258, 3.5326, 3.9655, 4.5225]),
];

/// The multiplier for a chart of `points` points with a chance of 5 % (or 1 %) of any false outside point,
/// interpolated in the logarithm of the number of points; the nearest row beyond the table's ends.
pub fn chartwise(points: usize, rate: Rate) -> f64 {
    let column = match rate {
        Rate::FivePercent => 2,
        Rate::OnePercent => 3,
    };
    let above = CHARTWISE.iter().position(|row| row.0 >= points);
    match above {
        Some(0) => CHARTWISE[0].1[column],
        None => CHARTWISE[CHARTWISE.len() - 1].1[column],
        Some(at) => {
            let (low, high) = (CHARTWISE[at - 1], CHARTWISE[at]);
            let share = (points as f64 / low.0 as f64).ln() / (high.0 as f64 / low.0 as f64).ln();
            low.1[column] + share * (high.1[column] - low.1[column])
        }
    }
}

/// The chance of any false outside point in the whole chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// One chart in 20.
    FivePercent,
    /// One chart in 100.
    OnePercent,
}
