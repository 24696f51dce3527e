//! How often intervals hold the truth and verdicts are wrong, over made-up cases.

use super::estimate::estimate;
use super::simulated::{Simulated, World, draw};
use super::verdict::{LEAST_AFTER, Verdict, Wanted, word};

/// When each case is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// Eight weeks after the start and at the end.
    Twice,
    /// Every so many weeks from the first possible one on, and at the end.
    Every(usize),
}

/// What came of the cases of one world.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Calibration {
    /// Cases drawn.
    pub cases: usize,
    /// Cases whose 95 % interval held the truth eight weeks after the start.
    pub covered_early: usize,
    /// The same at the end.
    pub covered_late: usize,
    /// Cases that ended with each verdict, in the order of [`Verdict::ALL`].
    pub verdicts: [usize; 4],
    /// Cases that were called “worked” at any look.
    pub ever_worked: usize,
    /// Cases that were called “worse” at any look.
    pub ever_worse: usize,
    /// Cases by method at the end, in the order of [`super::Method`].
    pub methods: [usize; 3],
    /// Sum of the standard errors at the end, in standard deviations of a point.
    pub errors: f64,
}

impl Calibration {
    /// Cases that ended with a verdict.
    pub fn ended(&self, verdict: Verdict) -> usize {
        self.verdicts[verdict as usize]
    }

    /// Adds the cases of another world.
    pub fn add(&mut self, other: &Calibration) {
        self.cases += other.cases;
        self.covered_early += other.covered_early;
        self.covered_late += other.covered_late;
        self.ever_worked += other.ever_worked;
        self.ever_worse += other.ever_worse;
        self.errors += other.errors;
        self.verdicts.iter_mut().zip(other.verdicts).for_each(|(own, other)| *own += other);
        self.methods.iter_mut().zip(other.methods).for_each(|(own, other)| *own += other);
    }
}

/// Draws cases of a world and looks at each as a service would. More is better in all of them.
pub fn calibrate(world: &World, cases: usize, looks: Looks, uniform: &mut dyn FnMut() -> f64) -> Calibration {
    let mut found = Calibration::default();
    for _ in 0..cases {
        let simulated = draw(world, uniform);
        found.add(&look(&simulated, world.weeks - simulated.before, looks));
    }
    found
}

const EARLY: usize = 8;

fn look(simulated: &Simulated, weeks: usize, looks: Looks) -> Calibration {
    let mut found = Calibration { cases: 1, ..Calibration::default() };
    let is_look = |after: &usize| {
        *after == weeks || *after == EARLY || matches!(looks, Looks::Every(every) if (*after - LEAST_AFTER).is_multiple_of(every.max(1)))
    };
    for after in (LEAST_AFTER..=weeks).filter(is_look) {
        let (treated, controls) = simulated.at_week(after);
        let Ok(estimate) = estimate(simulated.case(&treated, &controls)) else { continue };
        let Some(step) = &estimate.step else { continue };
        let said = word(&estimate, Wanted { better: 1.0, smallest: estimate.sigma, most_points: 52, is_over: false }).verdict;
        found.ever_worked |= usize::from(said == Verdict::Worked);
        found.ever_worse |= usize::from(said == Verdict::Worse);
        let covered = usize::from(step.below(simulated.truth) > 0.025 && step.above(simulated.truth) > 0.025);
        if after == EARLY {
            found.covered_early = covered;
        }
        if after == weeks {
            found.covered_late = covered;
            found.verdicts[said as usize] = 1;
            found.methods[estimate.method as usize] = 1;
            found.errors = step.standard_error / estimate.sigma;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::simulated::{Figures, Start};
    use crate::sample::Dice;

    const ORDINARY: World = World::ORDINARY;

    /// Worlds that differ in everything that intervals could stumble over.
    fn worlds() -> Vec<World> {
        vec![
            ORDINARY,
            World { controls: 0, ..ORDINARY },
            World { controls: 0, autocorrelation: 0.0, ..ORDINARY },
            World { controls: 0, autocorrelation: 0.5, figures: Figures::Plain, ..ORDINARY },
            World { autocorrelation: 0.5, figures: Figures::Plain, ..ORDINARY },
            World { season: 1.0, common: 0.7, ..ORDINARY },
            World { controls: 2, common: 0.0, ..ORDINARY },
            World { figures: Figures::Count(8), ..ORDINARY },
            World { figures: Figures::Skewed, ..ORDINARY },
            World { has_stray_control: true, ..ORDINARY },
            World { effect: 1.5, ..ORDINARY },
        ]
    }

    /// `luotsi-bench effects` measures the same with as many cases as one has patience for; here 60 of each world have to do.
    #[test]
    fn intervals_hold_the_truth_as_often_as_they_say() {
        let mut dice = Dice(2026);
        let mut all = Calibration::default();
        for world in worlds() {
            all.add(&calibrate(&world, 60, Looks::Twice, &mut || dice.uniform()));
        }
        let share = |covered: usize| covered as f64 / all.cases as f64;
        assert!((0.93..=0.975).contains(&share(all.covered_early)), "after eight weeks {:.3}", share(all.covered_early));
        assert!((0.93..=0.98).contains(&share(all.covered_late)), "at the end {:.3}", share(all.covered_late));
    }

    #[test]
    fn looking_every_week_calls_at_most_one_in_twenty_that_did_nothing() {
        let mut dice = Dice(7);
        let mut all = Calibration::default();
        for world in [ORDINARY, World { controls: 0, ..ORDINARY }, World { start: Start::AfterTheWorst, ..ORDINARY }] {
            all.add(&calibrate(&world, 40, Looks::Every(2), &mut || dice.uniform()));
        }
        assert!(all.ever_worked * 20 <= all.cases, "{all:?}");
    }

    #[test]
    fn a_plain_effect_is_found() {
        let mut dice = Dice(11);
        let found = calibrate(&World { effect: 2.0, ..ORDINARY }, 60, Looks::Twice, &mut || dice.uniform());
        assert!(found.ended(Verdict::Worked) >= 54, "{found:?}");
        assert_eq!(found.ended(Verdict::Worse), 0);
    }
}
