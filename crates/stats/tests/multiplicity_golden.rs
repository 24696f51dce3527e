//! Adjusted p-values against R's p.adjust.

mod shared;

use luotsi_stats::multiplicity::{benjamini_hochberg, benjamini_yekutieli, holm, weighted_benjamini_hochberg};
use proptest::prelude::*;
use serde_json::Value;
use shared::{close, golden, numbers};

#[test]
fn ten_lists_come_out_as_in_r() {
    let Some(text) = golden("p_adjust_golden.json") else { return };
    let cases: Value = serde_json::from_str(&text).unwrap();
    let cases = cases.as_array().unwrap();
    for case in cases {
        let p = numbers(&case["p"]);
        for (got, name) in [
            (benjamini_hochberg(&p).unwrap(), "bh"),
            (benjamini_yekutieli(&p).unwrap(), "by"),
            (holm(&p).unwrap(), "holm"),
            (weighted_benjamini_hochberg(&p, &vec![3.0; p.len()]).unwrap(), "bh"),
        ] {
            for (got, expected) in got.iter().zip(numbers(&case[name])) {
                assert!(close(*got, expected, 1e-12), "{} {name}: {got} for {expected}", case["id"]);
            }
        }
    }
    assert_eq!(cases.len(), 10);
}

#[test]
fn weights_move_the_errors() {
    let q = weighted_benjamini_hochberg(&[0.04, 0.04], &[1.0, 0.0]).unwrap();
    assert!(close(q[0], 0.04, 1e-12) && q[1] == 1.0);
    assert!(weighted_benjamini_hochberg(&[0.1], &[]).is_err());
    assert!(benjamini_hochberg(&[1.2]).is_err());
    assert!(holm(&[]).unwrap().is_empty());
}

proptest! {
    #[test]
    fn adjusted_values_stay_between_p_and_one_in_any_order(p in prop::collection::vec(0.0f64..=1.0, 1..60)) {
        let reversed: Vec<f64> = p.iter().rev().copied().collect();
        for adjust in [benjamini_hochberg, benjamini_yekutieli, holm] {
            let q = adjust(&p).unwrap();
            let mut back = adjust(&reversed).unwrap();
            back.reverse();
            prop_assert_eq!(&q, &back);
            prop_assert!(q.iter().zip(&p).all(|(q, p)| *q >= p - 1e-15 && *q <= 1.0));
        }
    }
}
