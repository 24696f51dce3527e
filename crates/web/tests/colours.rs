//! Colours as people see them who lack one kind of cone, and as they look without colour at all.
//!
//! Simulated with the matrices of Machado, Oliveira & Fernandes (2009), *A physiologically-based model for simulation of color
//! vision deficiency*, IEEE TVCG 15:1291, severity 1.0, in linear sRGB. Differences are distances in Oklab (Ottosson 2020), where
//! 0.02 is about what is just noticed; contrast is WCAG 2.2's.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../assets/css/00-tokens.css");

/// How the eye sees, as a matrix over linear red, green and blue.
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("usual sight", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("protanopia", [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]]),
    ("deuteranopia", [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]]),
    ("tritanopia", [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]]),
];

type Colour = [f64; 3];

/// The colours of a theme by name, in linear light.
fn theme(opening: &str) -> BTreeMap<&'static str, Colour> {
    let (_, rest) = TOKENS.split_once(opening).expect("the theme's block");
    let (block, _) = rest.split_once('}').expect("the end of the block");
    let declarations = block.lines().filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')?.split_once(": #"));
    declarations.map(|(name, hex)| (name, linear(hex))).collect()
}

fn linear(hex: &str) -> Colour {
    [0, 2, 4].map(|at| {
        let part = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("six hexadecimal digits")) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn seen(colour: Colour, eye: &[[f64; 3]; 3]) -> Colour {
    eye.map(|row| row.iter().zip(colour).map(|(weight, part)| weight * part).sum::<f64>().clamp(0.0, 1.0))
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let luminance = |[red, green, blue]: Colour| 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    if one > other { one / other } else { other / one }
}

fn oklab([red, green, blue]: Colour) -> Colour {
    let cones = [
        0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue,
        0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue,
        0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue,
    ]
    .map(f64::cbrt);
    [
        [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
        [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
        [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
    ]
    .map(|row| row.iter().zip(cones).map(|(weight, cone)| weight * cone).sum())
}

fn distance(one: Colour, other: Colour) -> f64 {
    oklab(one).iter().zip(oklab(other)).map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt()
}

fn themes() -> [(&'static str, BTreeMap<&'static str, Colour>); 2] {
    [("light", theme(":root {")), ("dark", theme(":root[data-theme=\"dark\"] {"))]
}

#[test]
fn the_dark_theme_is_the_same_whether_chosen_or_taken_from_the_system() {
    assert_eq!(theme(":root:not([data-theme=\"light\"]) {"), theme(":root[data-theme=\"dark\"] {"));
}

#[test]
fn words_can_be_read_and_shapes_seen_by_every_eye() {
    for (name, colours) in themes() {
        for (eye, matrix) in &EYES {
            let colour = |token: &str| seen(colours[token], matrix);
            for ground in ["sheet", "paper", "depth"] {
                for word in ["ink", "soft", "sea", "improvement", "concern", "neutral"] {
                    let found = contrast(colour(word), colour(ground));
                    // WCAG's 4.5 : 1 is meant for colours as they are; a simulated eye gets a tenth less, and on the water only
                    // shapes stand.
                    let least = match (*eye, ground) {
                        ("usual sight", "sheet" | "paper") => 4.5,
                        (_, "sheet" | "paper") => 4.0,
                        _ => 3.0,
                    };
                    assert!(found >= least, "{name}, {eye}: {word} on {ground} has {found:.2} : 1");
                }
                let line = contrast(colour("line"), colour(ground));
                assert!(line >= 3.0, "{name}, {eye}: the line of a chart on {ground} has {line:.2} : 1");
            }
        }
    }
}

#[test]
fn better_and_worse_are_far_apart_for_every_eye() {
    for (name, colours) in themes() {
        for (eye, matrix) in &EYES {
            let apart = |one: &str, other: &str| distance(seen(colours[one], matrix), seen(colours[other], matrix));
            let found = apart("improvement", "concern");
            assert!(found >= 0.2, "{name}, {eye}: better and worse are {found:.3} apart");
            for (one, other) in [("concern", "neutral"), ("concern", "line")] {
                assert!(apart(one, other) >= 0.1, "{name}, {eye}: {one} and {other} are {:.3} apart", apart(one, other));
            }
            // Blue, violet and slate come near each other for some eyes: noticed, and told apart by shape and word.
            for (one, other) in [("improvement", "neutral"), ("improvement", "line"), ("neutral", "line")] {
                assert!(apart(one, other) >= 0.02, "{name}, {eye}: {one} and {other} are {:.3} apart", apart(one, other));
            }
        }
    }
}
