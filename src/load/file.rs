//! One file of the site: whether it may be read, its bytes, and its text.
//!
//! Invariant: what is read lies below the site's root, in a folder whose files are published anyway, and is an ordinary file. A
//! link to anything else, a pipe or a device is a diagnostic, and nothing waits for it.

use std::{
    fs::{self, FileType},
    io::{self, Read as _},
};

use camino::{Utf8Path, Utf8PathBuf};

use super::{CONFIG, Found, STATIC};
use crate::base::{
    diagnostic::{Code, Diagnostic},
    path::{CONTENT, SourcePath, TEMPLATES},
    source::{Source, Span},
};

/// Looks at what a walk below `root` found. `is_link`: whether it is a symbolic link.
pub(super) fn examine(root: &Utf8Path, file: &Utf8Path, is_link: bool) -> Result<Found, Box<Diagnostic>> {
    let relative = file.strip_prefix(root).expect("the walk began below the root");
    let path = SourcePath::new(relative.components().map(|part| part.as_str()).collect::<Vec<_>>().join("/"));
    let file = if is_link { follow(root, &path, file)? } else { file.to_owned() };
    let meta = fs::metadata(&file).map_err(|error| unreadable(&path, &error.to_string()))?;
    match special(meta.file_type()) {
        None => Ok(Found::new(path, file, &meta)),
        Some(what) => {
            let message = format!("`{path}` is {what}, not a file");
            let problem = Diagnostic::new(Code::SpecialFile, Span::start_of(&path), message);
            Err(Box::new(problem.help("remove it: a site is made of ordinary files")))
        }
    }
}

/// Where a symbolic link leads, if what is there is published anyway.
fn follow(root: &Utf8Path, path: &SourcePath, link: &Utf8Path) -> Result<Utf8PathBuf, Box<Diagnostic>> {
    let refuse = |why: &str| {
        let message = format!("the symbolic link `{path}` {why}, and is not followed");
        let problem = Diagnostic::new(Code::LinkOutside, Span::start_of(path), message);
        Box::new(problem.help("copy the file here, or link to a file in the same folder of the site"))
    };
    let target = link.canonicalize_utf8().map_err(|_| refuse("leads to nothing"))?;
    let root = root.canonicalize_utf8().map_err(|error| unreadable(path, &error.to_string()))?;
    let below = target.strip_prefix(&root).map_err(|_| refuse("leads out of the site"))?;
    let top = below.components().next().map_or("", |part| part.as_str());
    let is_public = match path.as_str().split('/').next() {
        Some(CONTENT) => matches!(top, CONTENT | STATIC),
        Some(CONFIG) => true,
        from => from == Some(top),
    };
    let is_hidden = below.components().any(|part| part.as_str().starts_with('.'));
    if !is_public || is_hidden {
        return Err(refuse("leads to a file that the site does not publish"));
    }
    if target.is_dir() {
        return Err(refuse("leads to a folder"));
    }
    Ok(target)
}

/// What a thing is that can be opened like a file, and is none.
#[cfg(unix)]
fn special(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt as _;

    match () {
        () if kind.is_file() => None,
        () if kind.is_fifo() => Some("a named pipe"),
        () if kind.is_socket() => Some("a socket"),
        () if kind.is_block_device() || kind.is_char_device() => Some("a device"),
        () => Some("something else"),
    }
}

#[cfg(not(unix))]
fn special(kind: FileType) -> Option<&'static str> {
    (!kind.is_file()).then_some("something else")
}

/// The bytes of an ordinary file. One that became a link or a pipe since it was examined is an error, and nothing waits for it.
pub(super) fn read(file: &Utf8Path) -> io::Result<Vec<u8>> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;

        let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW;
        options.custom_flags(flags.bits().try_into().expect("the system's own flags"));
    }
    let mut file = options.open(file)?;
    let meta = file.metadata()?;
    if let Some(what) = special(meta.file_type()) {
        return Err(io::Error::other(format!("it is {what}")));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or_default());
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// An entry's text. One that is not in UTF-8 is read as what it most probably is, and reported.
pub(super) fn entry(path: &SourcePath, bytes: Vec<u8>) -> (Source, Option<Diagnostic>) {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return (Source::new(path.clone(), &text), None),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let (text, at, name) = decode(error.as_bytes(), at);
    let source = Source::new(path.clone(), &text);
    let end =
        source.text.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |first| at + first.len_utf8());
    let problem = Diagnostic::new(
        Code::Encoding,
        Span::new(path, at..end),
        format!("`{path}` is not saved as UTF-8; it is read as {name}"),
    );
    (source, Some(problem.help("save the file as UTF-8; most editors offer that when saving")))
}

/// Bytes that are not UTF-8 from `at` on → their text, the place of the first of them in it, and the encoding's name.
///
/// A mark at the beginning says UTF-16. Text with letters of UTF-8 is UTF-8 that was damaged. All else is most probably
/// Windows-1252, which is Latin-1 with quotes and dashes.
fn decode(bytes: &[u8], at: usize) -> (String, usize, &'static str) {
    let units = |read: fn([u8; 2]) -> u16| -> String {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => (units(u16::from_le_bytes), 0, "UTF-16"),
        [0xfe, 0xff, ..] => (units(u16::from_be_bytes), 0, "UTF-16"),
        _ if bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) => {
            (String::from_utf8_lossy(bytes).into_owned(), at, "UTF-8 with damaged letters")
        }
        _ => (bytes.iter().copied().map(windows_1252).collect(), at, "Windows-1252"),
    }
}

/// A letter of Windows-1252, as the WHATWG Encoding Standard reads it.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// A template or the settings, which have to be UTF-8: a letter that is guessed could change what they do.
pub(super) fn text(path: &SourcePath, bytes: Vec<u8>) -> Result<Source, Box<Diagnostic>> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(path.clone(), &text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            Err(Box::new(
                unreadable(path, &format!("line {line} is not UTF-8 text"))
                    .help("save the file as UTF-8; most editors offer that when saving"),
            ))
        }
    }
}

/// Whether a file is one of the site's templates.
pub(super) fn is_template(path: &SourcePath) -> bool {
    path.below(TEMPLATES).is_some()
}

pub(super) fn unreadable(path: &SourcePath, why: &str) -> Diagnostic {
    Diagnostic::new(Code::Unreadable, Span::start_of(path), format!("cannot read `{path}`: {why}"))
        .help("check that the file exists and that you may read it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], text: &str, at: usize, name: &str) {
        let (source, problem) = entry(&SourcePath::new("content/a.md"), bytes.to_vec());
        assert_eq!(&*source.text, text);
        let problem = problem.expect("it is reported");
        assert!(problem.message.ends_with(name), "{}", problem.message);
        assert_eq!(problem.span.expect("a place").range().start, at);
    }

    #[test]
    fn other_encodings_are_read_and_reported() {
        check(b"caf\xe9 \x96 \x93x\x94", "café – “x”", 3, "Windows-1252");
        check(b"\xff\xfea\0\xe9\0", "aé", 0, "UTF-16");
        check(b"\xfe\xff\0a\xd8\x3d\xde\x00", "a😀", 0, "UTF-16");
        check(
            "né\u{e9}".as_bytes().strip_suffix(b"\xa9").expect("two bytes"),
            "né\u{fffd}",
            3,
            "damaged letters",
        );
    }

    #[test]
    fn utf8_is_read_without_a_word() {
        let (source, problem) = entry(&SourcePath::new("content/a.md"), "\u{feff}é".into());
        assert_eq!((&*source.text, problem), ("é", None));
    }
}
