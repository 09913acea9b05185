//! APK signatures: the JAR manifest scheme and the signing block schemes.
