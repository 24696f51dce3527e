//! Erlang formulas against the golden table and against the chain of states.

use luotsi_stats::queue::{Demand, Promise, erlang_a, erlang_b, erlang_c, required_agents, scheduled};
use proptest::prelude::*;

const CALLS: Demand = Demand { contacts: 100.0, period_s: 1800.0, handle_s: 240.0 };

#[test]
fn trap_18_the_golden_table_of_erlang_c_comes_out() {
    for (agents, waiting, level, wait_s, occupancy) in [
        (14, 0.8032, 0.2402, 289.16, 0.9524),
        (15, 0.5656, 0.5078, 81.44, 0.8889),
        (16, 0.3872, 0.6900, 34.85, 0.8333),
        (17, 0.2573, 0.8104, 16.84, 0.7843),
        (18, 0.1657, 0.8877, 8.52, 0.7407),
        (20, 0.0623, 0.9642, 2.24, 0.6667),
    ] {
        let team = erlang_c(CALLS, agents).unwrap();
        let got = [team.waiting_share, team.service_level(20.0), team.occupancy];
        for (got, expected) in got.iter().zip([waiting, level, occupancy]) {
            assert!((got - expected).abs() <= 5.1e-5, "{agents} agents: {got} for {expected}");
        }
        assert!((team.wait_s_mean.unwrap() - wait_s).abs() <= 5.1e-3, "{agents} agents: {team:?}");
    }
    let promise = |share| Promise { share, within_s: 20.0, occupancy_most: None };
    assert_eq!(required_agents(CALLS, promise(0.8)).unwrap(), 17);
    assert_eq!(required_agents(CALLS, promise(0.9)).unwrap(), 19);
    assert_eq!(required_agents(CALLS, Promise { occupancy_most: Some(0.7), ..promise(0.8) }).unwrap(), 20);
    assert!((scheduled(20.0, 0.30).unwrap() - 28.571428571428573).abs() < 1e-12);
}

#[test]
fn too_few_agents_never_catch_up() {
    let team = erlang_c(CALLS, 13).unwrap();
    assert_eq!((team.waiting_share, team.wait_s_mean, team.service_level(1e9)), (1.0, None, 0.0));
    // Erlang (1917): two lines, one erlang: 1/5 blocked.
    assert!((erlang_b(1.0, 2).unwrap() - 0.2).abs() < 1e-15);
}

/// Erlang A from the chain of states: π(n) ∝ Π λ/(min(n, N)μ + (n − N)⁺θ).
fn by_states(demand: Demand, agents: usize, patience_s: f64) -> (f64, f64) {
    let arrivals = demand.contacts / demand.period_s;
    let (mut weight, mut total, mut waiting, mut queue) = (1.0f64, 0.0, 0.0, 0.0);
    for state in 0..20_000usize {
        if state > 0 {
            weight *= arrivals / (state.min(agents) as f64 / demand.handle_s + state.saturating_sub(agents) as f64 / patience_s);
        }
        total += weight;
        if state >= agents {
            waiting += weight;
            queue += weight * (state - agents) as f64;
        }
        if total > 1e250 {
            weight /= 1e250;
            total /= 1e250;
            waiting /= 1e250;
            queue /= 1e250;
        }
    }
    (waiting / total, queue / total / patience_s / arrivals)
}

#[test]
fn patience_agrees_with_the_chain_of_states() {
    for (agents, patience_s) in [(5, 60.0), (13, 180.0), (14, 30.0), (15, 600.0), (20, 180.0), (13, 5000.0)] {
        let team = erlang_a(CALLS, agents, patience_s, 20.0).unwrap();
        let (waiting, abandoned) = by_states(CALLS, agents as usize, patience_s);
        assert!((team.waiting_share - waiting).abs() < 1e-8, "{agents} {patience_s}: {team:?} {waiting}");
        assert!((team.abandoned_share - abandoned).abs() < 1e-8, "{agents} {patience_s}: {team:?} {abandoned}");
    }
    // Endless patience is Erlang C.
    let patient = erlang_a(CALLS, 17, 1e9, 20.0).unwrap();
    assert!((patient.service_level - erlang_c(CALLS, 17).unwrap().service_level(20.0)).abs() < 1e-6);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn shares_stay_shares_and_more_people_help(contacts in 0.0f64..3000.0, handle_s in 1.0f64..2000.0, agents in 1u32..150, patience_s in 1.0f64..5000.0, within_s in 0.0f64..600.0) {
        let demand = Demand { contacts, period_s: 1800.0, handle_s };
        let one = erlang_a(demand, agents, patience_s, within_s).unwrap();
        let more = erlang_a(demand, agents + 1, patience_s, within_s).unwrap();
        for share in [one.waiting_share, one.abandoned_share, one.occupancy, one.service_level] { prop_assert!((0.0..=1.0).contains(&share)); }
        prop_assert!(more.service_level >= one.service_level - 1e-6);
        let (one, more) = (erlang_c(demand, agents).unwrap(), erlang_c(demand, agents + 1).unwrap());
        prop_assert!(more.service_level(within_s) >= one.service_level(within_s) - 1e-12);
    }

    #[test]
    fn nothing_panics(contacts in any::<f64>(), period_s in any::<f64>(), handle_s in any::<f64>(), agents in 0u32..500, x in any::<f64>()) {
        let demand = Demand { contacts, period_s, handle_s };
        let _ = erlang_c(demand, agents);
        let _ = required_agents(demand, Promise { share: 0.8, within_s: x, occupancy_most: Some(x) });
    }
}
