//! APK files: zip as Android reads it, binary XML, resource table, manifest, splits, signatures.
