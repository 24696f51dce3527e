//! The desk at which questions are answered: the facts of one version, registered with the query engine and kept warm.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::{Column, DFSchema, DataFusionError, SchemaError};
use datafusion::datasource::empty::EmptyTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::execution::context::{SessionConfig, SessionContext};
use datafusion::logical_expr::{Expr, ExprSchemable, col, lit};
use datafusion::prelude::DataFrame;
use jiff::tz::TimeZone;
use luotsi_core::ask::AskError;
use luotsi_core::catalogue::{DefinitionFault, Metric};
use luotsi_core::facts;
use luotsi_core::records::{Kind, Value};
use luotsi_core::scope::Scope;
use luotsi_core::settings::Settings;

use crate::columns::arrow_type;
use crate::facts::texts::text_type;
use crate::facts::{Facts, day_column, fact_type, time_column};
use crate::sessions::Sessions;

/// Rows that the engine hands on at a time: large enough that the steps between kernels do not count.
const ENGINE_BATCH_ROWS: usize = 32 * 1024;

/// Everything needed to answer questions about one version.
pub(crate) struct Desk {
    pub(crate) version: String,
    pub(crate) facts: BTreeMap<Kind, Facts>,
    pub(crate) settings: Settings,
    pub(crate) zone: TimeZone,
    context: SessionContext,
    schemas: BTreeMap<Kind, Arc<DFSchema>>,
}

impl Desk {
    pub(crate) async fn set(version: String, facts: BTreeMap<Kind, Facts>, settings: Settings, sessions: &Sessions) -> Result<Self> {
        let zone = settings.time_zone()?;
        let mut config = SessionConfig::new()
            .with_batch_size(ENGINE_BATCH_ROWS)
            .with_target_partitions(std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
            .with_collect_statistics(false);
        // Names in definitions are written as they are: `Alue` is not `alue`.
        config.options_mut().sql_parser.enable_ident_normalization = false;
        config.options_mut().execution.parquet.schema_force_view_types = false;
        let context = sessions(config)?;
        let mut schemas = BTreeMap::new();
        for kind in Kind::ALL {
            let schema = schema(kind, facts.get(&kind));
            match facts.get(&kind).filter(|facts| !facts.sheet.files.is_empty()) {
                Some(facts) => register(&context, kind, &schema, &facts.paths())?,
                None => {
                    context.register_table(kind.name(), Arc::new(EmptyTable::new(schema.clone())))?;
                }
            }
            schemas.insert(kind, Arc::new(DFSchema::try_from(schema.as_ref().clone())?));
        }
        Ok(Self { version, facts, settings, zone, context, schemas })
    }

    pub(crate) async fn table(&self, kind: Kind) -> Result<DataFrame> {
        Ok(self.context.table(kind.name()).await?)
    }

    pub(crate) fn schema(&self, kind: Kind) -> Result<&DFSchema> {
        self.schemas.get(&kind).map(AsRef::as_ref).ok_or_else(|| anyhow!("the table {} is not registered", kind.name()))
    }

    /// An expression of a metric, checked against the table: `wanted` is what it has to give.
    pub(crate) fn expression(&self, metric: &Metric, written: &Written<'_>) -> Result<Expr, AskError> {
        let wrong = |fault: DefinitionFault| AskError::Definition { metric: metric.id.clone(), field: written.field.to_owned(), fault };
        let text = metric.expression(written.text, &self.settings).map_err(wrong)?;
        let schema = self.schema(written.kind).map_err(engine_error)?;
        let parsed = self.context.parse_sql_expr(&text, schema).map_err(|error| wrong(explain(&error, schema, written.kind)))?;
        if let Some(unknown) = parsed.column_refs().into_iter().find(|column| !schema.has_column(column)) {
            return Err(wrong(no_column(unknown, schema, written.kind)));
        }
        let found = parsed.get_type(schema).map_err(|error| wrong(explain(&error, schema, written.kind)))?;
        let wants = match written.gives {
            Gives::Truth => DataType::Boolean,
            Gives::Number => DataType::Float64,
            Gives::Anything => return Ok(parsed),
        };
        let fits = match written.gives {
            Gives::Truth => matches!(found, DataType::Boolean | DataType::Null),
            _ => found.is_numeric() || matches!(found, DataType::Boolean | DataType::Null),
        };
        if !fits {
            let found = found.to_string();
            let is_truth = written.gives == Gives::Truth;
            return Err(wrong(if is_truth {
                DefinitionFault::NotYesOrNo { text, found }
            } else {
                DefinitionFault::NotANumber { text, found }
            }));
        }
        if found == wants {
            Ok(parsed)
        } else {
            parsed.cast_to(&wants, schema).map_err(|error| wrong(DefinitionFault::Expression(error.to_string())))
        }
    }

    /// An expression of the program's own.
    pub(crate) fn parsed(&self, kind: Kind, text: &str) -> Result<Expr> {
        let schema = self.schema(kind)?;
        self.context.parse_sql_expr(text, schema).with_context(|| format!("“{text}” is no expression over {}", kind.name()))
    }

    /// The filter of a scope, or why it cannot be one. Values are literals of the plan, never text of a query.
    pub(crate) fn filter(&self, kind: Kind, scope: &Scope) -> Option<Expr> {
        scope
            .iter()
            .map(|(dimension, values)| column(dimension).in_list(values.iter().map(|value| text_literal(value)).collect(), false))
            .reduce(Expr::and)
            .filter(|_| scope.iter().all(|(dimension, _)| self.is_dimension(kind, dimension)))
    }

    /// May records of the kind be cut by it?
    pub(crate) fn is_dimension(&self, kind: Kind, name: &str) -> bool {
        !kind.is_personal(name)
            && !name.starts_with('_')
            && self.schema(kind).is_ok_and(|schema| {
                schema.field_with_unqualified_name(name).is_ok_and(|field| matches!(field.data_type(), DataType::Dictionary(..)))
            })
    }

    /// Dimensions of a kind.
    pub(crate) fn dimensions(&self, kind: Kind) -> Vec<String> {
        let Ok(schema) = self.schema(kind) else { return Vec::new() };
        schema.fields().iter().map(|field| field.name().clone()).filter(|name| self.is_dimension(kind, name)).collect()
    }

    /// First and last day of a column, when it has any.
    pub(crate) fn day_range(&self, kind: Kind, day_column: &str) -> Option<(i32, i32)> {
        let (first, last) = *self.facts.get(&kind)?.sheet.ranges.get(day_column)?;
        Some((i32::try_from(first).ok()?, i32::try_from(last).ok()?))
    }

    /// Rows of a kind.
    pub(crate) fn rows(&self, kind: Kind) -> u64 {
        self.facts.get(&kind).map_or(0, |facts| facts.sheet.rows)
    }
}

/// An expression as it stands in a definition.
pub(crate) struct Written<'a> {
    pub(crate) field: &'a str,
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    pub(crate) gives: Gives,
}

/// What an expression has to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gives {
    Truth,
    Number,
    Anything,
}

/// The engine's own failure.
pub(crate) fn engine_error(error: impl Into<anyhow::Error>) -> AskError {
    AskError::Engine(format!("{:#}", error.into()))
}

/// A column by its name as it is written.
pub(crate) fn column(name: &str) -> Expr {
    col(Column::new_unqualified(name))
}

fn text_literal(value: &str) -> Expr {
    lit(datafusion::common::ScalarValue::Dictionary(
        Box::new(DataType::Int32),
        Box::new(datafusion::common::ScalarValue::Utf8(Some(value.to_owned()))),
    ))
}

fn explain(error: &DataFusionError, schema: &DFSchema, kind: Kind) -> DefinitionFault {
    match error.find_root() {
        DataFusionError::SchemaError(schema_error, _) => match schema_error.as_ref() {
            SchemaError::FieldNotFound { field, .. } => no_column(field, schema, kind),
            other => DefinitionFault::Expression(other.to_string()),
        },
        other => {
            let text = other.strip_backtrace();
            DefinitionFault::Expression(text.lines().next().unwrap_or_default().to_owned())
        }
    }
}

fn no_column(column: &Column, schema: &DFSchema, kind: Kind) -> DefinitionFault {
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).filter(|name| !name.starts_with('_')).collect();
    let nearest = luotsi_core::settings::nearest(&column.name, names.iter().copied());
    DefinitionFault::NoColumn { column: column.name.clone(), kind, nearest }
}

/// All columns that expressions about a kind may use, filled or not: canonical columns, facts, dimensions, days.
fn schema(kind: Kind, facts: Option<&Facts>) -> SchemaRef {
    let mut fields: Vec<Field> = Vec::new();
    let mut add = |name: &str, data_type: DataType| {
        if !fields.iter().any(|field| field.name() == name) {
            fields.push(Field::new(name, data_type, true));
        }
    };
    for column in kind.columns() {
        add(column.name, fact_type(kind, column.name));
    }
    for fact in facts::of(kind) {
        let data_type = match fact.value {
            Value::Dimension | Value::Id | Value::Choice(_) => text_type(),
            value => arrow_type(value),
        };
        add(fact.name, data_type);
    }
    for column in kind.columns() {
        if let Some(days) = day_column(kind, column.name) {
            add(&days, DataType::Date32);
        }
    }
    if let Some(facts) = facts {
        for field in facts.sheet.schema().fields() {
            add(field.name(), field.data_type().clone());
        }
    }
    Arc::new(Schema::new(fields))
}

fn register(context: &SessionContext, kind: Kind, schema: &SchemaRef, files: &[std::path::PathBuf]) -> Result<()> {
    let urls: Vec<ListingTableUrl> = files.iter().map(|file| url(file)).collect::<Result<_>>()?;
    let day = day_column(kind, time_column(kind)).unwrap_or_default();
    let format = ParquetFormat::new().with_enable_pruning(true).with_skip_metadata(true);
    let options = ListingOptions::new(Arc::new(format)).with_file_extension(".parquet");
    tracing::debug!(kind = kind.name(), files = files.len(), day, "facts registered");
    let config = ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options).with_schema(schema.clone());
    context.register_table(kind.name(), Arc::new(ListingTable::try_new(config)?))?;
    Ok(())
}

fn url(file: &Path) -> Result<ListingTableUrl> {
    let absolute = file.canonicalize().with_context(|| format!("{} is gone", file.display()))?;
    let text = url::Url::from_file_path(&absolute).map_err(|()| anyhow!("{} is no path", absolute.display()))?;
    Ok(ListingTableUrl::parse(text)?)
}
