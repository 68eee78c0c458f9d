//! Where settings come from: a flag, else the environment, else a TOML file, else their defaults.

use super::PREFIX;
use super::table::{Known, SETTINGS};
use anyhow::{Context, Result, bail};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The file that is read when none is named.
const FILE: &str = "kulturhub.toml";
const CONFIG: &str = "config";
/// Names with our prefix that are no settings of the hub: they are for its build and its tests.
const NOT_OURS: [&str; 4] = ["KULTURHUB_WEB", "KULTURHUB_BIN", "KULTURHUB_TEST_POSTGRES", "KULTURHUB_CONFIG"];

/// The settings that are given by flag, by their names.
#[derive(Default)]
pub struct Flags {
    given: HashMap<&'static str, String>,
    config: Option<PathBuf>,
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        let command = SETTINGS.iter().fold(command, |command, known| command.arg(argument(known)));
        let config = Arg::new(CONFIG).long(CONFIG).global(true).value_name("FILE");
        command.arg(config.help(format!("TOML file with settings [default: {FILE}, where there is one]")))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        let given = SETTINGS.iter().filter_map(|known| Some((known.name, text(known.name)?)));
        Ok(Self { given: given.collect(), config: text(CONFIG).map(PathBuf::from) })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn argument(known: &Known) -> Arg {
    let help = match known.default {
        "" => format!("{}.", known.help),
        default => format!("{} [default: {default}].", known.help),
    };
    Arg::new(known.name).long(known.flag()).global(true).value_name(known.value).help(help)
}

/// All sources, and what was taken from them.
pub struct Sources {
    flags: HashMap<&'static str, String>,
    file: HashMap<String, String>,
    taken: Vec<Taken>,
}

/// A setting as it was given, and by what.
#[derive(Debug, Clone)]
pub struct Taken {
    pub name: &'static str,
    pub text: String,
    pub source: &'static str,
}

impl Sources {
    /// Reads them. One that names what is no setting stops the start.
    pub fn read(flags: Flags) -> Result<Self> {
        refuse_unknown(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()))?;
        let config = flags.config.or_else(|| std::env::var_os("KULTURHUB_CONFIG").map(PathBuf::from));
        Ok(Self { flags: flags.given, file: read_file(config.as_deref())?, taken: Vec::new() })
    }

    /// The value of a setting.
    pub fn pick<T: FromStr>(&mut self, name: &'static str) -> Result<T>
    where
        T::Err: fmt::Display,
    {
        let known = SETTINGS.iter().find(|known| known.name == name);
        let known = known.with_context(|| format!("{name} is in no table"))?;
        self.pick_or(known, known.default)
    }

    /// The same, where the default is not known beforehand.
    pub fn pick_with<T: FromStr>(&mut self, name: &'static str, default: &str) -> Result<T>
    where
        T::Err: fmt::Display,
    {
        let known = SETTINGS.iter().find(|known| known.name == name);
        self.pick_or(known.with_context(|| format!("{name} is in no table"))?, default)
    }

    fn pick_or<T: FromStr>(&mut self, known: &Known, default: &str) -> Result<T>
    where
        T::Err: fmt::Display,
    {
        let name = known.name;
        let variable = std::env::var(known.variable()).ok();
        let (text, source) = match (self.flags.remove(name), variable, self.file.remove(name)) {
            (Some(text), _, _) => (text, "flag"),
            (None, Some(text), _) => (text, "environment"),
            (None, None, Some(text)) => (text, "file"),
            (None, None, None) => (default.to_owned(), "default"),
        };
        let value = match text.parse() {
            Ok(value) => value,
            Err(error) => bail!("{name}: `{text}` cannot be used ({source}): {error}"),
        };
        self.taken.push(Taken { name, text, source });
        Ok(value)
    }

    /// What was taken, in its order.
    pub fn taken(self) -> Vec<Taken> {
        self.taken
    }
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = kulturhub_store::without_password(&self.text);
        let is_bare = text.parse::<i64>().is_ok() || text.parse::<bool>().is_ok();
        let text = if is_bare { text } else { format!("\"{text}\"") };
        writeln!(f, "{} = {text}  # {}", self.name, self.source)
    }
}

/// A misspelt variable would be a setting that silently does not hold.
fn refuse_unknown(names: impl Iterator<Item = String>) -> Result<()> {
    for name in names.filter(|name| name.starts_with(PREFIX)) {
        if !NOT_OURS.contains(&name.as_str()) && SETTINGS.iter().all(|known| known.variable() != name) {
            let all: Vec<_> = SETTINGS.iter().map(Known::variable).collect();
            bail!("the environment variable {name} is no setting; there are {}", all.join(", "));
        }
    }
    Ok(())
}

fn read_file(named: Option<&Path>) -> Result<HashMap<String, String>> {
    let path = match named {
        Some(path) => path,
        None if Path::new(FILE).exists() => Path::new(FILE),
        None => return Ok(HashMap::new()),
    };
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    read_toml(&text).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
}

/// The settings of a file, each as it would be written after its flag.
fn read_toml(text: &str) -> Result<HashMap<String, String>> {
    let table: toml::Table = toml::from_str(text).map_err(|error| anyhow::anyhow!(one_line(&error)))?;
    let read = table.into_iter().map(|(name, value)| {
        if SETTINGS.iter().all(|known| known.name != name) {
            bail!("unknown field `{name}`");
        }
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(truth) => truth.to_string(),
            other => {
                bail!("`{name}` is of the type {}; give a text, a number, or true or false", other.type_str())
            }
        };
        Ok((name, text))
    });
    read.collect()
}

/// The parser draws the place under the line; here it is said in words.
fn one_line(error: &toml::de::Error) -> String {
    error.message().lines().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{read_toml, refuse_unknown};

    #[test]
    fn an_unknown_variable_is_named() {
        let names = ["PATH", "KULTURHUB_LISTEN", "KULTURHUB_WEB"].map(str::to_owned);
        assert!(refuse_unknown(names.into_iter()).is_ok());
        let error = refuse_unknown(["KULTURHUB_LISTN".to_owned()].into_iter()).unwrap_err();
        assert!(error.to_string().contains("KULTURHUB_LISTN"), "{error}");
    }

    #[test]
    fn a_file_has_texts_numbers_and_truths() {
        let read = read_toml("log = \"info\"\nreaders = 7\nprivate_webhooks = true").unwrap();
        assert_eq!((&*read["log"], &*read["readers"], &*read["private_webhooks"]), ("info", "7", "true"));
        for (text, word) in [("listn = 1", "listn"), ("readers = [1]", "array"), ("readers = ", "string")] {
            let error = read_toml(text).unwrap_err().to_string();
            assert!(error.contains(word) && !error.contains('\n'), "{error}");
        }
    }
}
