//! The default theme is embedded in the binary: a file that is added to it must lead to a new build.

fn main() {
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=static");
}
