//! Fluent messages → typed Rust methods.
//!
//! Only what our texts use is understood: text, variables, messages inside messages, and choices by number (one, other)
//! or by word. Anything else stops the build, so that a translator's slip is seen at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};

/// Languages in the order of the enum in `i18n.rs`.
const LANGUAGES: [&str; 3] = ["fi", "sv", "en"];
/// Plural categories of these three languages for whole numbers (Unicode CLDR 48): one for 1, other for the rest.
const PLURALS: [&str; 2] = ["one", "other"];

/// What a variable is to the caller.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Argument {
    /// Text that is put in as it is.
    Text,
    /// A count that chooses the form.
    Count,
    /// A word that chooses the form.
    Choice,
}

type Messages = BTreeMap<String, Pattern<String>>;

pub(crate) fn generate(folder: &Path) -> Result<String, String> {
    let mut problems = Vec::new();
    let mut languages = Vec::new();
    for language in LANGUAGES {
        languages.push(read(&folder.join(language), &mut problems));
    }
    let keys: BTreeSet<&String> = languages.iter().flat_map(BTreeMap::keys).collect();
    let mut code = String::from("impl Text {\n");
    let mut lookup = String::new();
    for key in keys {
        let mut arguments: Option<BTreeMap<String, Argument>> = None;
        for (language, messages) in LANGUAGES.iter().zip(&languages) {
            let Some(pattern) = messages.get(key) else {
                problems.push(format!("locales/{language}: “{key}” is missing; the other languages have it"));
                continue;
            };
            let mut found = BTreeMap::new();
            if let Err(message) = collect(pattern, messages, &mut found) {
                problems.push(format!("locales/{language}: “{key}”: {message}"));
            }
            match &mut arguments {
                None => arguments = Some(found),
                Some(known) => {
                    let names: Vec<_> = known.keys().collect();
                    if names != found.keys().collect::<Vec<_>>() {
                        problems.push(format!(
                            "locales/{language}: “{key}” uses {:?} but {} uses {names:?}",
                            found.keys().collect::<Vec<_>>(),
                            LANGUAGES[0]
                        ));
                    }
                    for (name, kind) in found {
                        known.entry(name).and_modify(|before| *before = (*before).max(kind));
                    }
                }
            }
        }
        let arguments = arguments.unwrap_or_default();
        if problems.is_empty() {
            write_method(&mut code, key, &arguments, &languages).map_err(|error| error.to_string())?;
            if arguments.is_empty() {
                writeln!(lookup, "            {key:?} => self.{}(),", key.replace('-', "_")).map_err(|error| error.to_string())?;
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    write!(code, "\n    /// The text of a key without arguments that is only known at run time, such as the reason code of a refused row.\n    pub fn named(self, key: &str) -> Option<&'static str> {{\n        Some(match key {{\n{lookup}            _ => return None,\n        }})\n    }}\n}}\n")
        .map_err(|error| error.to_string())?;
    Ok(code)
}

fn read(folder: &Path, problems: &mut Vec<String>) -> Messages {
    let mut messages = Messages::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "ftl"))
        .collect();
    files.sort();
    for path in files {
        let source = match std::fs::read_to_string(&path) {
            Ok(source) => source,
            Err(error) => {
                problems.push(format!("{}: {error}", path.display()));
                continue;
            }
        };
        let resource = match fluent_syntax::parser::parse(source) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                problems.extend(errors.iter().map(|error| format!("{}: {error} at byte {}", path.display(), error.pos.start)));
                resource
            }
        };
        for entry in resource.body {
            match entry {
                Entry::Message(message) => {
                    let Some(value) = message.value else {
                        problems.push(format!("{}: “{}” has no text", path.display(), message.id.name));
                        continue;
                    };
                    if messages.insert(message.id.name.clone(), value).is_some() {
                        problems.push(format!("{}: “{}” stands twice", path.display(), message.id.name));
                    }
                }
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
                Entry::Term(_) | Entry::Junk { .. } => {
                    problems.push(format!("{}: only messages and comments are understood", path.display()))
                }
            }
        }
    }
    messages
}

fn collect(pattern: &Pattern<String>, messages: &Messages, found: &mut BTreeMap<String, Argument>) -> Result<(), String> {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => collect_inline(inline, messages, found)?,
            Expression::Select { selector, variants } => {
                let InlineExpression::VariableReference { id } = selector else {
                    return Err("a choice must be made by a variable".to_owned());
                };
                let is_plural = variants.iter().all(|variant| match &variant.key {
                    VariantKey::Identifier { name } => PLURALS.contains(&name.as_str()),
                    VariantKey::NumberLiteral { .. } => true,
                });
                let kind = if is_plural { Argument::Count } else { Argument::Choice };
                found.entry(id.name.clone()).and_modify(|before| *before = (*before).max(kind)).or_insert(kind);
                for variant in variants {
                    collect(&variant.value, messages, found)?;
                }
            }
        }
    }
    Ok(())
}

fn collect_inline(inline: &InlineExpression<String>, messages: &Messages, found: &mut BTreeMap<String, Argument>) -> Result<(), String> {
    match inline {
        InlineExpression::StringLiteral { .. } => Ok(()),
        InlineExpression::VariableReference { id } => {
            found.entry(id.name.clone()).or_insert(Argument::Text);
            Ok(())
        }
        InlineExpression::MessageReference { id, attribute: None } => match messages.get(&id.name) {
            Some(pattern) => collect(pattern, messages, found),
            None => Err(format!("there is no message “{}”", id.name)),
        },
        _ => Err("only variables, quoted text and messages may stand in braces".to_owned()),
    }
}

fn write_method(
    code: &mut String,
    key: &str,
    arguments: &BTreeMap<String, Argument>,
    languages: &[Messages],
) -> Result<(), std::fmt::Error> {
    let name = key.replace('-', "_");
    let english = languages.last().and_then(|messages| messages.get(key)).map(plain).unwrap_or_default();
    writeln!(code, "    /// “{}”", english.replace('\n', " "))?;
    if arguments.len() > 7 {
        writeln!(code, "    #[allow(clippy::too_many_arguments)]")?;
    }
    let parameters: String = arguments
        .iter()
        .map(|(name, kind)| format!(", {}: {}", name.replace('-', "_"), if *kind == Argument::Count { "u64" } else { "&str" }))
        .collect();
    if arguments.is_empty() {
        writeln!(code, "    pub fn {name}(self) -> &'static str {{\n        match self.language {{")?;
    } else {
        writeln!(
            code,
            "    pub fn {name}(self{parameters}) -> String {{\n        let mut out = String::new();\n        match self.language {{"
        )?;
    }
    for (variant, messages) in ["Fi", "Sv", "En"].iter().zip(languages) {
        let Some(pattern) = messages.get(key) else { continue };
        if arguments.is_empty() {
            writeln!(code, "            Language::{variant} => {:?},", fixed(pattern, messages))?;
        } else {
            writeln!(code, "            Language::{variant} => {{")?;
            write_pattern(code, pattern, messages, arguments)?;
            writeln!(code, "            }}")?;
        }
    }
    writeln!(code, "        }}{}\n    }}\n", if arguments.is_empty() { "" } else { "\n        out" })
}

/// The text of a message without arguments.
fn fixed(pattern: &Pattern<String>, messages: &Messages) -> String {
    let mut out = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => out.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } => {
                out.push_str(&fluent_syntax::unicode::unescape_unicode_to_string(value))
            }
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::MessageReference { id, .. }) } => {
                if let Some(inner) = messages.get(&id.name) {
                    out.push_str(&fixed(inner, messages));
                }
            }
            PatternElement::Placeable { .. } => {}
        }
    }
    out
}

fn write_pattern(
    code: &mut String,
    pattern: &Pattern<String>,
    messages: &Messages,
    arguments: &BTreeMap<String, Argument>,
) -> Result<(), std::fmt::Error> {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => write_text(code, value)?,
            PatternElement::Placeable { expression: Expression::Inline(inline) } => match inline {
                InlineExpression::StringLiteral { value } => write_text(code, &fluent_syntax::unicode::unescape_unicode_to_string(value))?,
                InlineExpression::VariableReference { id } => {
                    let name = id.name.replace('-', "_");
                    if arguments.get(&id.name) == Some(&Argument::Count) {
                        writeln!(code, "                out.push_str(&crate::format::count(self.language, {name}));")?;
                    } else {
                        writeln!(code, "                out.push_str({name});")?;
                    }
                }
                InlineExpression::MessageReference { id, .. } => {
                    if let Some(inner) = messages.get(&id.name) {
                        write_pattern(code, inner, messages, arguments)?;
                    }
                }
                _ => {}
            },
            PatternElement::Placeable {
                expression: Expression::Select { selector: InlineExpression::VariableReference { id }, variants },
            } => {
                let name = id.name.replace('-', "_");
                let is_count = arguments.get(&id.name) == Some(&Argument::Count);
                writeln!(code, "                match {name} {{")?;
                // Fluent takes the exact number before the plural form, and the default last.
                let rank =
                    |variant: &fluent_syntax::ast::Variant<String>| (variant.default, matches!(variant.key, VariantKey::Identifier { .. }));
                let mut ordered: Vec<_> = variants.iter().collect();
                ordered.sort_by_key(|variant| rank(variant));
                for variant in ordered {
                    let key = match &variant.key {
                        _ if variant.default => "_".to_owned(),
                        VariantKey::NumberLiteral { value } => value.clone(),
                        VariantKey::Identifier { name } if is_count => {
                            if name == "one" {
                                "1".to_owned()
                            } else {
                                continue;
                            }
                        }
                        VariantKey::Identifier { name } => format!("{name:?}"),
                    };
                    writeln!(code, "                {key} => {{")?;
                    write_pattern(code, &variant.value, messages, arguments)?;
                    writeln!(code, "                }}")?;
                }
                writeln!(code, "                }}")?;
            }
            PatternElement::Placeable { .. } => {}
        }
    }
    Ok(())
}

fn write_text(code: &mut String, text: &str) -> Result<(), std::fmt::Error> {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(only), None) => writeln!(code, "                out.push({only:?});"),
        _ => writeln!(code, "                out.push_str({text:?});"),
    }
}

/// The message as its author wrote it, roughly, for the method's documentation.
fn plain(pattern: &Pattern<String>) -> String {
    let mut out = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => out.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
                out.push('`');
                out.push_str(&id.name);
                out.push('`');
            }
            PatternElement::Placeable { .. } => out.push('…'),
        }
    }
    out.replace(['[', ']', '<', '>'], "")
}
