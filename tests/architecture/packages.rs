//! What the packages of three systems say about the program is what it says about itself.

use std::fs;

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[test]
fn every_package_bears_the_version_of_the_program() {
    let plist = read("packaging/macos/Info.plist");
    assert_eq!(
        plist.matches(&format!("<string>{VERSION}</string>")).count(),
        2,
        "packaging/macos/Info.plist"
    );
    let installer = read("packaging/windows/org2org-setup.wxs");
    assert!(
        installer.contains(&format!(" Version=\"{VERSION}\"")),
        "packaging/windows/org2org-setup.wxs"
    );
    let about = read("packaging/linux/org2org-setup.metainfo.xml");
    assert!(
        about.contains(&format!("<release version=\"{VERSION}\"")),
        "packaging/linux/org2org-setup.metainfo.xml"
    );
}

#[test]
fn every_package_starts_the_program_by_its_name() {
    let name = env!("CARGO_PKG_NAME");
    assert!(read("packaging/linux/org2org-setup.desktop").contains(&format!("\nExec={name}\n")));
    assert!(read("packaging/macos/Info.plist").contains(&format!("<string>{name}</string>")));
    assert!(read("packaging/windows/org2org-setup.wxs").contains(&format!("\"{name}.exe\"")));
}

fn read(path: &str) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    fs::read_to_string(format!("{root}/{path}")).unwrap_or_else(|error| panic!("{path}: {error}"))
}
