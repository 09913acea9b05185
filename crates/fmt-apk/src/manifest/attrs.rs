//! The resource ids of the framework attributes that manifests use.
//!
//! Spec: AOSP `frameworks/base/core/res/res/values/public*.xml`; a released id never changes.
//!
//! Departures from the spec: none known.

use crate::res_value::ResId;

macro_rules! attributes {
    ($($constant:ident $name:literal $id:literal;)*) => {
        $(pub(crate) const $constant: ResId = ResId($id);)*

        /// The attribute's name, without its namespace.
        pub(crate) const fn name(id: ResId) -> Option<&'static str> {
            match id {
                $($constant => Some($name),)*
                _ => None,
            }
        }
    };
}

attributes! {
    ALLOW_BACKUP "allowBackup" 0x0101_0280;
    APP_COMPONENT_FACTORY "appComponentFactory" 0x0101_057a;
    AUTHORITIES "authorities" 0x0101_0018;
    AUTO_VERIFY "autoVerify" 0x0101_04ee;
    BACKUP_AGENT "backupAgent" 0x0101_027f;
    CERT_DIGEST "certDigest" 0x0101_0548;
    COMPILE_SDK_VERSION "compileSdkVersion" 0x0101_0572;
    DATA_EXTRACTION_RULES "dataExtractionRules" 0x0101_063e;
    DEBUGGABLE "debuggable" 0x0101_000f;
    DESCRIPTION "description" 0x0101_0020;
    DIRECT_BOOT_AWARE "directBootAware" 0x0101_0505;
    ENABLED "enabled" 0x0101_000e;
    EXPORTED "exported" 0x0101_0010;
    EXTERNAL_SERVICE "externalService" 0x0101_050e;
    EXTRACT_NATIVE_LIBS "extractNativeLibs" 0x0101_04ea;
    FOREGROUND_SERVICE_TYPE "foregroundServiceType" 0x0101_0599;
    FULL_BACKUP_CONTENT "fullBackupContent" 0x0101_04eb;
    FULL_BACKUP_ONLY "fullBackupOnly" 0x0101_0473;
    GL_ES_VERSION "glEsVersion" 0x0101_0281;
    GRANT_URI_PERMISSIONS "grantUriPermissions" 0x0101_001b;
    HAS_CODE "hasCode" 0x0101_000c;
    HOST "host" 0x0101_0028;
    IS_FEATURE_SPLIT "isFeatureSplit" 0x0101_055b;
    IS_SPLIT_REQUIRED "isSplitRequired" 0x0101_0591;
    IS_STATIC "isStatic" 0x0101_055a;
    ISOLATED_PROCESS "isolatedProcess" 0x0101_03a9;
    ISOLATED_SPLITS "isolatedSplits" 0x0101_054b;
    KNOWN_CERTS "knownCerts" 0x0101_062a;
    LABEL "label" 0x0101_0001;
    LAUNCH_MODE "launchMode" 0x0101_001d;
    MAX_SDK_VERSION "maxSdkVersion" 0x0101_0271;
    MIME_TYPE "mimeType" 0x0101_0026;
    MIN_SDK_VERSION "minSdkVersion" 0x0101_020c;
    NAME "name" 0x0101_0003;
    NETWORK_SECURITY_CONFIG "networkSecurityConfig" 0x0101_0527;
    ORDER "order" 0x0101_01ea;
    PATH "path" 0x0101_002a;
    PATH_ADVANCED_PATTERN "pathAdvancedPattern" 0x0101_0620;
    PATH_PATTERN "pathPattern" 0x0101_002c;
    PATH_PREFIX "pathPrefix" 0x0101_002b;
    PATH_SUFFIX "pathSuffix" 0x0101_061e;
    PERMISSION "permission" 0x0101_0006;
    PERMISSION_FLAGS "permissionFlags" 0x0101_03c7;
    PERMISSION_GROUP "permissionGroup" 0x0101_000a;
    PERSISTENT "persistent" 0x0101_000d;
    PORT "port" 0x0101_0029;
    PRIORITY "priority" 0x0101_001c;
    PROCESS "process" 0x0101_0011;
    PROTECTION_LEVEL "protectionLevel" 0x0101_0009;
    READ_PERMISSION "readPermission" 0x0101_0007;
    REQUIRED "required" 0x0101_028e;
    REQUIRED_SPLIT_TYPES "requiredSplitTypes" 0x0101_064e;
    REQUIRED_SYSTEM_PROPERTY_NAME "requiredSystemPropertyName" 0x0101_0565;
    REQUIRED_SYSTEM_PROPERTY_VALUE "requiredSystemPropertyValue" 0x0101_0566;
    RESOURCE "resource" 0x0101_0025;
    RESTORE_ANY_VERSION "restoreAnyVersion" 0x0101_02ba;
    SCHEME "scheme" 0x0101_0027;
    SHARED_USER_ID "sharedUserId" 0x0101_000b;
    SHARED_USER_MAX_SDK_VERSION "sharedUserMaxSdkVersion" 0x0101_064d;
    SPLIT_TYPES "splitTypes" 0x0101_064f;
    SSP "ssp" 0x0101_03e3;
    SSP_ADVANCED_PATTERN "sspAdvancedPattern" 0x0101_0621;
    SSP_PATTERN "sspPattern" 0x0101_03e5;
    SSP_PREFIX "sspPrefix" 0x0101_03e4;
    SSP_SUFFIX "sspSuffix" 0x0101_061f;
    TARGET_ACTIVITY "targetActivity" 0x0101_0202;
    TARGET_NAME "targetName" 0x0101_044d;
    TARGET_PACKAGE "targetPackage" 0x0101_0021;
    TARGET_PROCESSES "targetProcesses" 0x0101_0541;
    TARGET_SDK_VERSION "targetSdkVersion" 0x0101_0270;
    TASK_AFFINITY "taskAffinity" 0x0101_0012;
    TEST_ONLY "testOnly" 0x0101_0272;
    USES_CLEARTEXT_TRAFFIC "usesCleartextTraffic" 0x0101_04ec;
    USES_PERMISSION_FLAGS "usesPermissionFlags" 0x0101_0644;
    VALUE "value" 0x0101_0024;
    VERSION "version" 0x0101_0519;
    VERSION_CODE "versionCode" 0x0101_021b;
    VERSION_CODE_MAJOR "versionCodeMajor" 0x0101_0576;
    VERSION_MAJOR "versionMajor" 0x0101_0577;
    VERSION_NAME "versionName" 0x0101_021c;
    WRITE_PERMISSION "writePermission" 0x0101_0008;
}
