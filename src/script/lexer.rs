//! The words of an expression, and the text that Rhai's parser is given instead of it.
//!
//! Rhai's lexer is not ours: its single quotes are characters, some of our field names are its keywords, it knows
//! nothing of `and`. So every name, number and text is masked by a harmless one of the same length, and looked up
//! again by its position. Rhai decides the grammar; what the words mean is decided here. Positions count characters.

use super::problem::{Problem, ProblemKind};
use crate::{model::Said, said};

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A field, function or property.
    Name,
    /// A number.
    Number,
    /// Text in quotes.
    Text,
    /// An operator, bracket, comma or word of the language, as Rhai reads it.
    Sign(&'static str),
}

/// One word and where it stands, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// What it is.
    pub kind: Kind,
    /// Its first character.
    pub start: usize,
    /// The character behind its last.
    pub end: usize,
}

/// An expression taken apart.
pub struct Words {
    /// Its characters.
    pub chars: Vec<char>,
    /// Its words.
    pub words: Vec<Word>,
    /// What Rhai's parser is given: one line, as long as the original.
    pub masked: String,
}

impl Words {
    /// The characters from `start` to `end`.
    pub fn slice(&self, start: usize, end: usize) -> String {
        self.chars[start..end].iter().collect()
    }

    /// The index of the word that begins at a character.
    pub fn at(&self, start: usize) -> Option<usize> {
        self.words.binary_search_by_key(&start, |w| w.start).ok()
    }

    /// The text of a text literal: quotes gone, `''` an apostrophe.
    pub fn literal(&self, word: &Word) -> String {
        let inner = self.slice(word.start + 1, word.end - 1);
        match self.chars[word.start] {
            '\'' => inner.replace("''", "'"),
            _ => inner,
        }
    }
}

const SIGNS: [&str; 23] = [
    "&&", "||", "==", "!=", "<=", ">=", "??", "(", ")", "[", "]", "{", "}", ",", ".", "+", "-", "*", "/", "%", "<",
    ">", "!",
];

/// Signs of other languages, and what to write instead.
const WRONG: [(&str, (&str, &str), Option<&str>); 26] = [
    ("===", ("there is no `===`", "没有 `===`"), Some("==")),
    ("!==", ("there is no `!==`", "没有 `!==`"), Some("!=")),
    ("//", ("an expression has no comments", "表达式里不能写注释"), None),
    ("/*", ("an expression has no comments", "表达式里不能写注释"), None),
    ("#{", ("there are no maps in an expression", "表达式里没有映射"), None),
    ("${", ("there is no interpolation in an expression", "表达式里没有插值"), None),
    ("**", ("there is no `**`; use `power(x, n)`", "没有 `**`；请用 `power(x, n)`"), None),
    ("<>", ("there is no `<>`", "没有 `<>`"), Some("!=")),
    ("=>", ("there is no `=>`", "没有 `=>`"), Some(">=")),
    ("=<", ("there is no `=<`", "没有 `=<`"), Some("<=")),
    ("<<", ("there are no shifts in an expression", "表达式里没有移位"), None),
    (">>", ("there are no shifts in an expression", "表达式里没有移位"), None),
    (
        "?.",
        ("a dot reads none where there is nothing; `?.` is not needed", "没有值时点号读出 none，不需要 `?.`"),
        Some("."),
    ),
    ("?[", ("there is no indexing in an expression", "表达式里没有下标"), None),
    (
        "..",
        (
            "there are no ranges in an expression; use `between(x, lo, hi)`",
            "表达式里没有区间；请用 `between(x, lo, hi)`",
        ),
        None,
    ),
    ("+=", ("an expression cannot set anything", "表达式不能赋值"), None),
    ("-=", ("an expression cannot set anything", "表达式不能赋值"), None),
    ("*=", ("an expression cannot set anything", "表达式不能赋值"), None),
    ("/=", ("an expression cannot set anything", "表达式不能赋值"), None),
    ("%=", ("an expression cannot set anything", "表达式不能赋值"), None),
    (
        "=",
        (
            "`=` sets a value, and an expression cannot; to compare write `==`",
            "`=` 是赋值，表达式不能赋值；比较请写 `==`",
        ),
        Some("=="),
    ),
    ("&", ("a single `&` means nothing here", "单个 `&` 在这里没有意义"), Some("&&")),
    ("|", ("a single `|` means nothing here", "单个 `|` 在这里没有意义"), Some("||")),
    (";", ("an expression is one line of thought, without `;`", "表达式只有一句，不用 `;`"), None),
    (
        "?",
        ("there is no `? :`; write `if condition { a } else { b }`", "没有 `? :`；请写 `if 条件 { a } else { b }`"),
        None,
    ),
    ("`", ("text is written 'so' or \"so\"", "文本写成 '这样' 或 \"这样\""), None),
];

/// Takes an expression apart; all that is wrong with its words at once.
pub fn words(text: &str) -> Result<Words, Vec<Problem>> {
    let mut lexer = Lexer { chars: text.chars().collect(), at: 0, words: Vec::new(), problems: Vec::new() };
    while lexer.at < lexer.chars.len() {
        lexer.next();
    }
    match lexer.problems.is_empty() {
        true => {
            let masked = mask(&lexer.chars, &lexer.words);
            Ok(Words { chars: lexer.chars, words: lexer.words, masked })
        }
        false => Err(lexer.problems),
    }
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    words: Vec<Word>,
    problems: Vec<Problem>,
}

impl Lexer {
    fn next(&mut self) {
        let c = self.chars[self.at];
        let next = self.chars.get(self.at + 1).copied();
        match c {
            ' ' | '\t' | '\n' | '\r' => self.at += 1,
            '\'' | '"' => self.text(c),
            c if c.is_ascii_digit() => self.number(),
            '.' if next.is_some_and(|n| n.is_ascii_digit()) && !self.after_value() => self.point_first(),
            c if is_name_start(c) => self.name(),
            _ => self.sign(c),
        }
    }

    fn push(&mut self, kind: Kind, end: usize) {
        self.words.push(Word { kind, start: self.at, end });
        self.at = end;
    }

    fn problem(&mut self, kind: ProblemKind, end: usize, message: impl Into<Said>) {
        self.problems.push(Problem::new(kind, (self.at, end), message));
        self.at = end;
    }

    /// Whether a value ends here, so that a dot reads something of it.
    fn after_value(&self) -> bool {
        self.words.last().is_some_and(|word| {
            word.end == self.at && matches!(word.kind, Kind::Name | Kind::Text | Kind::Sign(")") | Kind::Sign("]"))
        })
    }

    fn run(&self, from: usize, belongs: impl Fn(char) -> bool) -> usize {
        let rest = self.chars[from..].iter();
        from + rest.take_while(|c| belongs(**c)).count()
    }

    fn text(&mut self, quote: char) {
        let mut end = self.at + 1;
        loop {
            match self.chars.get(end) {
                None => {
                    let all = self.chars.len();
                    return self.problem(
                        ProblemKind::Syntax,
                        all,
                        said!("the text has no closing {quote}", "文本缺少结尾的引号 {quote}"),
                    );
                }
                Some(c) if *c != quote => end += 1,
                Some(_) if quote == '\'' && self.chars.get(end + 1) == Some(&'\'') => end += 2,
                Some(_) => return self.push(Kind::Text, end + 1),
            }
        }
    }

    fn number(&mut self) {
        let digit = |c: char| c.is_ascii_digit() || c == '_';
        let mut end = self.run(self.at, digit);
        let is_digit = |at: usize| self.chars.get(at).is_some_and(char::is_ascii_digit);
        if self.chars.get(end) == Some(&'.') && is_digit(end + 1) {
            end = self.run(end + 1, digit);
        }
        if self.chars.get(end).copied().is_some_and(is_name_part) {
            let all = self.run(end, is_name_part);
            let wrote: String = self.chars[self.at..all].iter().collect();
            let hint = match crate::model::time::Duration::parse(&wrote) {
                Ok(_) => said!("a length of time is written in quotes: '{wrote}'", "时长要加引号：'{wrote}'"),
                Err(_) => {
                    ("a name begins with a letter; a number has digits only", "名字以文字开头；数字只含数字").into()
                }
            };
            self.problem(
                ProblemKind::BadLiteral,
                all,
                said!("`{wrote}` is neither a number nor a name", "`{wrote}` 不是数字，也不是名字"),
            );
            if let Some(last) = self.problems.last_mut() {
                last.hint = Some(hint);
            }
            return;
        }
        if self.chars.get(end) == Some(&'.') && self.chars.get(end + 1) != Some(&'.') {
            let wrote: String = self.chars[self.at..end].iter().collect();
            self.problem(
                ProblemKind::BadLiteral,
                end + 1,
                ("a number does not end in a point", "数字不能以小数点结尾"),
            );
            return self.fix_last(wrote);
        }
        self.push(Kind::Number, end);
    }

    fn point_first(&mut self) {
        let end = self.run(self.at + 1, |c| c.is_ascii_digit() || c == '_');
        let wrote: String = self.chars[self.at..end].iter().collect();
        self.problem(ProblemKind::BadLiteral, end, ("a number does not begin with a point", "数字不能以小数点开头"));
        self.fix_last(format!("0{wrote}"));
    }

    fn fix_last(&mut self, fix: String) {
        if let Some(last) = self.problems.last_mut() {
            last.hint = Some(said!("write `{fix}`", "写成 `{fix}`"));
            last.fix = Some(fix);
        }
    }

    fn name(&mut self) {
        let end = self.run(self.at, is_name_part);
        let word: String = self.chars[self.at..end].iter().collect();
        let after_dot = self.words.last().is_some_and(|w| w.kind == Kind::Sign("."));
        let next = self.run(end, char::is_whitespace);
        let kind = match word.as_str() {
            _ if after_dot => Kind::Name,
            "and" => Kind::Sign("&&"),
            "or" => Kind::Sign("||"),
            "not" if self.chars.get(next) == Some(&'(') => Kind::Sign("!"),
            "not" => {
                self.problem(ProblemKind::Syntax, end, ("`not` needs brackets", "`not` 后面要有括号"));
                return self.hint_last(("write `not(…)`", "请写 `not(…)`"));
            }
            "in" => Kind::Sign("in"),
            "if" => Kind::Sign("if"),
            "else" => Kind::Sign("else"),
            "true" => Kind::Sign("true"),
            "false" => Kind::Sign("false"),
            _ => Kind::Name,
        };
        self.push(kind, end);
    }

    fn hint_last(&mut self, hint: (&str, &str)) {
        if let Some(last) = self.problems.last_mut() {
            last.hint = Some(hint.into());
        }
    }

    fn sign(&mut self, c: char) {
        let ahead: String = self.chars[self.at..].iter().take(3).collect();
        if let Some(ascii) = ascii_for(c) {
            self.problem(ProblemKind::Syntax, self.at + 1, said!("`{c}` is a full-width sign", "`{c}` 是全角符号"));
            self.fix_last(ascii.to_string());
            // A text in full-width quotes is skipped: what stands in it is no expression.
            let closing = match c {
                '“' | '”' | '＂' => ['”', '“', '"', '＂'],
                '‘' | '’' | '＇' => ['’', '‘', '\'', '＇'],
                _ => return,
            };
            let end = self.run(self.at, |c| !closing.contains(&c));
            if let Some(quote) = self.chars.get(end).copied() {
                self.at = end;
                if matches!(quote, '"' | '\'') {
                    self.at += 1;
                } else {
                    self.problem(
                        ProblemKind::Syntax,
                        end + 1,
                        said!("`{quote}` is a full-width sign", "`{quote}` 是全角符号"),
                    );
                    self.fix_last(ascii.to_string());
                }
            }
            return;
        }
        let right = SIGNS.iter().find(|sign| ahead.starts_with(**sign));
        let wrong = WRONG.iter().find(|(sign, ..)| ahead.starts_with(sign));
        match (right, wrong) {
            (right, Some((sign, message, fix))) if right.is_none_or(|right| sign.len() > right.len()) => {
                self.problem(ProblemKind::Syntax, self.at + sign.len(), *message);
                if let Some(fix) = fix {
                    self.fix_last((*fix).to_string());
                }
            }
            (Some(sign), _) => self.push(Kind::Sign(sign), self.at + sign.len()),
            (None, _) => self.problem(ProblemKind::Syntax, self.at + 1, {
                let c = c.escape_debug();
                said!("`{c}` means nothing in an expression", "`{c}` 在表达式里没有意义")
            }),
        }
    }
}

fn is_name_start(c: char) -> bool {
    c == '_' || (c.is_alphabetic() && ascii_for(c).is_none())
}

fn is_name_part(c: char) -> bool {
    c == '_' || (c.is_alphanumeric() && ascii_for(c).is_none())
}

/// What to write instead of a full-width sign, digit or letter.
fn ascii_for(c: char) -> Option<&'static str> {
    const WIDE: &str =
        "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    Some(match c {
        '！'..='～' => {
            let at = (c as usize) - ('！' as usize);
            WIDE.get(at..=at)?
        }
        '“' | '”' => "\"",
        '‘' | '’' => "'",
        '。' => ".",
        '、' => ",",
        '【' => "[",
        '】' => "]",
        '×' => "*",
        '÷' => "/",
        '≥' | '⩾' | '≧' => ">=",
        '≤' | '⩽' | '≦' => "<=",
        '≠' => "!=",
        '−' | '–' | '—' => "-",
        '\u{3000}' | '\u{a0}' => " ",
        _ => return None,
    })
}

/// The text for Rhai's parser: every word replaced by one of its length that cannot surprise it.
fn mask(chars: &[char], words: &[Word]) -> String {
    let mut out = String::with_capacity(chars.len());
    let mut at = 0;
    for word in words {
        out.extend(std::iter::repeat_n(' ', word.start - at));
        let length = word.end - word.start;
        let pad = |c: char, n: usize| std::iter::repeat_n(c, n);
        match word.kind {
            Kind::Name => {
                out.push('x');
                out.extend(pad('_', length - 1));
            }
            Kind::Number => {
                out.push('1');
                out.extend(pad('_', length - 1));
            }
            Kind::Text => {
                out.push('"');
                out.extend(pad('_', length - 2));
                out.push('"');
            }
            Kind::Sign(sign) => {
                out.push_str(sign);
                out.extend(pad(' ', length - sign.len()));
            }
        }
        at = word.end;
    }
    out.extend(std::iter::repeat_n(' ', chars.len() - at));
    out
}
