//! The theme's scripts are embedded twice: as they are written (`static/`), for those who copy the theme, and small
//! (`src/base/theme/scripts/`), for readers: without comments and spaces, with short names for what is local, and rewritten where
//! that is shorter and does the same. No name that others see is changed.
//!
//! The small ones are in the repository, so that nobody who builds nexus has to build a compiler of JavaScript first. After a
//! change of a script: `UPDATE_EXPECT=1 cargo test --test it scripts`.

use std::{collections::BTreeMap, env, fs, path::Path};

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

use crate::common::tree;

#[test]
fn small_scripts_are_of_the_scripts_that_are_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("src/base/theme/scripts");
    let written = tree(&root.join("static")).into_iter().filter(|(path, _)| path.ends_with(".js"));
    let wanted: BTreeMap<String, Vec<u8>> = written
        .map(|(path, text)| (path, shrink(str::from_utf8(&text).expect("scripts are text")).into_bytes()))
        .collect();
    if env::var_os("UPDATE_EXPECT").is_some() {
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the old ones");
        }
        for (path, text) in &wanted {
            let file = folder.join(path);
            fs::create_dir_all(file.parent().expect("it is in the folder")).expect("a folder");
            fs::write(file, text).expect("a script");
        }
    }
    let stale = |(path, text): &(&String, &Vec<u8>)| wanted.get(*path) != Some(*text);
    let found = tree(&folder);
    let stale: Vec<&String> = found.iter().filter(stale).map(|(path, _)| path).collect();
    assert!(
        stale.is_empty() && found.len() == wanted.len(),
        "scripts have changed: {stale:?}; renew the small ones by `UPDATE_EXPECT=1 cargo test --test it scripts`"
    );
}

fn shrink(source: &str) -> String {
    let allocator = Allocator::default();
    let mut parsed = Parser::new(&allocator, source, SourceType::script()).parse();
    assert!(parsed.errors.is_empty(), "{:?}", parsed.errors);
    let options = MinifierOptions {
        mangle: Some(MangleOptions::default()),
        compress: Some(CompressOptions::smallest()),
    };
    let names = Minifier::new(options).minify(&allocator, &mut parsed.program);
    Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(names.scoping)
        .with_private_member_mappings(names.class_private_mappings)
        .build(&parsed.program)
        .code
}
