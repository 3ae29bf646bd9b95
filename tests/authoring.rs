//! What Markdown takes from other files of the site: code, pictures, fragments.

mod common;

use common::Site;

#[test]
fn code_comes_from_a_file() {
    let site = Site::new()
        .file(
            "content/t/examples/tasks.py",
            "import x\n\n# region: retry\n@retry\ndef f(): ...\n# endregion\n",
        )
        .file(
            "content/t/a.md",
            "---\ntitle: A\n---\n```file=\"examples/tasks.py#retry\"\nsee examples/tasks.py\n```\n\n\
             ```text file=/t/examples/tasks.py title=All\n```\n",
        );
    site.run(["build", "--strict"]).succeeds();
    let page = site.read("public/t/a/index.html");
    assert!(page.contains("<span class=\"code-title\">examples/tasks.py</span>"), "{page}");
    assert!(page.contains("data-lang=\"py\""), "{page}");
    assert!(page.contains("<span class=\"line\">import x\n</span>"), "{page}");
    assert_eq!(page.matches("retry").count(), 2, "once in each block");
    assert!(!page.contains("see examples") && !page.contains("# region"), "{page}");
}

#[test]
fn changed_file_changes_the_code() {
    let site = Site::new()
        .file("content/x.sh", "echo one\n")
        .file("content/a.md", "---\ntitle: A\n---\n```file=x.sh\n```\n");
    site.run(["build"]).succeeds();
    site.write("content/x.sh", "echo two\n");
    site.run(["build"]).succeeds();
    assert!(site.read("public/a/index.html").contains("two"));
}

#[test]
fn code_from_nowhere_is_an_error() {
    let site = Site::new()
        .file("content/x.py", "# region: retry\n# endregion\n")
        .file("content/x.bin", b"\xff\x00".as_slice())
        .file("secret.txt", "secret")
        .file(
            "content/a.md",
            "---\ntitle: A\n---\n```py file=\"y.py\"\n```\n```py file=\"x.py#rety\"\n```\n```text file=x.bin\n```\n\
             ```text file=../secret.txt\n```\n",
        );
    site.run(["check"])
        .fails(1)
        .says("error[missing-asset]: no file at `y.py`")
        .says("content/a.md:4:13")
        .says("did you mean `x.py`?")
        .says("error[missing-region]: `x.py` has no region `rety`")
        .says("content/a.md:6:13")
        .says("did you mean `retry`?")
        .says("error[missing-region]: `x.bin` is not UTF-8 text")
        .says("error[unsafe-link]: `../secret.txt` leads out of the content folder");
}
