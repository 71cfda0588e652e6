//! The templates a letter is worded with: embedded, and replaceable file by file.

use super::view::View;
use super::wrap::wrap;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, State, UndefinedBehavior};

/// The HTML part's file name.
pub const HTML: &str = "letter.html.j2";
/// The text part's file name.
pub const TEXT: &str = "letter.txt.j2";
const EMBEDDED: [(&str, &str); 2] = [(HTML, include_str!("templates/letter.html.j2")), (TEXT, include_str!("templates/letter.txt.j2"))];

/// A template that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("template {file}, line {line}: {fault}")]
pub struct TemplateError {
    /// The file's name.
    pub file: String,
    /// The line, from 1; 0 where the fault is of the whole file.
    pub line: usize,
    /// What is wrong.
    pub fault: String,
}

/// The templates of both parts. HTML is escaped as it is filled in, and a name that does not exist is an error.
#[derive(Clone, Debug)]
pub struct Templates(Environment<'static>);

impl Templates {
    /// The templates that come with the program.
    ///
    /// # Errors
    /// Never for the program as tested; the signature is that of [`Templates::from_files`].
    pub fn embedded() -> Result<Self, TemplateError> {
        Templates::from_files(&[])
    }

    /// The embedded templates with some replaced: `(file name, content)`, the names being `letter.html.j2` and `letter.txt.j2`.
    ///
    /// # Errors
    /// When a name is another one, or a template does not parse; with file and line.
    pub fn from_files(files: &[(String, String)]) -> Result<Self, TemplateError> {
        let mut templates = Templates(environment().map_err(|e| fault(HTML, &e))?);
        for (name, source) in EMBEDDED {
            templates.add(name, source)?;
        }
        for (name, source) in files {
            if !EMBEDDED.iter().any(|(known, _)| known == name) {
                let fault = format!("no letter uses it: the templates are {HTML} and {TEXT}");
                return Err(TemplateError { file: name.clone(), line: 0, fault });
            }
            templates.add(name, source)?;
        }
        Ok(templates)
    }

    /// Fills each template with a sample, so that a misspelt name is found before a letter is due.
    ///
    /// # Errors
    /// The first fault, with file and line.
    pub fn check(&self) -> Result<(), TemplateError> {
        let sample = View::sample();
        EMBEDDED.iter().try_for_each(|(name, _)| self.fill(name, &sample).map(drop))
    }

    /// A template filled in.
    pub(super) fn fill(&self, name: &str, view: &View) -> Result<String, TemplateError> {
        let template = self.0.get_template(name).map_err(|e| fault(name, &e))?;
        template.render(Value::from(Serde(view))).map_err(|e| fault(name, &e))
    }

    fn add(&mut self, name: &str, source: &str) -> Result<(), TemplateError> {
        self.0.add_template_owned(name.to_owned(), source.to_owned()).map_err(|e| fault(name, &e))
    }
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| if name == HTML { AutoEscape::Html } else { AutoEscape::None });
    environment.add_filter("wrap", wrap_to_width);
    Ok(environment)
}

/// `{{ line.what | wrap(3) }}`: lines as wide as the letter, all but the first indented.
fn wrap_to_width(state: &State<'_, '_>, text: &str, indent: Option<usize>) -> String {
    let width = state.lookup("width").and_then(|width| width.as_usize()).unwrap_or(76);
    wrap(text, width, indent.unwrap_or(0))
}

fn fault(name: &str, fault: &minijinja::Error) -> TemplateError {
    let said = fault.detail().map_or_else(|| fault.kind().to_string(), |detail| format!("{}: {detail}", fault.kind()));
    TemplateError { file: fault.name().unwrap_or(name).to_owned(), line: fault.line().unwrap_or(0), fault: said }
}
