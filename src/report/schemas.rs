//! JSON Schemas of a policy's files, made from the table of the language: completion and hover in editors that know
//! TOML and no policies.

use serde_json::{Map, Value as Json, json};

use crate::{
    compiler::places::{FILES, Gives, Keys, Kind, every_place},
    model::Lang,
};

/// The version of JSON Schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Draft {
    /// Draft 7, which every editor knows.
    #[default]
    Seven,
    /// Draft 2020-12.
    Twenty,
}

/// The schemas by the name of the kind of file; descriptions in one language, or in both.
pub fn schemas(draft: Draft, lang: Option<Lang>) -> Vec<(&'static str, Json)> {
    FILES.iter().map(|(name, keys, _)| (*name, Writer { draft, lang }.file(name, keys))).collect()
}

struct Writer {
    draft: Draft,
    lang: Option<Lang>,
}

impl Writer {
    fn file(&self, name: &str, keys: &'static Keys) -> Json {
        let (dialect, definitions) = match self.draft {
            Draft::Seven => ("http://json-schema.org/draft-07/schema#", "definitions"),
            Draft::Twenty => ("https://json-schema.org/draft/2020-12/schema", "$defs"),
        };
        let mut used = vec![keys.name];
        let mut schema = self.place(keys, &mut used);
        let mut places = Map::new();
        let mut next = 0;
        while let Some(name) = used.get(next).copied() {
            next += 1;
            if let Some(place) = every_place().into_iter().find(|place| place.name == name) {
                let place = self.place(place, &mut used);
                places.insert(name.to_lowercase(), place);
            }
        }
        schema["$schema"] = json!(dialect);
        schema["title"] = json!(format!("salesflow: {name}"));
        schema[definitions] = Json::Object(places);
        schema
    }

    /// The schema of a place; the places it refers to are noted.
    fn place(&self, keys: &'static Keys, used: &mut Vec<&'static str>) -> Json {
        let mut properties = Map::new();
        for keyword in keys.all() {
            let mut schema = self.kind(keyword.kind, used);
            let mut about = self.words(keyword.en, keyword.zh);
            if !keys.runs(keyword.name) {
                about += &self.words("\n\nDoes not run in this version yet.", "\n\n本版本尚不执行。");
            }
            // Beside a reference draft 7 reads nothing else.
            if schema.get("$ref").is_some() {
                schema = json!({"allOf": [schema]});
            }
            schema["description"] = json!(about);
            properties.insert(keyword.name.to_owned(), schema);
        }
        let others = keys.others.map_or(json!(false), |others| self.kind(others, used));
        json!({
            "type": "object",
            "description": self.words(keys.place, keys.zh),
            "properties": properties,
            "additionalProperties": others,
        })
    }

    fn words(&self, en: &str, zh: &str) -> String {
        match self.lang {
            Some(Lang::En) => en.to_owned(),
            Some(Lang::Zh) => zh.to_owned(),
            None => format!("{en}\n{zh}"),
        }
    }

    fn kind(&self, kind: Kind, used: &mut Vec<&'static str>) -> Json {
        let any_of = |of: &[&str]| json!({"type": of});
        match kind {
            Kind::Title => json!({"anyOf": [
                {"type": "string"},
                {"type": "object", "additionalProperties": {"type": "string"}},
            ]}),
            Kind::Text | Kind::Template | Kind::Name | Kind::Pattern | Kind::Rhythm | Kind::Cleaning => {
                any_of(&["string"])
            }
            Kind::Date | Kind::Id(_) | Kind::People => any_of(&["string"]),
            Kind::Truth => any_of(&["boolean"]),
            Kind::Whole => any_of(&["integer"]),
            Kind::Number => any_of(&["number"]),
            Kind::Formula(Gives::Condition) => any_of(&["string", "boolean"]),
            Kind::Formula(Gives::Amount | Gives::Period) => any_of(&["string", "number"]),
            Kind::Formula(Gives::Span | Gives::Moment) => any_of(&["string"]),
            Kind::Formula(Gives::Rows) => any_of(&["string", "array"]),
            Kind::Formula(Gives::Anything) => any_of(&["string", "number", "boolean"]),
            Kind::Test => any_of(&["string", "number", "boolean"]),
            Kind::Words(words) => json!({"enum": words}),
            Kind::Value | Kind::Any => json!({}),
            Kind::Several(inner) => {
                let inner = self.kind(*inner, used);
                json!({"anyOf": [inner, {"type": "array", "items": inner}]})
            }
            Kind::Rows(inner) => {
                json!({"type": "array", "items": {"type": "array", "items": self.kind(*inner, used)}})
            }
            Kind::Named(_, inner) | Kind::By(_, inner) => {
                json!({"type": "object", "additionalProperties": self.kind(*inner, used)})
            }
            Kind::In(keys) => {
                let name = keys().name;
                if !used.contains(&name) {
                    used.push(name);
                }
                let definitions = if self.draft == Draft::Seven { "definitions" } else { "$defs" };
                json!({"$ref": format!("#/{definitions}/{}", name.to_lowercase())})
            }
            Kind::OneOf(forms) => {
                json!({"anyOf": forms.iter().map(|form| self.kind(*form, used)).collect::<Vec<_>>()})
            }
        }
    }
}
