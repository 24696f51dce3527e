//! Trains `data/language.bin`, the tables of the `language` module, and prints how well they do on held-back texts.
//!
//! `cargo run --release -p luotsi-text --example train_language -- ../shared/data/language [--without-massive]`
//!
//! Training texts: XED (fi, sv, en) and the MASSIVE texts with an even id, both CC BY 4.0. Held back: MASSIVE with an odd id
//! (the same id is the same request in all three languages, so no translation leaks), and all of SIB-200 and Tatoeba. `--without-massive` leaves MASSIVE out of training, prints the figures and writes nothing: it
//! shows how the model does on a kind of text that it never saw.
//!
//! Method: multinomial logistic regression over hashed character n-grams (L2-normalised counts), AdaGrad (Duchi, Hazan and
//! Singer 2011), fixed order of texts, one thread, weights rounded to eight bits. Running it twice writes the same bytes.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use luotsi_text::language::{Features, LONGEST_GRAM, Language, USUAL_BITS, WEIGHTS, identify, usual_bit};

const EPOCHS: usize = 8;
const RATE: f32 = 0.5;
/// An n-gram is usual in a language when so many training texts hold it.
const FEWEST_TEXTS: u16 = 2;

struct Text {
    language: usize,
    text: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("say in which folder the language data are")?);
    let is_without_massive = arguments.next().as_deref() == Some("--without-massive");

    let massive = massive(&folder)?;
    let (massive_train, massive_test): (Vec<_>, Vec<_>) = massive.into_iter().partition(|(id, _)| id % 2 == 0);
    let mut train = xed(&folder)?;
    if !is_without_massive {
        train.extend(massive_train.into_iter().map(|(_, text)| text));
    }
    let mut pieces = pieces(&train);
    train.append(&mut pieces);

    let model = Model::trained_on(&train);
    let held_back = [
        ("MASSIVE, odd ids", massive_test.into_iter().map(|(_, text)| text).collect()),
        ("SIB-200", sib(&folder)?),
        ("Tatoeba", tatoeba(&folder)?),
    ];
    println!("trained on {} texts and pieces; the three languages only, nothing abstained:", train.len());
    for (name, texts) in &held_back {
        report(name, texts, |text| Some(model.best(text)));
    }
    if !is_without_massive {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/language.bin");
        let bytes = model.to_bytes(&train);
        let is_current = fs::read(&target)? == bytes;
        fs::write(&target, &bytes)?;
        println!("{} bytes written{}", bytes.len(), if is_current { ", the same as compiled in" } else { "; build again to use them" });
        if is_current {
            println!("as compiled in, unknown counts as wrong:");
            for (name, texts) in &held_back {
                report(name, texts, |text| identify(text).language.map(|language| language as usize));
            }
        }
    }
    Ok(())
}

fn report(name: &str, texts: &[Text], identify: impl Fn(&str) -> Option<usize>) {
    let mut right = [0_usize; 3];
    let mut all = [0_usize; 3];
    let mut unknown = 0;
    for text in texts {
        let guess = identify(&text.text);
        all[text.language] += 1;
        right[text.language] += usize::from(guess == Some(text.language));
        unknown += usize::from(guess.is_none());
    }
    let share = |language: usize| right[language] as f64 / all[language].max(1) as f64;
    println!(
        "  {name:20} n {:6}  accuracy {:.4}  fi {:.4}  sv {:.4}  en {:.4}  unknown {:.4}",
        texts.len(),
        right.iter().sum::<usize>() as f64 / texts.len().max(1) as f64,
        share(0),
        share(1),
        share(2),
        unknown as f64 / texts.len().max(1) as f64
    );
}

struct Model {
    weights: Vec<[f32; 3]>,
}

impl Model {
    fn trained_on(train: &[Text]) -> Self {
        let mut weights = vec![[0_f32; 3]; WEIGHTS];
        let mut squares = vec![[1e-4_f32; 3]; WEIGHTS];
        let mut texts_of = [0_f32; 3];
        train.iter().for_each(|text| texts_of[text.language] += 1.0);
        let vectors: Vec<Vec<(usize, f32)>> = train.iter().map(|text| vector(&text.text)).collect();
        for epoch in 0..EPOCHS {
            // A stride that shares no factor with the number of texts visits each text once, the languages mixed.
            let mut at = epoch;
            for _ in 0..train.len() {
                at = (at + STRIDE) % train.len();
                let vector = &vectors[at];
                let language = train[at].language;
                let balance = train.len() as f32 / (3.0 * texts_of[language]);
                let probabilities = softmax(scores(&weights, vector));
                for (class, probability) in probabilities.into_iter().enumerate() {
                    let error = (probability - if class == language { 1.0 } else { 0.0 }) * balance;
                    for (index, value) in vector {
                        let gradient = error * value + 1e-7 * weights[*index][class];
                        squares[*index][class] += gradient * gradient;
                        weights[*index][class] -= RATE * gradient / squares[*index][class].sqrt();
                    }
                }
            }
        }
        Self { weights }
    }

    fn best(&self, text: &str) -> usize {
        let scores = scores(&self.weights, &vector(text));
        (0..3).fold(0, |best, class| if scores[class] > scores[best] { class } else { best })
    }

    fn to_bytes(&self, train: &[Text]) -> Vec<u8> {
        // The few largest weights are cut so that the others keep their precision.
        let mut sizes: Vec<f32> = self.weights.iter().flatten().map(|weight| weight.abs()).collect();
        sizes.sort_by(f32::total_cmp);
        let scale = sizes[sizes.len() - 1 - sizes.len() / 1_000] / 127.0;
        let mut bytes = scale.to_le_bytes().to_vec();
        bytes.extend(self.weights.iter().flatten().map(|weight| (weight / scale).round().clamp(-127.0, 127.0) as i8 as u8));
        bytes.extend(usual(train));
        bytes
    }
}

/// A prime larger than any number of texts here, so that it shares no factor with it.
const STRIDE: usize = 1_000_003;

fn scores(weights: &[[f32; 3]], vector: &[(usize, f32)]) -> [f32; 3] {
    let mut scores = [0.0; 3];
    for (index, value) in vector {
        for (score, weight) in scores.iter_mut().zip(weights[*index]) {
            *score += weight * value;
        }
    }
    scores
}

fn softmax(scores: [f32; 3]) -> [f32; 3] {
    let most = scores.into_iter().fold(f32::MIN, f32::max);
    let powers = scores.map(|score| (score - most).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

/// Counts of n-grams divided by the root of their number, as `identify` weighs them.
fn vector(text: &str) -> Vec<(usize, f32)> {
    let mut indices = Vec::new();
    Features::of(text).for_each(|gram| {
        if gram.length < LONGEST_GRAM {
            indices.push(gram.hash as usize % WEIGHTS);
        }
    });
    let unit = 1.0 / (indices.len() as f32).sqrt();
    indices.sort_unstable();
    indices.chunk_by(|one, other| one == other).map(|same| (same[0], same.len() as f32 * unit)).collect()
}

/// Bits of the n-grams of full length that enough texts of a language hold.
fn usual(train: &[Text]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for language in 0..3 {
        let mut counts = vec![0_u16; USUAL_BITS];
        for text in train.iter().filter(|text| text.language == language) {
            Features::of(&text.text).for_each(|gram| {
                if gram.length == LONGEST_GRAM {
                    let count = &mut counts[usual_bit(gram.hash)];
                    *count = count.saturating_add(1);
                }
            });
        }
        bytes.extend(
            counts
                .chunks(8)
                .map(|eight| eight.iter().enumerate().fold(0_u8, |byte, (bit, count)| byte | u8::from(*count >= FEWEST_TEXTS) << bit)),
        );
        let share = counts.iter().filter(|count| **count >= FEWEST_TEXTS).count() as f64 / USUAL_BITS as f64;
        println!("usual n-grams of {}: {share:.3} of the bits", Language::ALL[language]);
    }
    bytes
}

/// One to three words from each text: comments are often that short.
fn pieces(train: &[Text]) -> Vec<Text> {
    train
        .iter()
        .enumerate()
        .filter_map(|(index, text)| {
            let words: Vec<&str> = text.text.split_whitespace().collect();
            let length = 1 + index % 3;
            if words.len() <= length {
                return None;
            }
            let start = index.wrapping_mul(7_919) % (words.len() - length);
            Some(Text { language: text.language, text: words[start..start + length].join(" ") })
        })
        .collect()
}

fn read(file: &Path) -> Result<String, Box<dyn Error>> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// `id, partition, scenario, intent, en, fi, sv` with a heading.
fn massive(folder: &Path) -> Result<Vec<(u64, Text)>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for line in read(&folder.join("massive-en-fi-sv.tsv"))?.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, _, _, _, english, finnish, swedish] = fields[..] else {
            continue;
        };
        for (language, text) in [finnish, swedish, english].into_iter().enumerate() {
            texts.push((id.parse()?, Text { language, text: text.to_owned() }));
        }
    }
    Ok(texts)
}

/// Annotated sentences (`text, emotions`) and neutral ones (`number, text, …`).
fn xed(folder: &Path) -> Result<Vec<Text>, Box<dyn Error>> {
    let files =
        [("fi-annotated.tsv", 0, 0), ("sv-projections.tsv", 1, 0), ("en-annotated.tsv", 2, 0), ("neu_fi.txt", 0, 1), ("neu_en.txt", 2, 1)];
    let mut texts = Vec::new();
    for (file, language, column) in files {
        let lines = read(&folder.join("xed").join(file))?;
        let fields = lines.lines().filter_map(|line| line.split('\t').nth(column));
        texts.extend(fields.map(|text| Text { language, text: text.to_owned() }));
    }
    Ok(texts)
}

/// `index, topic, text` with a heading.
fn sib(folder: &Path) -> Result<Vec<Text>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for (language, name) in ["fin_Latn", "swe_Latn", "eng_Latn"].into_iter().enumerate() {
        for part in ["train.tsv", "dev.tsv", "test.tsv"] {
            let lines = read(&folder.join("sib200").join(name).join(part))?;
            let fields = lines.lines().skip(1).filter_map(|line| line.split('\t').nth(2));
            texts.extend(fields.map(|text| Text { language, text: text.to_owned() }));
        }
    }
    Ok(texts)
}

fn tatoeba(folder: &Path) -> Result<Vec<Text>, Box<dyn Error>> {
    let files = [("tatoeba.fin-eng.fin", 0), ("tatoeba.swe-eng.swe", 1), ("tatoeba.fin-eng.eng", 2), ("tatoeba.swe-eng.eng", 2)];
    let mut texts = Vec::new();
    for (file, language) in files {
        texts.extend(read(&folder.join("tatoeba").join(file))?.lines().map(|text| Text { language, text: text.to_owned() }));
    }
    Ok(texts)
}
