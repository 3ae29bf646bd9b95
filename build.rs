//! The default theme is embedded in the binary: a file that is added to it must lead to a new build.
//!
//! Its scripts are embedded twice: as they are written, for those who copy the theme, and small, for readers: without
//! comments and spaces, with short names for what is local, and rewritten where that is shorter and does the same. No name
//! that others see is changed.

#![expect(clippy::disallowed_methods, reason = "works on the program's own source")]

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=static");
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("scripts");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    shrink_all(Path::new("static"), &out)
}

/// Writes the scripts below a folder to another one, small, by the same names.
fn shrink_all(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().ok_or("an entry has a name")?);
        if path.is_dir() {
            shrink_all(&path, &target)?;
        } else if path.extension().is_some_and(|extension| extension == "js") {
            let small = shrink(&fs::read_to_string(&path)?)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            fs::write(target, small)?;
        }
    }
    Ok(())
}

fn shrink(source: &str) -> Result<String, String> {
    let allocator = Allocator::default();
    let mut parsed = Parser::new(&allocator, source, SourceType::script()).parse();
    if let Some(error) = parsed.errors.first() {
        return Err(error.to_string());
    }
    let options = MinifierOptions {
        mangle: Some(MangleOptions::default()),
        compress: Some(CompressOptions::smallest()),
    };
    let names = Minifier::new(options).minify(&allocator, &mut parsed.program);
    let code = Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(names.scoping)
        .with_private_member_mappings(names.class_private_mappings)
        .build(&parsed.program)
        .code;
    Ok(code)
}
