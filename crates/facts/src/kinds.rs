//! Every kind of facts and its columns.
//!
//! Each struct here is one SQL table; its doc comments are what `patikra query` users and rule authors read.

use crate::fact::{Cell, Column, FactKind, Kind, Value};

macro_rules! kinds {
    ($list:ident; $($(#[doc = $doc:literal])+ $name:ident = $text:literal {
        $($(#[doc = $column_doc:literal])+ $column:ident: $ty:ty,)*
    })*) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct $name {
                $($(#[doc = $column_doc])+ pub $column: $ty,)*
            }

            impl FactKind for $name {
                const KIND: &'static Kind = &Kind {
                    name: $text,
                    doc: concat!($($doc,)+),
                    columns: &[$(Column {
                        name: stringify!($column),
                        ty: <$ty as Cell>::TYPE,
                        nullable: <$ty as Cell>::NULLABLE,
                        doc: concat!($($column_doc,)+),
                    },)*],
                };

                fn into_values(self) -> Vec<Value> {
                    vec![$(self.$column.into_value(),)*]
                }
            }
        )*

        const $list: &[&Kind] = &[$($name::KIND,)*];
    };
}

kinds! { HERE;
    /// A property that a partition's `build.prop` or `default.prop` sets.
    DeviceProperty = "device.property" {
        /// The property.
        name: String,
        /// Its value.
        value: String,
    }
    /// A permission that a partition's `etc/permissions` grants to, or withholds from, a privileged app.
    DevicePrivilegedPermission = "device.privileged_permission" {
        /// The app's package.
        package: String,
        /// The permission.
        permission: String,
        /// 1 where it is granted, 0 where `deny-permission` withholds it.
        granted: bool,
    }
    /// A hardware or software feature that the phone declares in `etc/permissions`.
    DeviceFeature = "device.feature" {
        /// The feature.
        name: String,
    }

    /// Where an app's file stood in the input.
    AppInstalled = "app.installed" {
        /// The path in the input, with `/` between its parts.
        path: String,
        /// The partition, where the input is a tree of partitions.
        partition: Option<String>,
        /// 1 where it stands under a partition's `priv-app`.
        privileged: bool,
        /// 1 where it came with the phone's firmware, 0 where nothing shows that.
        preinstalled: bool,
    }
    /// A container inside an app's file that holds an app or code of its own.
    AppNested = "app.nested" {
        /// The path inside the app's file.
        path: String,
        /// What it is: `apk`, `dex`, `jar`, `zip`, `apex`.
        kind: String,
    }

    /// What an app's manifest says of the app as a whole.
    ApkManifest = "apk.manifest" {
        /// The package.
        package: String,
        /// `versionCodeMajor` and `versionCode` as one number.
        version_code: Option<i64>,
        /// The version for people.
        version_name: Option<String>,
        /// The oldest API level that may install it.
        min_sdk: Option<i64>,
        /// The API level it was made for.
        target_sdk: Option<i64>,
        /// The user id that it shares with other apps of the same signer.
        shared_user_id: Option<String>,
        /// The name that a launcher shows.
        label: Option<String>,
        /// The split's name; null for a base APK.
        split: Option<String>,
    }
    /// A flag of the manifest's `application` element, as it is written there.
    ApkManifestFlag = "apk.manifest_flag" {
        /// The attribute in snake case, for instance `uses_cleartext_traffic`.
        flag: String,
        /// `true`, `false`, or the value as text.
        value: String,
    }
    /// A permission that the manifest requests.
    ApkPermission = "apk.permission" {
        /// The permission.
        name: String,
        /// The newest API level for which it is requested.
        max_sdk: Option<i64>,
    }
    /// A permission that the manifest defines.
    ApkPermissionDefined = "apk.permission_defined" {
        /// The permission.
        name: String,
        /// The protection level and its flags with `|` between them.
        protection: String,
    }
    /// A component: something that other apps or the system can start.
    ApkComponent = "apk.component" {
        /// `activity`, `activity-alias`, `service`, `receiver` or `provider`.
        kind: String,
        /// The class, with its package.
        name: String,
        /// 1 where other apps can reach it, by the manifest or by Android's default.
        exported: bool,
        /// The permission that a caller needs; null for none.
        permission: Option<String>,
        /// The permission that reading a provider needs; null for none, and for other components.
        read_permission: Option<String>,
        /// The permission that writing to a provider needs; likewise.
        write_permission: Option<String>,
        /// 0 where it is switched off in the manifest.
        enabled: bool,
        /// The process it runs in; null for the app's own.
        process: Option<String>,
        /// A provider's authorities, separated by `;`.
        authorities: Option<String>,
    }
    /// One line of an intent filter.
    ApkIntentFilter = "apk.intent_filter" {
        /// The component's kind.
        kind: String,
        /// The component's class.
        component: String,
        /// The filter's position within the component, from 0.
        filter: i64,
        /// `action`, `category`, or the part of a `data` element as it is written, for instance `scheme`.
        element: String,
        /// What it names.
        value: String,
    }
    /// A rule of the app's network security config.
    ApkNetworkSecurity = "apk.network_security" {
        /// The domain; null for the base of all domains.
        domain: Option<String>,
        /// What the rule sets: `cleartext` (`true`, `false`), `trust-anchor` (`system`, `user`, ...), `pin`,
        /// `debug-trust-anchor`.
        what: String,
        /// Its value.
        value: String,
    }
    /// What an APK says of splits: which it is, which it needs.
    ApkSplit = "apk.split" {
        /// `is`, `provides-type`, `requires-split`, `requires-type` or `requires-any`.
        role: String,
        /// The split's name or type; empty for `requires-any`.
        name: String,
    }
    /// A split that an app says it needs and that the input lacks.
    ApkSplitMissing = "apk.split_missing" {
        /// The split's name, or its type with a note that any of that type would do.
        split: String,
    }
    /// How an APK's signature under one scheme stands.
    ApkSignature = "apk.signature" {
        /// `v1`, `v2`, `v3`, `v3.1` or `v4`; `android` for what Android makes of all of them together.
        scheme: String,
        /// `verified`, `invalid` or `absent`.
        status: String,
        /// 1 where some Android version that the app is for decides by this scheme.
        used: bool,
        /// What is wrong, for `invalid`.
        because: Option<String>,
    }
    /// A certificate that signed an APK.
    ApkSigner = "apk.signer" {
        /// The scheme.
        scheme: String,
        /// The certificate's SHA-256 in hex.
        certificate: String,
        /// Its subject; null where it cannot be read.
        name: Option<String>,
        /// The key, for instance `RSA 2048`; null where it cannot be read.
        key: Option<String>,
        /// 1 where the signatures of its scheme were verified.
        verified: bool,
        /// 1 where the newest Android version takes it for the app's signer.
        of_app: bool,
        /// Its place in a rotation lineage, from 0 for the oldest; null where there was no rotation.
        lineage: Option<i64>,
    }
    /// Something in a zip file that a plain writer would not make, or on which readers differ.
    ApkAnomaly = "apk.anomaly" {
        /// The oddity's name.
        what: String,
        /// What Android makes of it: `reads`, `refuses-entry` or `refuses-archive`.
        android: String,
        /// The entry it concerns.
        entry: Option<String>,
    }
    /// A native library inside an app.
    ApkNativeLibrary = "apk.native_library" {
        /// The processor it is for.
        abi: String,
        /// Its file name.
        name: String,
    }

    /// A DEX file, as read.
    DexFile = "dex.file" {
        /// The format's version, for instance `035`.
        version: String,
        /// Classes it defines.
        n_classes: i64,
        /// Methods with code.
        n_code: i64,
        /// Code units of 16 bits in those methods.
        n_code_units: i64,
        /// Strings in its table.
        n_strings: i64,
    }
    /// A call of a framework API that the list `knowledge/models/apis.toml` names.
    CodeApiCall = "code.api_call" {
        /// The API's id in that list.
        api: String,
        /// What it allows, from that list, for instance `sends-sms`.
        capability: String,
        /// The method that holds the call.
        caller: String,
        /// The method called.
        callee: String,
    }
    /// A call by reflection whose class and method names stand as strings in the same method.
    CodeReflection = "code.reflection" {
        /// The method that holds the call.
        caller: String,
        /// The name that is looked up.
        name: String,
        /// `class` or `method`.
        what: String,
    }
    /// A library or SDK recognised in an app.
    CodeLibrary = "code.library" {
        /// Its id in `knowledge/models/libraries.toml`.
        library: String,
        /// What it does, from that file, for instance `analytics`.
        purpose: String,
        /// What it was recognised by: `structure` or `name`.
        by: String,
        /// Signs met, of those that the file lists.
        n_signs: i64,
        /// Signs that the file lists.
        n_signs_listed: i64,
    }
    /// A URL, a host or an IP address written in an app.
    NetEndpoint = "net.endpoint" {
        /// `url`, `host` or `ip`.
        form: String,
        /// As it is written.
        value: String,
        /// `http`, `https`, ...; null where none is written.
        scheme: Option<String>,
        /// The host or address in lower case.
        host: String,
        /// Where it stands: `code`, `resource`, `asset`, `manifest` or `native`.
        found_in: String,
        /// The method that uses it, the resource's name, or the file's path in the app.
        used_by: Option<String>,
    }
    /// A name under which an app's code puts a value into a document, a map, a form or an address.
    CodeParameter = "code.parameter" {
        /// Its id in this app: the method and offset where it is put.
        parameter: String,
        /// The name.
        name: String,
        /// The call that takes it.
        put_by: String,
        /// Into what: `json`, `map`, `form`, `query`, `bundle` or `text` (a text that is put together, as an address).
        into: String,
        /// Methods that the platform calls and from which code comes to that place, the nearest first, at most 4, as a JSON
        /// array.
        entries: String,
        /// Sources of the value that were found; those that are stated are in `code_parameter_source`.
        n_sources: i64,
        /// 1 where the search for the sources was cut.
        cut: bool,
    }
    /// Where the value of a `code.parameter` comes from.
    CodeParameterSource = "code.parameter_source" {
        /// The parameter.
        parameter: String,
        /// Its name.
        name: String,
        /// Its number for this parameter, from 1, the nearest first.
        source: i64,
        /// `api` (what a call of the platform gives), `field` (a field of the platform), `callback` (what the platform hands to
        /// a method of the app), `kept` (a preference, file or the like), `resource` or `constant`.
        kind: String,
        /// The call or field of the platform, or of the app for a callback; the kind of store for what is kept.
        api: String,
        /// What it is asked for, where that is constant, as the name of a setting; the text itself of a constant.
        argument: Option<String>,
        /// The class of personal data that it gives, from `knowledge/models/flow/roles.tsv`.
        class: Option<String>,
        /// What it is within the class.
        what: Option<String>,
        /// The calls outside the app that the value goes through on the way, as a JSON array.
        through: String,
        /// 1 where the parameter's sources give more than three kinds of personal data: the way leads through common code, and
        /// which of them is meant here is not told.
        mixed: bool,
        /// For a constant, the methods that the platform calls and from which code comes to the place that holds it, the nearest
        /// first, at most 4, as a JSON array.
        entries: Option<String>,
    }
    /// A step on the way from a `code.parameter_source` to its parameter.
    CodeParameterStep = "code.parameter_step" {
        /// The parameter.
        parameter: String,
        /// The source's number.
        source: i64,
        /// Its position, from 0.
        position: i64,
        /// What happens there.
        says: String,
    }
    /// A connection of a capture.
    TrafficConnection = "traffic.connection" {
        /// Its id in the case.
        connection: String,
        /// `tcp` or `udp`.
        transport: String,
        /// Who opened it, with the port; where the start was not captured, the side with the higher port.
        client: String,
        /// Who was called.
        server_address: String,
        /// The port that was called.
        server_port: i64,
        /// The name of who was called, in lower case.
        host: Option<String>,
        /// Where the name comes from: `sni` (the client said it) or `dns` (a lookup in the same capture gave this
        /// address for it).
        host_by: Option<String>,
        /// When its first packet was captured, in UTC.
        started: Option<String>,
        /// The same in nanoseconds since 1970.
        started_ns: Option<i64>,
        /// From first to last packet, in milliseconds.
        lasted_ms: Option<i64>,
        /// The app that the capture names.
        client_app: Option<String>,
        /// Its user id.
        app_uid: Option<i64>,
        /// The layers found, from the outermost in, as a JSON array.
        layers: String,
        /// Version and suite of TLS.
        encryption: Option<String>,
        /// The application protocol agreed on.
        alpn: Option<String>,
        /// The JA4 fingerprint of the client's hello.
        ja4: Option<String>,
        /// The subject of the server's certificate.
        certificate: Option<String>,
        /// Whether its data could be read: `clear`, `opened`, `not-opened`, `not-recognised` or `no-data`.
        opened: String,
        /// Why not, where it could not.
        because: Option<String>,
        /// Bytes that the client sent.
        sent: i64,
        /// Bytes that the server sent.
        received: i64,
        /// Bytes that the capture lacks.
        missing: i64,
        /// Packets.
        n_packets: i64,
        /// Requests read from it.
        n_exchanges: i64,
        /// The country of the server's address in the table that the user gave; weak evidence of a place.
        country: Option<String>,
    }
    /// A request that was seen, and its answer.
    TrafficExchange = "traffic.exchange" {
        /// Its id in the case.
        exchange: String,
        /// The connection's id, in a capture.
        connection: Option<String>,
        /// When it was sent, in UTC.
        asked: Option<String>,
        /// The same in nanoseconds since 1970.
        asked_ns: Option<i64>,
        /// The last of the user's marks before it.
        after_mark: Option<String>,
        /// The first of the user's marks after it.
        before_mark: Option<String>,
        /// The method; `WEBSOCKET` for a message of a web socket.
        method: String,
        /// The scheme.
        scheme: String,
        /// The host in lower case, without the port.
        host: String,
        /// The port.
        port: Option<i64>,
        /// The path, without the query.
        path: String,
        /// The answer's status.
        status: Option<i64>,
        /// The server's address.
        server_address: Option<String>,
        /// The country of that address in the table that the user gave; weak evidence of a place.
        country: Option<String>,
        /// The app that the capture names.
        client_app: Option<String>,
        /// The layers it went through, from the outermost in, as a JSON array.
        layers: String,
        /// How it was encrypted on the way: `none`, or version and suite of TLS, or `tls` where the file does not say more.
        encryption: String,
        /// Bytes of the request's body.
        sent: i64,
        /// Bytes of the answer's body.
        received: Option<i64>,
        /// Values that it carried in address, cookies and body, those inside wrappings counted and not the wrappings.
        n_parameters: i64,
        /// The service that its form is known as, by its page in `knowledge/decoders/`.
        service: Option<String>,
        /// `read`, or `encrypted` where the app had encrypted the payload itself; null without a service.
        payload: Option<String>,
        /// Events in it.
        n_events: i64,
    }
    /// An event or record of a known service in a request.
    TrafficEvent = "traffic.event" {
        /// The exchange.
        exchange: String,
        /// Its number in the exchange, from 1.
        event: i64,
        /// The service.
        service: String,
        /// The event's name, or the sort of record.
        name: Option<String>,
        /// Its parameters.
        n_parameters: i64,
    }
    /// A value that a request carried.
    TrafficParameter = "traffic.parameter" {
        /// The exchange.
        exchange: String,
        /// Its number in the exchange, from 1.
        n: i64,
        /// The event it belongs to; null for none, or several.
        event: Option<i64>,
        /// Its name within the event, with points between the parts; null outside events.
        field: Option<String>,
        /// The name nearest to the value.
        name: String,
        /// Where it stands: `query`, `cookie`, `body` or `header`, then names, positions and wrappings.
        path: String,
        /// The value, the first 200 characters of it.
        value: String,
        /// Characters that it has in all.
        len: i64,
        /// The wrappings around it, from the outermost in, as a JSON array.
        layers: String,
        /// 1 where what it holds is given as parameters of their own.
        is_opened: bool,
        /// The class of personal data, from `knowledge/personal-data/`.
        class: Option<String>,
        /// What it is within the class, for instance `imei`.
        what: Option<String>,
        /// Why it is taken for that.
        why: Option<String>,
    }
    /// A parameter over all requests of one record, with those that are not listed one by one.
    TrafficSent = "traffic.sent" {
        /// The app that the capture names.
        client_app: Option<String>,
        /// The host in lower case.
        host: String,
        /// The service that the form is known as.
        service: Option<String>,
        /// The event it belongs to; null outside events.
        event: Option<String>,
        /// Its name within the event, or its path in the request, with `[]` for each position.
        parameter: String,
        /// The class of personal data, of the first value that has one.
        class: Option<String>,
        /// What it is within the class.
        what: Option<String>,
        /// How often it was sent.
        n_times: i64,
        /// Different values, at most 1,000.
        n_values: i64,
        /// The first value, the first 200 characters of it.
        value: String,
        /// When it was first sent, in UTC.
        first: Option<String>,
        /// The same in nanoseconds since 1970.
        first_ns: Option<i64>,
        /// When it was last sent, in UTC.
        last: Option<String>,
        /// The same in nanoseconds since 1970.
        last_ns: Option<i64>,
        /// The exchange that first carried it.
        exchange: String,
    }
    /// A point in time that the user named, as it falls in a record.
    TrafficMark = "traffic.mark" {
        /// Its name.
        name: String,
        /// When, in UTC.
        time: String,
        /// The same in nanoseconds since 1970.
        time_ns: i64,
    }
    /// A value that the user had planted, found in a request.
    TrafficCanary = "traffic.canary" {
        /// The exchange.
        exchange: String,
        /// The name that the user gave it.
        name: String,
        /// As what it was found: `as it is`, or the coding or hash, for instance `md5, hex`.
        form: String,
        /// Where in the request: the path of a parameter, `address` or `body`.
        path: String,
    }
    /// A list of words, addresses or the like that an answer held; of equal answers of one address, the first.
    TrafficList = "traffic.list" {
        /// The exchange.
        exchange: String,
        /// The address that it came from, without the query.
        url: String,
        /// As in `list_found`.
        kind: String,
        /// As in `list_found`.
        purpose: String,
        /// How sure that is: `low`, `medium`, `high`.
        confidence: String,
        /// The steps from the body to the words, as a JSON array.
        decoding: String,
        /// Entries.
        n_words: i64,
        /// Themes and their shares, as a JSON object.
        themes: String,
        /// Some of the entries, as a JSON array.
        sample: String,
        /// The SHA-256 over the entries in their order, with a line feed after each, in hex; the same list in an app has
        /// the same.
        sha256: String,
        /// Why it is taken for that, as a JSON array.
        reasons: String,
    }
    /// An answer of the name system.
    TrafficLookup = "traffic.lookup" {
        /// The name that was asked for.
        name: String,
        /// The address or name that it leads to.
        answer: String,
        /// The type of the record.
        kind: String,
        /// Who answered.
        server: String,
    }
    /// A list of words, addresses or the like.
    ListFound = "list.found" {
        /// `words`, `phrases`, `urls`, `hosts`, `packages`, `regexes`, `combinations` or `hashes`.
        kind: String,
        /// What it is probably for: `content-filter`, `profanity-or-child-safety`, `ad-blocking`, `security`,
        /// `plain-vocabulary` or `unclear`.
        purpose: String,
        /// How sure that is: `low`, `medium`, `high`.
        confidence: String,
        /// `asset`, `code`, `resource`, `native` or `file`.
        found_in: String,
        /// The file's path, or the method or resource that holds it.
        path: String,
        /// Where in a document or database, as `$.data.keywords[*]` or `table.column`; null elsewhere.
        key: Option<String>,
        /// The steps from the bytes to the words, as a JSON array.
        decoding: String,
        /// Entries.
        n_words: i64,
        /// Different entries.
        n_distinct: i64,
        /// The script of most letters, for instance `Han`.
        script: Option<String>,
        /// The language, as a guess.
        language: Option<String>,
        /// Themes and their shares, as a JSON object.
        themes: String,
        /// Some of the entries, as a JSON array.
        sample: String,
        /// The SHA-256 over the entries in their order, with a line feed after each, in hex.
        sha256: String,
        /// Why it is taken for that, as a JSON array.
        reasons: String,
    }
    /// A list at work in an app's code: texts are compared with its words, followed from where the list comes from to what
    /// happens on a match.
    FilterMechanism = "filter.mechanism" {
        /// Its name in this app: the first comparison's method and offset.
        mechanism: String,
        /// Where the list comes from, the farthest origin: `http`, `cloud-setting`, `socket`, `provider`, `setting`,
        /// `asset`, `resource`, `database`, `file`, `preference` or `built-in`.
        list_from: String,
        /// All its origins, as a JSON array.
        origins: String,
        /// The address that it is fetched from, `*` for each part that is not constant.
        url: Option<String>,
        /// The names of the request's parameters, as a JSON array.
        parameters: String,
        /// What it is kept in, as a JSON array: `asset NAME`, `file NAME`, `preference NAME`, `resource @array/NAME` or its path,
        /// `database FILE/TABLE.COLUMN`; `*` for each part that is not constant.
        cache: String,
        /// The keys under which it stands in documents and maps, as a JSON array.
        list_keys: String,
        /// The steps from what is fetched or kept to the words, in their order, as a JSON array: forms that are opened, as
        /// `base64`, and `key NAME` for fields that are taken out. Their places are the steps `decoding` of `filter.step`.
        decoding: String,
        /// Words that the code itself or an array of the app's resources holds.
        n_built_in: i64,
        /// Those words, at most 50, as a JSON array.
        built_in: String,
        /// Themes of those words and their shares, as a JSON object.
        themes: String,
        /// What those words are probably for, as in `list.found`.
        purpose: String,
        /// What is compared with the words, as a JSON array of `ad-text`, `web-page`, `url`, `app` and so on; empty where
        /// that is not known.
        compared_with: String,
        /// What that is known by, the surest first: `framework` calls that give it, `uses` of it by such calls, `names` of what
        /// gives it, `keys` it is taken out by, `vocabulary` of the texts around, `surroundings`, which are the names of files
        /// and settings it depends on, or `nothing`.
        compared_by: String,
        /// The methods that give the compared text, as a JSON array.
        operands: String,
        /// How texts and words are compared.
        matcher: String,
        /// The same as a JSON object: `rules`; what is made alike before on the side of the `text`, of fetched `words` and
        /// of `built_in` words; `borders`, what may not stand `beside` a find and `of` which words, or null; `combination`, which
        /// is `all-of` where all words of a group must be found, or null; `except` and `with`, the lists that take a hit back or must
        /// hit as well; `native`, the libraries and symbols of native code that compares.
        comparison: Option<String>,
        /// What happens on a match: `dropped`, `hidden`, `refused`, `replaced`, `reported` or `unknown`.
        effect: String,
        /// All that happens, as a JSON array.
        effects: String,
        /// What does it, as a JSON array.
        acts: String,
        /// The condition under which the effect's code runs.
        gate: String,
        /// That condition evaluated in environments, as a JSON array. `region_by_codes` names inputs that are taken for the
        /// region because they are compared with codes of countries.
        environments: String,
        /// The condition under which the list is fetched; null where it is not.
        fetch_gate: Option<String>,
        /// That condition evaluated in environments, as a JSON array.
        fetch_environments: String,
        /// After how many seconds the list is fetched again, where the code says so and no server does.
        period_s: Option<i64>,
        /// 1 where it is fetched in clear text.
        cleartext: Option<bool>,
        /// 1 where a signature of it is checked on the way, 0 where no such check was met.
        signed: Option<bool>,
        /// 0 where an empty reply leaves the kept list as it is.
        clears_on_empty: Option<bool>,
        /// 1 where a way from the app's components to it was found.
        reached: bool,
    }
    /// A step on a way through the code that a `filter.mechanism` rests on.
    FilterStep = "filter.step" {
        /// The mechanism.
        mechanism: String,
        /// Which way: `list`, `decoding`, `built-in`, `text`, `comparison` or `effect`.
        way: String,
        /// Its position, from 0.
        position: i64,
        /// What happens there.
        says: String,
    }
    /// A place where a list is kept or comes from, joined to the code that compares with it: by path, file name, key or
    /// address. Also places that the inputs do not hold, and lists in apps' data that no comparison was found for.
    FilterList = "filter.list" {
        /// The mechanism, as in `filter_mechanism`; null where none was found that reads the list.
        mechanism: Option<String>,
        /// The app's package.
        package: Option<String>,
        /// `asset`, `resource`, `file`, `preference`, `database`, `http`, or another origin as in `filter_mechanism`.
        place: String,
        /// The file's name, the key or the address, `*` for each part that the code does not fix.
        name: String,
        /// What to look for: the path on a phone, or the request.
        look_for: String,
        /// `held`, `empty`, `closed` where it is there and could not be opened, `no-list` where it is there and holds nothing
        /// that is known for a list, or `not-given`.
        state: String,
        /// What both were joined by: `path`, `file-name`, `pattern` (a name of which a part is not constant), `key` (also a column
        /// of a table), `address` or `nothing`.
        joined_by: String,
        /// Entries, or texts where it is too short to be told for a list.
        n_words: Option<i64>,
        /// As in `list_found`.
        purpose: Option<String>,
        /// Themes and their shares, as a JSON object.
        themes: String,
        /// The SHA-256 of the list, as in `list_found`.
        sha256: Option<String>,
        /// Where in the inputs it stands.
        path: Option<String>,
        /// Evidence of the list's side.
        list_evidence: Option<String>,
        /// Evidence of the code's side.
        code_evidence: Option<String>,
    }
    /// A file of an app's own data, in a copy of a phone or in a backup.
    StateAppFile = "state.app_file" {
        /// The app's package.
        package: String,
        /// `files`, `shared_prefs`, `databases`, `cache`, `no_backup`, `external` or `other`.
        place: String,
        /// The path within that place.
        name: String,
        /// The path on a phone with one user.
        on_phone: String,
        /// The path in the file examined.
        path: String,
        /// Bytes.
        len: i64,
        /// `empty`, `json`, `plist`, `preferences`, `xml`, `text`, `sqlite`, `sqlite-without-log` where its newest pages are in a
        /// log that was not given, `sqlite-log`, `closed` where it is encrypted or in an alphabet of its own, `binary` or `too-long`.
        form: String,
        /// The wrappings taken off before, as a JSON array.
        decoding: String,
        /// Texts that it holds.
        n_texts: i64,
        /// Their number by key, as a JSON object; a text without keys stands under the empty key.
        texts: String,
    }
    /// Something that looks like a list of words and cannot be opened.
    ListOpaque = "list.opaque" {
        /// The file's path in the app.
        path: String,
        /// Why it looks like one.
        why: String,
        /// `bytes` where what stands there could be a list and cannot be read, `code` where the app's code names the file and
        /// decrypts. Neither shows that anything is compared with it; where that was found, `filter_list` says `closed`.
        shown_by: String,
    }
}

mod flow;
pub use flow::*;

impl Kind {
    /// Every kind, in the order of this file and those below it.
    pub const ALL: &'static [&'static Self] = &{
        let mut all = [AppInstalled::KIND; HERE.len() + flow::ALL.len()];
        let (here, below) = all.split_at_mut(HERE.len());
        here.copy_from_slice(HERE);
        below.copy_from_slice(flow::ALL);
        all
    };
}

#[cfg(test)]
mod tests;
