//! Every function, from where it is defined.

use salesflow::script::functions::{self, Function, Gives};

use crate::cell;

pub fn page() -> String {
    let mut page = String::from(
        "# Functions\n\n\
         <!-- Made from src/script/functions; renew: cargo test --test docs -- --ignored renew -->\n\n\
         What expressions may call, beside the policy's own functions (`rules/*.rhai`) and decision tables. Where an \
         argument is none the answer is none; functions over rows skip none. `x?` may be left out, `…` may be repeated.\n",
    );
    let mut groups: Vec<&str> = Vec::new();
    for function in functions::all() {
        if !groups.contains(&function.group) {
            groups.push(function.group);
        }
    }
    page += &format!(
        "\n{}\n",
        groups.iter().map(|group| format!("[{group}](#{})", group.replace(' ', "-"))).collect::<Vec<_>>().join(" · ")
    );
    for group in groups {
        page += &format!("\n## {group}\n");
        functions::all().filter(|function| function.group == group).for_each(|function| page += &entry(function));
    }
    let later: Vec<String> = functions::NOT_YET.iter().map(|name| format!("`{name}`")).collect();
    if !later.is_empty() {
        page +=
            &format!("\n## Not yet\n\nThe language has these; this version does not run them: {}.\n", later.join(" "));
    }
    page
}

fn entry(function: &Function) -> String {
    let takes: Vec<String> = function
        .takes
        .iter()
        .map(|(name, takes)| match takes {
            functions::Takes::Word(words) => {
                format!("`{name}`: {}", words.iter().map(|word| format!("`'{word}'`")).collect::<Vec<_>>().join(" · "))
            }
            takes => format!("`{name}`: {}", takes.word()),
        })
        .collect();
    let gives = match &function.gives {
        Gives::Is(ty) => ty.word(),
        Gives::People => "people".to_owned(),
        Gives::Like(index) => format!("as `{}`", function.takes.get(*index).map_or("x", |(name, _)| name)),
        Gives::ListLike(index) => {
            format!("list, elements as `{}`", function.takes.get(*index).map_or("x", |(name, _)| name))
        }
        Gives::Together => "what its arguments share".to_owned(),
    };
    let takes = if takes.is_empty() { String::new() } else { format!("{} → ", takes.join(", ")) };
    format!(
        "\n### `{}`\n{}\n\n{takes}{gives}\n```\n{}\n```\n",
        function.signature(),
        cell(function.docs),
        function.example
    )
}
