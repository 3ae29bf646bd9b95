//! What a commit promises, each promise broken on purpose once to see its test fail.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;
use walkdir::WalkDir;

use super::*;

/// Path → text of the files in a folder; folders end in `/`, links in `@`.
type Files = BTreeMap<String, String>;

/// What becomes of a disk after an operation failed: of a killed process nothing more comes; a disk that was full may
/// have room again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    Dead,
    Alive,
}

/// A disk on which the operation after the first `operations` fails, leaving half a file if it was to write one.
fn failing(operations: u64, then: Then) -> Disk {
    let left = AtomicU64::new(operations + 1);
    let before = move |path: &Utf8Path, bytes: &[u8]| {
        let shorter = |left: u64| left.checked_sub(1);
        let left = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, shorter);
        match (left, then) {
            (Ok(2..), _) | (Err(_), Then::Alive) => return Ok(()),
            (Ok(_), _) if !bytes.is_empty() => fs::write(path, &bytes[..bytes.len() / 2])?,
            (Ok(_), _) | (Err(_), Then::Dead) => {}
        }
        anyhow::bail!("stopped at `{path}`")
    };
    Disk { before: Some(Box::new(before)) }
}

fn dying(operations: u64) -> Disk {
    failing(operations, Then::Dead)
}

struct Site {
    _folder: TempDir,
    root: Utf8PathBuf,
    out: Utf8PathBuf,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap().join("site");
        fs::create_dir_all(root.join("content")).unwrap();
        Self { _folder: folder, out: root.join("public"), root }
    }

    /// A site whose output holds `files`.
    fn built(files: &[(&str, &str)]) -> Self {
        let site = Self::new();
        site.commit(files).unwrap();
        site
    }

    fn target(&self) -> Target<'_> {
        Target { root: &self.root, out: &self.out }
    }

    fn commit(&self, files: &[(&str, &str)]) -> Result<Written, CommitError> {
        commit_all(&Disk::default(), self.target(), &outputs(files))
    }

    fn commit_on(&self, disk: &Disk, files: &[(&str, &str)]) -> Result<Written, CommitError> {
        commit_all(disk, self.target(), &outputs(files))
    }

    /// The message of a commit that must be refused and leave everything as it was.
    fn refused(&self, files: &[(&str, &str)]) -> String {
        let before = tree(&self.out);
        let error = self.commit(files).unwrap_err();
        assert!(matches!(error, CommitError::Unsafe { .. }), "{error:?}");
        assert_eq!(tree(&self.out), before, "a refused commit changed the output");
        error.to_string().replace(self.root.as_str(), "")
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.out.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.out.join(path)).unwrap()
    }

    fn state(&self, name: &str) -> Utf8PathBuf {
        Place::of(self.target()).unwrap().state().join(name)
    }

    fn notes(&self, written: &Written) -> Vec<String> {
        let notes = written.notes.iter();
        notes.map(|note| note.replace(self.root.as_str(), "")).collect()
    }
}

type Outputs = BTreeMap<OutPath, Vec<u8>>;

fn outputs(files: &[(&str, &str)]) -> Outputs {
    files.iter().map(|(path, text)| (OutPath::new(*path), text.as_bytes().to_vec())).collect()
}

fn commit_all(disk: &Disk, target: Target, outputs: &Outputs) -> Result<Written, CommitError> {
    let written = commit_on(disk, open_on(disk, target)?, &outputs.keys().cloned().collect(), |folder| {
        outputs.iter().try_for_each(|(path, bytes)| folder.put(path, bytes).map(drop))?;
        Ok(true)
    });
    written.map(Option::unwrap)
}

fn tree(folder: &Utf8Path) -> Files {
    let items = WalkDir::new(folder).min_depth(1).into_iter();
    let exists = folder.exists();
    items
        .filter(|_| exists)
        .map(|item| {
            let item = item.unwrap();
            let path = item.path().strip_prefix(folder).unwrap().to_str().unwrap();
            match item.file_type() {
                kind if kind.is_dir() => (format!("{path}/"), String::new()),
                kind if kind.is_file() => (path.to_owned(), fs::read_to_string(item.path()).unwrap()),
                _ => (format!("{path}@"), String::new()),
            }
        })
        .collect()
}

/// The tree that holds `files` and the folders that they need, and nothing else.
fn expected(files: &[(&str, &str)]) -> Files {
    let mut expected = Files::new();
    for (path, text) in files {
        expected.insert((*path).to_owned(), (*text).to_owned());
        for (at, _) in path.match_indices('/') {
            expected.insert(path[..=at].to_owned(), String::new());
        }
    }
    expected
}

fn set_age(path: &Utf8Path, age: Duration) -> SystemTime {
    let time = SystemTime::now() - age;
    File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    modified(path)
}

fn modified(path: &Utf8Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn first_commit_writes_the_outputs_and_nothing_else() {
    let site = Site::new();
    let files = [("index.html", "home"), ("a/b/index.html", "page"), ("a/x.svg", "")];
    let written = site.commit(&files).unwrap();
    assert_eq!(tree(&site.out), expected(&files));
    let counts = (written.written, written.unchanged, written.deleted, written.bytes_written);
    assert_eq!(counts, (3, 0, 0, 8));
    assert_eq!(written.notes, Vec::<String>::new());
    assert!(!site.state("journal.json").exists(), "the journal is gone");
}

#[test]
fn unchanged_file_is_not_touched() {
    let site = Site::built(&[("a.html", "a"), ("b.html", "b")]);
    let time = set_age(&site.out.join("a.html"), HOUR);
    let written = site.commit(&[("a.html", "a"), ("b.html", "B")]).unwrap();
    assert_eq!(modified(&site.out.join("a.html")), time);
    assert_eq!((written.written, written.unchanged), (1, 1));
}

#[test]
fn file_is_kept_by_its_digest_alone() {
    let site = Site::built(&[("a.html", "a"), ("b.html", "b")]);
    site.put("b.html", "x");
    site.put("c.html", "c");
    let paths = ["a.html", "b.html", "c.html"].map(OutPath::new).into();
    let digest = |text: &str| Digest::of_bytes(text.as_bytes());
    let written = commit(open(site.target()).unwrap(), &paths, |folder| {
        let keep = |path: &str, text: &str| folder.keep(&OutPath::new(path), digest(text)).unwrap();
        assert!(!keep("a.html", "other"));
        assert!(keep("a.html", "a"));
        assert!(!keep("b.html", "b"), "somebody changed it");
        assert!(!keep("c.html", "c"), "nexus did not write it");
        assert_eq!(folder.put(&OutPath::new("b.html"), b"b").unwrap(), digest("b"));
        folder.put(&OutPath::new("c.html"), b"c").unwrap();
        Ok(true)
    });
    let written = written.unwrap().unwrap();
    assert_eq!((written.written, written.unchanged), (1, 2));
    assert_eq!(tree(&site.out), expected(&[("a.html", "a"), ("b.html", "b"), ("c.html", "c")]));
}

#[test]
fn abandoned_commit_leaves_everything_as_it_was() {
    let site = Site::built(&BEFORE);
    let after = outputs(&AFTER);
    for fails in [false, true] {
        let written = commit(open(site.target()).unwrap(), &after.keys().cloned().collect(), |folder| {
            after.iter().try_for_each(|(path, bytes)| folder.put(path, bytes).map(drop))?;
            anyhow::ensure!(!fails, "no more");
            Ok(false)
        });
        assert_eq!(written.is_err(), fails);
        assert_eq!(tree(&site.out), expected(&BEFORE));
        assert!(!site.state("journal.json").exists());
    }
    assert_eq!(site.commit(&BEFORE).unwrap().notes, [""; 0], "there was nothing to heal");
}

#[test]
fn new_folders_come_to_their_place_whole() {
    let site = Site::built(&[("a/index.html", "a")]);
    let moves = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&moves);
    let out = site.out.clone();
    let disk = Disk {
        before: Some(Box::new(move |path, _| {
            let is_move =
                path.starts_with(&out) && !path.starts_with(out.join(place::PARTIAL)) && *path != out;
            counted.fetch_add(u64::from(is_move), Ordering::SeqCst);
            Ok(())
        })),
    };
    let files = [
        ("a/index.html", "a"),
        ("a/b/c.html", "c"),
        ("a/b/d/e.html", "e"),
        ("f/g.html", "g"),
        ("f/h.html", "h"),
    ];
    site.commit_on(&disk, &files).unwrap();
    assert_eq!(tree(&site.out), expected(&files));
    assert_eq!(moves.load(Ordering::SeqCst), 2, "`a/b` and `f`");
}

#[test]
fn same_outputs_leave_the_same_manifest() {
    let files = [("a/index.html", "a"), ("b.html", "b")];
    let site = Site::built(&files);
    let manifest = fs::read_to_string(site.state("manifest.json")).unwrap();
    let time = set_age(&site.state("manifest.json"), HOUR);
    site.commit(&files).unwrap();
    assert_eq!(fs::read_to_string(site.state("manifest.json")).unwrap(), manifest);
    assert_eq!(modified(&site.state("manifest.json")), time, "not even written");
    let other = Site::built(&files);
    assert_eq!(fs::read_to_string(other.state("manifest.json")).unwrap(), manifest);
}

#[test]
fn files_of_others_stay() {
    let site = Site::built(&[("a/index.html", "a"), ("b/index.html", "b")]);
    site.put("CNAME", "example.org");
    site.put(".git/HEAD", "ref");
    site.put("a/theirs.txt", "t");
    let written = site.commit(&[("b/index.html", "b")]).unwrap();
    let files =
        [("b/index.html", "b"), ("CNAME", "example.org"), (".git/HEAD", "ref"), ("a/theirs.txt", "t")];
    assert_eq!(tree(&site.out), expected(&files));
    assert_eq!(written.deleted, 1);
}

#[test]
fn deletes_what_left_the_site_and_the_folders_that_it_empties() {
    let site = Site::built(&[("a/b/c/index.html", "c"), ("a/x.html", "x"), ("d/e.html", "e")]);
    fs::remove_file(site.out.join("d/e.html")).unwrap();
    let written = site.commit(&[("a/x.html", "x")]).unwrap();
    assert_eq!(tree(&site.out), expected(&[("a/x.html", "x")]));
    assert_eq!(written.deleted, 1, "e.html was gone already, its folder was not");
}

#[test]
fn file_that_somebody_changed_is_not_deleted() {
    let site = Site::built(&[("a.html", "a"), ("b.html", "b")]);
    site.put("b.html", "x");
    let written = site.commit(&[("a.html", "a")]).unwrap();
    let note = "kept `/public/b.html`, which somebody changed since the last build";
    assert_eq!(site.notes(&written), [note]);
    assert_eq!((written.deleted, site.read("b.html").as_str()), (0, "x"));
    let written = site.commit(&[("a.html", "a")]).unwrap();
    assert_eq!(site.notes(&written), [""; 0], "it is theirs now");
    let message = site.refused(&[("a.html", "a"), ("b.html", "b")]);
    assert!(message.contains("`b.html` is in the way"), "{message}");
}

#[test]
fn output_that_somebody_changed_is_written_again() {
    let files = [("a.html", "a"), ("b.html", "b"), ("c.html", "c")];
    let site = Site::built(&files);
    site.put("a.html", "x");
    fs::remove_file(site.out.join("b.html")).unwrap();
    let written = site.commit(&files).unwrap();
    assert_eq!(tree(&site.out), expected(&files));
    let note = "overwrote `/public/a.html`, which somebody changed since the last build";
    assert_eq!(site.notes(&written), [note]);
    assert_eq!((written.written, written.unchanged), (2, 1));
}

#[test]
fn file_of_others_at_our_path_is_refused_unless_equal() {
    let site = Site::built(&[("a.html", "a")]);
    for name in ["b.html", "c.html", "d.html", "e.html"] {
        site.put(name, "theirs");
    }
    let files = [("b.html", "b"), ("c.html", "c"), ("d.html", "d"), ("e.html", "e")];
    assert_eq!(
        site.refused(&files),
        "refusing to write into `/public`: `b.html` is in the way and not as nexus wrote it, `c.html` is in the way and \
         not as nexus wrote it, `d.html` is in the way and not as nexus wrote it, and 1 more; move what you want to keep \
         out of the folder, delete the rest, and build again"
    );
    let written = site.commit(&[("a.html", "a"), ("b.html", "theirs")]).unwrap();
    assert_eq!((written.written, written.unchanged), (0, 2));
    site.commit(&[("a.html", "a")]).unwrap();
    assert!(!site.out.join("b.html").exists(), "an equal file becomes ours");
}

#[test]
fn folder_of_others_is_refused() {
    let site = Site::new();
    site.put("photo.jpg", "jpg");
    let why = "it is not empty and nexus did not make it; empty it, or choose another folder";
    assert_eq!(site.refused(&[("a.html", "a")]), format!("refusing to write into `/public`: {why}"));
    assert!(guard(site.target()).is_err(), "the guard says so before a build");
    fs::remove_file(site.out.join("photo.jpg")).unwrap();
    guard(site.target()).unwrap();
    site.commit(&[("a.html", "a")]).unwrap();
    guard(site.target()).unwrap();
}

#[test]
fn guard_refuses_dangerous_places() {
    let site = Site::new();
    fs::write(site.root.join("site.toml"), "").unwrap();
    let home = Utf8PathBuf::from_path_buf(std::env::home_dir().unwrap()).unwrap();
    let above = site.root.parent().unwrap();
    let own = "choose a folder of its own, such as `public`";
    let cases = [
        (Utf8PathBuf::from("/"), format!("it is the root of the disk; {own}")),
        (home.clone(), format!("it is the home folder; {own}")),
        (site.root.clone(), format!("it is the site's root; {own}")),
        (site.root.join("public/../content/.."), format!("it is the site's root; {own}")),
        (above.to_owned(), format!("it contains the site's root; {own}")),
        (site.root.join("content"), format!("it is the site's `content`; {own}")),
        (site.root.join("content/new/"), format!("it is inside the site's `content`; {own}")),
        (site.root.join("static/new"), format!("it is inside the site's `static`; {own}")),
        (site.root.join(".nexus/x"), format!("it is inside the site's `.nexus`; {own}")),
        (site.root.join("site.toml"), "it is not a folder; choose another name".to_owned()),
    ];
    for (out, why) in cases {
        let target = Target { out: &out, ..site.target() };
        let message = guard(target).unwrap_err().to_string();
        assert_eq!(message, format!("refusing to write into `{out}`: {why}"));
        assert!(
            matches!(commit_all(&Disk::default(), target, &outputs(&[])), Err(CommitError::Unsafe { .. })),
            "{out}"
        );
    }
    guard(site.target()).unwrap();
    assert!(!site.out.exists(), "the guard changes nothing");
}

#[cfg(unix)]
#[test]
fn folder_that_a_source_link_leads_to_is_refused() {
    let site = Site::new();
    let elsewhere = site.root.parent().unwrap().join("elsewhere/static");
    fs::create_dir_all(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, site.root.join("static")).unwrap();
    let target = Target { out: elsewhere.parent().unwrap(), ..site.target() };
    let message = guard(target).unwrap_err().to_string();
    assert!(message.contains("it contains the site's `static`"), "{message}");
}

#[cfg(unix)]
#[test]
fn links_are_never_written_through() {
    use std::os::unix::fs::symlink;
    let site = Site::built(&[("a/index.html", "a"), ("b.html", "b"), ("c.html", "c")]);
    let elsewhere = site.root.parent().unwrap().join("elsewhere");
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("index.html"), "a").unwrap();
    fs::write(elsewhere.join("b.html"), "theirs").unwrap();
    let before = tree(&elsewhere);

    // A link in place of a folder of ours: nothing is written or deleted behind it.
    fs::remove_dir_all(site.out.join("a")).unwrap();
    symlink(&elsewhere, site.out.join("a")).unwrap();
    let message = site.refused(&[("a/index.html", "new"), ("b.html", "b"), ("c.html", "c")]);
    assert!(message.contains("`a/index.html` would be written through a symbolic link"), "{message}");
    let message = site.refused(&[("a/deep/er.html", "new"), ("b.html", "b"), ("c.html", "c")]);
    assert!(message.contains("`a/deep/er.html` would be written through"), "{message}");
    let written = site.commit(&[("b.html", "b"), ("c.html", "c")]).unwrap();
    assert_eq!((written.deleted, written.notes.len()), (0, 1), "{written:?}");

    // A link in place of a file of ours is replaced, one that is not ours is refused.
    fs::remove_file(site.out.join("b.html")).unwrap();
    symlink(elsewhere.join("b.html"), site.out.join("b.html")).unwrap();
    let written = site.commit(&[("b.html", "new"), ("c.html", "c")]).unwrap();
    assert_eq!((written.written, written.notes.len()), (1, 1));
    symlink(elsewhere.join("b.html"), site.out.join("d.html")).unwrap();
    site.refused(&[("b.html", "new"), ("c.html", "c"), ("d.html", "theirs")]);
    assert_eq!(tree(&elsewhere), before);

    // The output folder itself.
    let link = site.root.join("link");
    symlink(&elsewhere, &link).unwrap();
    for out in [link.clone(), link.join("")] {
        let message = guard(Target { out: &out, ..site.target() }).unwrap_err().to_string();
        assert!(message.contains("it is a symbolic link"), "{message}");
    }
}

#[test]
fn second_writer_is_locked_out() {
    let site = Site::built(&[("a.html", "a")]);
    let place = Place::of(site.target()).unwrap();
    let lock = Lock::take(&place).unwrap();
    let error = site.commit(&[("a.html", "b")]).unwrap_err();
    assert!(matches!(error, CommitError::Locked { .. }), "{error:?}");
    let message = error.to_string().replace(site.root.as_str(), "");
    let process = std::process::id();
    let expected = "is writing into `/public`: wait until it is done";
    assert_eq!(message, format!("another build (process {process}) {expected}"));
    assert_eq!(site.read("a.html"), "a");
    drop(lock);
    site.commit(&[("a.html", "b")]).unwrap();
}

#[test]
fn file_becomes_folder_and_back() {
    let flat = [("a", "file"), ("b/c/d.html", "d")];
    let deep = [("a/index.html", "page"), ("b", "file")];
    let site = Site::built(&flat);
    fs::create_dir_all(site.out.join("b/c/empty")).unwrap();
    let written = site.commit(&deep).unwrap();
    assert_eq!(tree(&site.out), expected(&deep));
    assert_eq!((written.written, written.deleted), (2, 2));
    site.commit(&flat).unwrap();
    assert_eq!(tree(&site.out), expected(&flat));
}

#[test]
fn swap_that_would_cost_a_foreign_file_is_refused() {
    let site = Site::built(&[("a", "file"), ("b/c.html", "c")]);
    site.put("b/theirs.txt", "t");
    let message = site.refused(&[("b", "file")]);
    assert!(message.contains("`b/theirs.txt` is in the way"), "{message}");
    site.put("a", "edited");
    let message = site.refused(&[("a/index.html", "page"), ("b/c.html", "c")]);
    assert!(message.contains("`a` is in the way"), "{message}");
}

#[test]
fn folder_of_others_with_the_name_of_ours_is_refused() {
    let site = Site::built(&[("a.html", "a")]);
    site.put(".nexus-partial/theirs.txt", "t");
    let message = site.refused(&[("a.html", "b")]);
    assert!(message.contains("`.nexus-partial` is in the way"), "{message}");
}

#[test]
fn outputs_that_are_no_tree_are_an_error() {
    let site = Site::new();
    for (files, why) in [
        ([("a", "1"), ("a/b/c", "2")], "`a` is both a file and a folder of the output"),
        (
            [("x", "1"), (".nexus-partial/0", "2")],
            "`.nexus-partial` is the name of the temporary folder: `.nexus-partial/0` cannot be there",
        ),
    ] {
        let error = site.commit(&files).unwrap_err();
        assert!(matches!(error, CommitError::Io(_)), "{error:?}");
        assert_eq!(error.to_string(), why);
        assert!(!site.out.exists());
    }
    for path in ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a"] {
        assert!(!manifest::is_below(path), "{path:?}");
    }
}

#[test]
fn damaged_or_hostile_record_is_not_trusted() {
    let listed = |path, digest: &str| {
        format!(r#"{{"version":1,"out":"x","files":{{"{path}":{{"length":1,"digest":"{digest}"}}}}}}"#)
    };
    let digest = Digest::of_bytes(b"a").to_string();
    let (absolute, above) = (listed("/etc/passwd", &digest), listed("../x", &digest));
    let short = listed("a", &digest[..8]);
    let newer = r#"{"version":2}"#.to_owned();
    for (text, why) in [
        (absolute, "`/etc/passwd` is no path below the folder"),
        (above, "`../x` is no path below the folder"),
        (short, "`17762fdd` is no digest at line 1 column 68"),
        (newer, "its version is 2, not 1"),
        ("{".to_owned(), "EOF while parsing an object at line 1 column 1"),
    ] {
        let site = Site::built(&[("a.html", "a")]);
        fs::write(site.state("manifest.json"), text).unwrap();
        let message = site.refused(&[("a.html", "b")]);
        assert!(message.contains(&format!("cannot be trusted ({why})")), "{message}");
        fs::remove_file(site.out.join("a.html")).unwrap();
        site.commit(&[("a.html", "b")]).unwrap();
    }
}

#[test]
fn site_can_be_moved_with_its_output() {
    let mut site = Site::built(&[("a.html", "a"), ("b.html", "b")]);
    let moved = site.root.with_file_name("moved");
    fs::rename(&site.root, &moved).unwrap();
    (site.out, site.root) = (moved.join("public"), moved);
    assert_eq!(site.commit(&[("a.html", "a")]).unwrap().deleted, 1);
}

#[test]
fn two_output_folders_do_not_know_each_other() {
    let mut site = Site::built(&[("a.html", "a")]);
    let first = site.out.clone();
    site.out = site.root.parent().unwrap().join("preview");
    site.commit(&[("b.html", "b")]).unwrap();
    assert_eq!(tree(&first), expected(&[("a.html", "a")]));
    assert_eq!(tree(&site.out), expected(&[("b.html", "b")]));
    site.out = first;
    assert_eq!(site.commit(&[("c.html", "c")]).unwrap().deleted, 1);
    assert_eq!(tree(&site.out), expected(&[("c.html", "c")]));
}

#[test]
fn failure_names_its_path() {
    let mut site = Site::new();
    fs::write(site.root.join("file"), "").unwrap();
    site.out = site.root.join("file/public");
    let error = site.commit(&[("a.html", "a")]).unwrap_err();
    assert!(matches!(error, CommitError::Io(_)), "{error:?}");
    assert!(error.to_string().contains(site.out.as_str()), "{error}");
}

#[test]
fn every_operation_names_the_path_it_failed_at() {
    let site = Site::new();
    let (disk, path) = (Disk::default(), site.root.join("missing/x"));
    fs::write(site.root.join("file"), "").unwrap();
    let results = [
        disk.create_folders(&site.root.join("file/x")),
        disk.create_folder(&path),
        disk.write(&path, b"x"),
        disk.replace(&path, b"x"),
        disk.rename(&site.root.join("file"), &path),
        disk.remove_file(&path),
        disk.remove_folder(&path),
        disk.remove_tree(&site.root.join("file/x")),
    ];
    for (number, result) in results.into_iter().enumerate() {
        let message = format!("{:#}", result.unwrap_err());
        let names = message.contains("missing/x") || message.contains("file/x");
        assert!(names, "operation {number}: {message}");
    }
}

#[cfg(unix)]
#[test]
fn read_only_folder_is_an_error_that_names_it() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::built(&[("a/index.html", "a")]);
    fs::set_permissions(&site.out, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(site.out.join("probe"), "").is_ok() {
        return; // The superuser may write everywhere.
    }
    let error = site.commit(&[("b/index.html", "b")]).unwrap_err();
    fs::set_permissions(&site.out, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(matches!(error, CommitError::Io(_)), "{error:?}");
    assert!(error.to_string().contains(site.out.as_str()), "{error}");
    assert_eq!(tree(&site.out), expected(&[("a/index.html", "a")]));
}

#[test]
fn failure_before_the_first_change_takes_everything_back() {
    let mut taken_back = 0;
    for operations in 0.. {
        let site = Site::built(&BEFORE);
        let Err(error) = site.commit_on(&failing(operations, Then::Alive), &AFTER) else {
            break;
        };
        let message = error.to_string();
        assert!(message.contains(site.root.as_str()), "{message}");
        let completes = "the next build completes it";
        if !message.contains(completes) && !site.state("journal.json").exists() {
            assert_eq!(tree(&site.out), expected(&BEFORE), "{message}");
            taken_back += 1;
        }
        assert_whole(&site.out, &expected(&BEFORE), &expected(&AFTER), &message);
        site.commit(&AFTER).unwrap();
        assert_eq!(tree(&site.out), expected(&AFTER), "{message}");
    }
    let staging = AFTER.len() + 2;
    assert!(taken_back > staging, "only {taken_back} failures left nothing behind");
}

#[test]
fn change_that_keeps_length_and_time_is_seen() {
    let files = [("a.html", "old"), ("b.html", "old")];
    let site = Site::built(&files);
    let path = site.out.join("a.html");
    let time = modified(&path);
    site.put("a.html", "new");
    File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    assert_eq!(site.commit(&files).unwrap().written, 1);
}

#[cfg(unix)]
#[test]
fn file_that_was_seen_is_read_again_only_if_it_changed() {
    let site = Site::built(&[("a.html", "old"), ("b.html", "old")]);
    let (a, other, aside) = (site.out.join("a.html"), site.root.join("other"), site.root.join("aside"));
    let place = Place::of(site.target()).unwrap();
    let manifest = manifest::claim(&place).unwrap().manifest;
    // How many files are read and recorded, and how many hold what they should.
    let look = || {
        // The clock of a file system may stand still for some milliseconds.
        std::thread::sleep(Duration::from_millis(30));
        let index = index_of(&place, Duration::ZERO);
        let tree = Tree::look(&place, index.look(), manifest.files.keys()).unwrap();
        let holds = |(path, entry)| tree.holds(path, tree.find(path).unwrap(), entry).unwrap();
        let hold = manifest.files.iter().filter(|file| holds(*file)).count();
        index.save(&place.site);
        (index.recorded(), hold)
    };
    assert_eq!(look(), (2, 2));
    assert_eq!(look(), (0, 2), "both were seen");

    let time = modified(&a);
    let set_back =
        |path: &Utf8Path| File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    fs::write(&a, "new").unwrap();
    set_back(&a);
    assert_eq!(look(), (1, 1), "written over, with the old time");
    fs::write(&a, "old").unwrap();
    set_back(&a);
    assert_eq!(look(), (1, 2), "as it was, with another stamp");

    fs::write(&other, "new").unwrap();
    set_back(&other);
    fs::rename(&other, &a).unwrap();
    assert_eq!(look(), (1, 1), "another file in its place");
    fs::rename(&a, &aside).unwrap();
    assert_eq!(look(), (0, 1), "gone");
    fs::write(&a, "old").unwrap();
    assert_eq!(look(), (1, 2));
}

#[cfg(unix)]
#[test]
fn file_that_changed_just_now_is_read() {
    let site = Site::built(&[("a.html", "old")]);
    let place = Place::of(site.target()).unwrap();
    let manifest = manifest::claim(&place).unwrap().manifest;
    for _ in 0..2 {
        let index = index_of(&place, FileIndex::SETTLE);
        let tree = Tree::look(&place, index.look(), manifest.files.keys()).unwrap();
        let (path, entry) = manifest.files.iter().next().unwrap();
        assert!(tree.holds(path, tree.find(path).unwrap(), entry).unwrap());
        assert_eq!(index.recorded(), 0);
        index.save(&place.site);
    }
}

/// What can happen to a tree in one commit: files added, changed, deleted, kept; a file to a folder and back.
const BEFORE: [(&str, &str); 8] = [
    ("index.html", "old home"),
    ("same.html", "same"),
    ("changed/index.html", "old text"),
    ("deleted/deep/index.html", "old deleted"),
    ("deleted.html", "old too"),
    ("file", "old file"),
    ("folder/a/index.html", "old a"),
    ("folder/b.html", "old b"),
];
const AFTER: [(&str, &str); 8] = [
    ("index.html", "new home"),
    ("same.html", "same"),
    ("changed/index.html", "new longer text"),
    ("added/deep/index.html", "new added"),
    ("added.html", "new too"),
    ("file/index.html", "new page"),
    ("file/deep/x.html", "new x"),
    ("folder", "new file"),
];
const THEIRS: [(&str, &str); 2] = [("CNAME", "example.org"), ("deleted/theirs.txt", "theirs")];

/// Every file of the output is one that was there before or one that is there afterwards, whole.
fn assert_whole(out: &Utf8Path, before: &Files, after: &Files, context: &str) {
    let now = tree(out);
    let ours = |path: &str| !path.starts_with(place::PARTIAL) && !path.ends_with('/');
    for (path, text) in now.iter().filter(|(path, _)| ours(path)) {
        let versions = [before.get(path), after.get(path)];
        assert!(versions.contains(&Some(text)), "{context}: `{path}` holds {text:?}");
    }
    let stays = before.keys().filter(|path| after.contains_key(*path));
    for path in stays {
        assert!(now.contains_key(path), "{context}: `{path}` is missing");
    }
}

fn with_theirs(files: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    [files, &THEIRS].concat()
}

#[test]
fn killed_commit_is_healed_by_the_next_wherever_it_died() {
    let (before, after) = (expected(&with_theirs(&BEFORE)), expected(&with_theirs(&AFTER)));
    for operations in 0.. {
        // The commit that heals brings the killed one's outputs, those from before it, or others.
        for next in [&AFTER[..], &BEFORE[..], &[("file", "third"), ("added", "third")]] {
            let site = Site::built(&BEFORE);
            THEIRS.iter().for_each(|(path, text)| site.put(path, text));
            let context = format!("killed after {operations} operations");
            let Err(error) = site.commit_on(&dying(operations), &AFTER) else {
                assert!(operations > 30, "the commit took {operations} operations only");
                return;
            };
            assert!(error.to_string().contains(site.root.as_str()), "{error}");
            assert_whole(&site.out, &before, &after, &context);
            guard(site.target()).unwrap();
            let written = site.commit(next).unwrap();
            assert_eq!(tree(&site.out), expected(&with_theirs(next)), "{context}");
            assert!(!site.state("journal.json").exists(), "{context}");
            let strays = written.notes.iter().filter(|note| !note.starts_with("healed"));
            assert_eq!(strays.count(), 0, "{context}: {written:?}");
            assert_eq!(site.commit(next).unwrap().unchanged, next.len(), "{context}");
        }
    }
}

#[test]
fn killed_first_commit_is_healed_by_the_next_wherever_it_died() {
    for operations in 0.. {
        let site = Site::new();
        if site.commit_on(&dying(operations), &AFTER).is_ok() {
            return;
        }
        assert_whole(&site.out, &Files::new(), &expected(&AFTER), "first commit");
        guard(site.target()).unwrap();
        site.commit(&BEFORE).unwrap();
        assert_eq!(tree(&site.out), expected(&BEFORE), "{operations} operations");
    }
}

#[test]
fn healing_can_be_killed_too() {
    let before = [("a", "old"), ("b/index.html", "old"), ("c.html", "old")];
    let after = [("a/index.html", "new"), ("b", "new"), ("c.html", "new")];
    for first in 0.. {
        for second in 0.. {
            let site = Site::built(&before);
            if site.commit_on(&dying(first), &after).is_ok() {
                return;
            }
            let was_healed = site.commit_on(&dying(second), &before).is_ok();
            let written = site.commit(&after).unwrap();
            assert_eq!(tree(&site.out), expected(&after), "{first}, {second}: {written:?}");
            if was_healed {
                break;
            }
        }
    }
}

#[test]
fn file_that_somebody_puts_into_a_half_written_output_survives() {
    for operations in 0.. {
        let site = Site::built(&BEFORE);
        if site.commit_on(&dying(operations), &AFTER).is_ok() {
            return;
        }
        if fs::read_to_string(site.state("manifest.json")).unwrap().contains("added.html") {
            return; // From here on the file is ours, and one that somebody changed.
        }
        site.put("added.html", "theirs");
        let message = site.commit(&AFTER).unwrap_err().to_string();
        assert!(message.contains("`added.html` is in the way"), "{message}");
        assert_eq!(site.read("added.html"), "theirs", "{operations} operations");
        fs::remove_file(site.out.join("added.html")).unwrap();
        site.commit(&AFTER).unwrap();
        assert_eq!(tree(&site.out), expected(&AFTER), "{operations} operations");
    }
}

#[test]
fn random_trees_and_kills_end_in_the_right_tree() {
    let mut random = Random(7);
    for _ in 0..20 {
        let site = Site::new();
        for round in 0..25 {
            let names: Vec<String> = random.names();
            let texts: Vec<String> = names.iter().map(|_| random.below(3).to_string()).collect();
            let pairs = names.iter().zip(&texts);
            let files: Vec<(&str, &str)> = pairs.map(|(n, t)| (n.as_str(), t.as_str())).collect();
            match site.commit_on(&dying(random.below(60)), &files) {
                Err(_) => {
                    let written = site.commit(&files).unwrap();
                    let strays = written.notes.iter().filter(|note| !note.starts_with("healed"));
                    assert_eq!(strays.count(), 0, "round {round}: {written:?}");
                }
                Ok(written) => assert_eq!(written.notes, Vec::<String>::new(), "round {round}"),
            }
            assert_eq!(tree(&site.out), expected(&files), "round {round}");
        }
    }
}

/// A small generator (splitmix64): the same trees in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % limit
    }

    /// Paths of which none is a folder of another.
    fn names(&mut self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for _ in 0..self.below(8) + 1 {
            let depth = self.below(3) + 1;
            let parts: Vec<&str> = (0..depth).map(|_| ["a", "b", "a-b"][self.below(3) as usize]).collect();
            let name = parts.join("/");
            let clashes = |other: &String| {
                let (one, two) = (format!("{name}/"), format!("{other}/"));
                one.starts_with(&two) || two.starts_with(&one)
            };
            if !names.iter().any(clashes) {
                names.push(name);
            }
        }
        names
    }
}

/// Times a large site: `cargo test --release -- --ignored --nocapture ten_thousand`.
#[test]
#[ignore = "a measurement, for who runs it by hand: see above"]
fn ten_thousand_files() {
    let site = Site::new();
    let page = |i: usize, text: &str| {
        let path = OutPath::new(format!("section-{}/entry-{i}/index.html", i % 40));
        (path, format!("{i} {text} ").repeat(500).into_bytes())
    };
    let old: Outputs = (0..10_000).map(|i| page(i, "some text")).collect();
    let new: Outputs = (0..10_000).map(|i| page(i, "other text")).collect();
    let time = |name: &str, outputs: &Outputs| {
        let start = std::time::Instant::now();
        let written = commit_all(&Disk::default(), site.target(), outputs).unwrap();
        println!("{name:24} {:>8.2?}  {written:?}", start.elapsed());
    };
    time("first build", &old);
    time("nothing changed", &old);
    time("all changed", &new);
    time("all deleted", &BTreeMap::new());
}
