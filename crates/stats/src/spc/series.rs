//! A request checked and brought into one shape: plain arrays with NaN for gaps.

use super::error::Error;
use super::request::{Kind, Request};

/// The checked series. Arrays that a kind does not need are empty.
#[derive(Debug, Default)]
pub(crate) struct Series {
    /// What is judged: value, proportion, rate, mean, standard deviation or range; NaN for a gap.
    pub plotted: Vec<f64>,
    /// Counts of P and U kinds.
    pub counts: Vec<f64>,
    /// Denominators, exposures, weights or subgroup sizes; empty when the kind has none.
    pub sizes: Vec<f64>,
    /// Means of subgroups.
    pub means: Vec<f64>,
    /// Standard deviations of subgroups.
    pub spreads: Vec<f64>,
    /// Ranges of subgroups; empty when only sums are known.
    pub ranges: Vec<f64>,
    /// Drawn only.
    pub is_excluded: Vec<bool>,
    /// Whether all subgroups (gaps apart) have one size.
    pub has_equal_sizes: bool,
    /// First positions of the phases, the first always 0; empty without points.
    pub starts: Vec<usize>,
}

impl Series {
    pub(crate) fn new(request: &Request) -> Result<Series, Error> {
        let points =
            if request.kind.is_of_subgroups() && !request.subgroups.is_empty() { request.subgroups.len() } else { request.values.len() };
        check_lengths(request, points)?;
        check_parameters(request)?;
        let mut series = Series { is_excluded: vec![false; points], starts: starts(request.phases, points)?, ..Series::default() };
        for index in request.exclude.iter().copied() {
            match series.is_excluded.get_mut(index) {
                Some(is_excluded) => *is_excluded = true,
                None => {
                    return Err(Error::Index { what: "exclude", index, points });
                }
            }
        }
        match request.kind {
            Kind::Xbar | Kind::S | Kind::R => series.read_subgroups(request, points)?,
            Kind::P | Kind::Pp | Kind::Np | Kind::U | Kind::Up | Kind::C => {
                series.read_counts(request)?;
            }
            _ => series.read_values(request)?,
        }
        if request.kind == Kind::Mr {
            series.take_moving_ranges(request);
        }
        Ok(series)
    }

    /// The size at a position, 1 when the kind has none.
    pub(crate) fn size(&self, at: usize) -> f64 {
        self.sizes.get(at).copied().unwrap_or(1.0)
    }

    fn read_values(&mut self, request: &Request) -> Result<(), Error> {
        let chart = request.kind.id();
        self.plotted.reserve(request.values.len());
        let is_ratio = !request.sizes.is_empty() && !matches!(request.kind, Kind::G | Kind::T | Kind::BernoulliCusum);
        for (index, value) in request.values.iter().enumerate() {
            let mut value = finite(*value);
            let wanted = match request.kind {
                Kind::T if value <= 0.0 => Some("above zero"),
                Kind::G if value < 0.0 => Some("zero or above"),
                Kind::BernoulliCusum if value != 0.0 && value != 1.0 && !value.is_nan() => Some("0 or 1"),
                _ => None,
            };
            if let Some(wanted) = wanted {
                return Err(Error::Value { chart, index, value, wanted });
            }
            if is_ratio {
                value /= positive(request.sizes[index]);
            }
            if let Some(pattern) = request.pattern.get(index) {
                value -= pattern;
            }
            self.plotted.push(if value.is_finite() { value } else { f64::NAN });
        }
        if request.kind == Kind::Ip {
            self.sizes =
                if is_ratio { request.sizes.iter().map(|size| positive(*size)).collect() } else { vec![1.0; request.values.len()] };
        }
        Ok(())
    }

    fn read_counts(&mut self, request: &Request) -> Result<(), Error> {
        let chart = request.kind.id();
        if request.kind.needs_sizes() && request.sizes.is_empty() && !request.values.is_empty() {
            return Err(Error::Missing { chart, what: "a size" });
        }
        for (index, value) in request.values.iter().enumerate() {
            let count = finite(*value);
            let size = if request.kind == Kind::C { 1.0 } else { positive(request.sizes[index]) };
            if count < 0.0 {
                return Err(Error::Value { chart, index, value: count, wanted: "zero or above" });
            }
            let is_share = matches!(request.kind, Kind::P | Kind::Pp | Kind::Np);
            // Counts may come from weighted sums: what rounding added is not an error.
            if is_share && count > size * (1.0 + 1e-9) {
                return Err(Error::Value { chart, index, value: count, wanted: "at most the size" });
            }
            // `min` would turn a missing count into the size.
            let count = if is_share && count > size { size } else { count };
            let plotted = if matches!(request.kind, Kind::Np | Kind::C) { count } else { count / size };
            let is_present = !count.is_nan() && !size.is_nan() && plotted.is_finite();
            self.counts.push(if is_present { count } else { f64::NAN });
            // A gap has no size either: there is nothing to draw limits for.
            self.sizes.push(if is_present { size } else { f64::NAN });
            self.plotted.push(if is_present { plotted } else { f64::NAN });
        }
        Ok(())
    }

    fn read_subgroups(&mut self, request: &Request, points: usize) -> Result<(), Error> {
        if request.subgroups.is_empty() {
            let chart = request.kind.id();
            if request.kind == Kind::R && points > 0 {
                return Err(Error::Missing { chart, what: "the values of its subgroup" });
            }
            if request.sizes.is_empty() && points > 0 {
                return Err(Error::Missing { chart, what: "the size of its subgroup" });
            }
            if request.spreads.is_empty() && points > 0 {
                return Err(Error::Missing { chart, what: "the standard deviation of its subgroup" });
            }
            for at in 0..points {
                let size = positive(request.sizes[at]);
                self.sizes.push(size);
                self.means.push(finite(request.values[at]));
                let spread = finite(request.spreads[at]);
                self.spreads.push(if size > 1.0 { spread } else { f64::NAN });
            }
        } else {
            for group in request.subgroups {
                let values = group.iter().map(|value| finite(*value)).filter(|value| !value.is_nan());
                let size = values.clone().count() as f64;
                let mean = super::fit::mean(values.clone());
                let squares: f64 = values.clone().map(|value| (value - mean).powi(2)).sum();
                let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
                self.sizes.push(if size > 0.0 { size } else { f64::NAN });
                self.means.push(mean);
                self.spreads.push(if size > 1.0 { (squares / (size - 1.0)).sqrt() } else { f64::NAN });
                self.ranges.push(if size > 1.0 { high - low } else { f64::NAN });
            }
        }
        let source = match request.kind {
            Kind::Xbar => &self.means,
            Kind::S => &self.spreads,
            _ => &self.ranges,
        };
        self.plotted = source
            .iter()
            .zip(&self.sizes)
            .map(|(value, size)| if value.is_finite() && !size.is_nan() { *value } else { f64::NAN })
            .collect();
        let mut sizes = self.sizes.iter().filter(|size| !size.is_nan());
        let first = sizes.next();
        self.has_equal_sizes = sizes.all(|size| Some(size) == first);
        Ok(())
    }

    /// Values become moving ranges inside their phase. A range that touches an excluded point is drawn only, unless
    /// the dialect's tool sees it otherwise.
    fn take_moving_ranges(&mut self, request: &Request) {
        let values = std::mem::take(&mut self.plotted);
        let was_excluded = self.is_excluded.clone();
        self.plotted = vec![f64::NAN; values.len()];
        for at in 1..values.len() {
            if self.starts.contains(&at) {
                continue;
            }
            let range = (values[at] - values[at - 1]).abs();
            self.plotted[at] = if range.is_finite() { range } else { f64::NAN };
            if was_excluded[at - 1] && !request.dialect.conventions.bridges_excluded {
                self.is_excluded[at] = true;
            }
        }
    }
}

fn check_lengths(request: &Request, points: usize) -> Result<(), Error> {
    let lengths = [
        ("values", request.values.len(), request.subgroups.is_empty()),
        ("sizes", request.sizes.len(), true),
        ("spreads", request.spreads.len(), true),
        ("pattern", request.pattern.len(), true),
    ];
    for (what, found, is_checked) in lengths {
        if is_checked && found != 0 && found != points {
            return Err(Error::Length { what, expected: points, found });
        }
    }
    if !request.pattern.is_empty() && !matches!(request.kind, Kind::Run | Kind::Xmr | Kind::Ewma | Kind::Cusum) {
        return Err(Error::Pattern { chart: request.kind.id() });
    }
    Ok(())
}

fn check_parameters(request: &Request) -> Result<(), Error> {
    let options = &request.options;
    let (memory, bernoulli) = (&options.memory, &options.bernoulli);
    let is_positive = |value: f64| value > 0.0 && value.is_finite();
    let is_share = |value: f64| value > 0.0 && value < 1.0;
    let checks = [
        ("target", request.target.unwrap_or(0.0), request.target.is_none_or(f64::is_finite), "a finite number"),
        ("multiplier", options.multiplier.unwrap_or(1.0), options.multiplier.is_none_or(is_positive), "above zero"),
        ("ewma_weight", memory.ewma_weight, memory.ewma_weight > 0.0 && memory.ewma_weight <= 1.0, "above 0 and at most 1"),
        ("ewma_limit", memory.ewma_limit, is_positive(memory.ewma_limit), "above zero"),
        ("cusum_allowance", memory.cusum_allowance, memory.cusum_allowance >= 0.0 && memory.cusum_allowance.is_finite(), "zero or above"),
        ("cusum_limit", memory.cusum_limit, is_positive(memory.cusum_limit), "above zero"),
        (
            "cusum_head_start",
            memory.cusum_head_start,
            memory.cusum_head_start >= 0.0 && memory.cusum_head_start.is_finite(),
            "zero or above",
        ),
        ("accepted share", bernoulli.accepted.unwrap_or(0.5), bernoulli.accepted.is_none_or(is_share), "between 0 and 1"),
        ("odds_ratio", bernoulli.odds_ratio, bernoulli.odds_ratio > 1.0 && bernoulli.odds_ratio.is_finite(), "above 1"),
        ("limit", bernoulli.limit, is_positive(bernoulli.limit), "above zero"),
    ];
    for (name, value, is_right, wanted) in checks {
        if !is_right {
            return Err(Error::Parameter { name, value, wanted });
        }
    }
    if let super::request::CountLimits::Exact { confidence } = options.count_limits
        && !is_share(confidence)
    {
        return Err(Error::Parameter { name: "confidence", value: confidence, wanted: "between 0 and 1" });
    }
    if let super::request::Width::Sigmas(sigmas) = options.width
        && !is_positive(sigmas)
    {
        return Err(Error::Parameter { name: "width", value: sigmas, wanted: "above zero" });
    }
    if let Some(known) = options.known
        && !(known.centre.is_finite() && known.sigma >= 0.0 && known.sigma.is_finite())
    {
        return Err(Error::Parameter { name: "known sigma", value: known.sigma, wanted: "zero or above, with a finite centre" });
    }
    Ok(())
}

fn starts(phases: &[usize], points: usize) -> Result<Vec<usize>, Error> {
    if points == 0 {
        return match phases.iter().find(|start| **start > 0) {
            Some(index) => Err(Error::Index { what: "phases", index: *index, points }),
            None => Ok(Vec::new()),
        };
    }
    let mut starts = Vec::with_capacity(phases.len() + 1);
    starts.push(0);
    for index in phases.iter().copied() {
        if index >= points {
            return Err(Error::Index { what: "phases", index, points });
        }
        starts.push(index);
    }
    starts.sort_unstable();
    starts.dedup();
    Ok(starts)
}

fn finite(value: Option<f64>) -> f64 {
    value.filter(|value| value.is_finite()).unwrap_or(f64::NAN)
}

fn positive(size: Option<f64>) -> f64 {
    size.filter(|size| size.is_finite() && *size > 0.0).unwrap_or(f64::NAN)
}
