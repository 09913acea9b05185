//! Signatures over `patikra` made with OpenSSL 3, of each kind of key.

use crate::signing::hash::Hash;
use crate::signing::key::{Padding, PublicKey};
use base::View;

const RSA: &str = "30819f300d06092a864886f70d010101050003818d0030818902818100ca38948c850be512662e0a7468d19f685d5894\
     d0a16395435f0ac53bd03dca36816ad689afe3363cda40e85aff8a9bb9afbd2617dc27d24a4bdaba0be666fd7240b9bd\
     c0f513e44e066a289be92cedb50ed32025dacb38cdb41d208e89bc10a92d1e975f7f60a8e8485b3cf47eb1e55c9105b6\
     d78e4b24bb1eefbbe169c357c70203010001";
const DSA: &str = "308203463082023906072a8648ce3804013082022c0282010100a8926e4bc615f6bf173d3cd653e83e334d823961f484\
     a5452393fd9d65a4ce511eaee426d91eeb552cfb1a6f83c40517419e02e4dd479cfd38824f2dc2e0205a2819c9bf04ab\
     9b96655a2306e01b2d91e17a80fba708385c73b675891f6fa82cbce2530c1642040b46303a307dc3d22ee1cb1b077e2e\
     7b059791a728bd0336b2355d7bc9e1018d32dd7cd33e75e02b3f4bcc7eb78f5088cd4124c7802e421ca513c21940b1be\
     edf9534fee7a89c6e1c34366dc0c9c0f75279842a8cdc2aaa59d12a6fa60acfa985139d3290405e55db0277d417944ad\
     4189c1abe827b59278f2bf6bb21e4498c2ba903af28a7c9ae43343c509b470fb1a6cc4badd455b603531022100da0906\
     215b9414046a39821f94e78f73a26c5e692289c658e7e48017bdd4fb85028201002aeae8a8d098442446dbfe6f549ba8\
     6a96aed98e02900f92200c365e944d58b6d4e95bbb05b63a29ed0eedbfc42b7b9bd43c93cfa464e1bd94d7b19b8476f4\
     34c8445785006c9a410079fb7dc2fafd9ff4fdd97851438c506712cc200c236af70201b165e3fb5c28e3135927c414b0\
     4202f43bad2d3c1ddb890a3fb0b75764b967c7b5ba3c1bf0caeacb4b4e6ce5d9f123ee90c41365d4937a4c34048d7cc2\
     4989e76896ccd3b0952c8f3072dc8b71892eb4de98ce7b1ccb614b42f72492cf10e2bd05cb47574b5ee9937785afd286\
     a2b2419f0cee3e80181fe7763257513d271965cd4b6967137eb36fde9c3ee1f0a3548cdf7fb5916fd148f58e438a1d17\
     ee0382010500028201006be4c8c70292254f591c1ebaf76002f290eb48b03c16b17b2fad29196b52f11b4677b4adcee6\
     f5d8b96e2823622e4559cbd7b1bbc720bc4edc6bb60edc2a48fdcc67e8e08c8549be05614bc02c1fcfe867ed5ebe8064\
     5fa138ac8143ec77b4bff30a321d9ccfefd7b5897c9b50e57be7ddbd65dd90e65915266159ef37398db2d3082bf46a4d\
     2f9f22f70994cd54d963f8edca807b36a3edba5a9e0994d24e86b06923271d225ed5abc6bede84e1e3db037f0b096dbe\
     15bc8dc8ab69b2ee921010da8ad5316ac15d518f3af878afcf5d5c3f8734a609a9b4e6fa28a14cbc1403fb37576b8541\
     9c91a317df4c7c55a6232f63a6c717c81e04c05fc13ab5ecc3f1";
const P256: &str = "3059301306072a8648ce3d020106082a8648ce3d03010703420004f73365d46b38a8210c006635bd80d9349d15b3979a\
     5021a909d5cf1d762a10e36a095b1134aa8c8bbec47f2d6d381ab6452eecd14032f64a5aad7b82cf820d1c";
const P384: &str = "3076301006072a8648ce3d020106052b81040022036200045072471de995c262b9957c81e57603d3bd92be960cb491de\
     3fe9ca3dae199216317f00b369346289ba75224df8e5ab5f2a7f38d5b36a95957d355c3e6759b131a7c7117be0f72d7f\
     5280a37fffa3c8e86b93fd79dcf56724e3b0a7b576698cb1";
const P521: &str = "30819b301006072a8648ce3d020106052b81040023038186000401f3924ab00c5c64814ad0a69b7032156790ad3e0062\
     7514091c2f2ca8212cfe7994f86ae26aa73f5486652dc8125741b986867a7b0361c08b6977e162f53de1f6af01ea9ae7\
     a64b51e145a1c1cf6a8cbdc503be44b28f0297366281b32ebf827996a387afd2bb17e5833b6f360743074b89b3603057\
     82707c660a06af5a051425cd2ea3";

#[track_caller]
fn check(key: &str, bits: usize, hash: Hash, padding: Padding, signature: &str) {
    let (spki, mut signature) = (bytes(key), bytes(signature));
    let key = PublicKey::parse(View::new(&spki)).unwrap();
    assert_eq!(key.bits(), bits);
    let verifies = |message: &[u8], signature: &[u8]| {
        key.verifies(hash, padding, &[message], View::new(signature))
    };
    assert!(verifies(b"patikra", &signature));
    assert!(!verifies(b"Patikra", &signature));
    let other = if padding == Padding::Pss {
        Padding::Plain
    } else {
        Padding::Pss
    };
    if signature.len() == bits / 8 {
        assert!(!key.verifies(hash, other, &[b"patikra"], View::new(&signature)));
    }
    *signature.last_mut().unwrap() ^= 1;
    assert!(!verifies(b"patikra", &signature));
    assert!(!verifies(b"patikra", &[]));
}

pub(super) fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    (digits.chunks(2))
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn rsa_signatures_of_every_hash_verify() {
    check(
        RSA,
        1024,
        Hash::Md5,
        Padding::Plain,
        "6b4ec8ab54b62f1b30cfe4107bdb448db957d84207ae49930c4f2ea7358df4af31465f0d96570a4a537da929ca0397cf\
     4483312c694809550da83028bf36baa4da9defd40bd3b9c4ae794d5a30d42cdd853834e46c23b26fb4cba3f852bef14f\
     875f5fb7a749cff5c346cf4e321216229ea92a7e9457bf4de507277456e44a36",
    );
    check(
        RSA,
        1024,
        Hash::Sha1,
        Padding::Plain,
        "03ad51f2c71526432c280c64b04b68f35dc4ccb2a001b6e981297170b0b7e963a042e2cad7d4c18b23a78e2e613ff9b6\
     f32b54e74327c52e32be7c0e2f67ad760ac84a1548d8bb44b4ddee62b1806cc015e26bf8109bb3245eca0214b4adff69\
     e53372a2283d017d75e5a19a4047585e95015cc82f4d6fdb9ab15a56145ec795",
    );
    check(
        RSA,
        1024,
        Hash::Sha224,
        Padding::Plain,
        "3a11dbb790a618f7b6a7f449ae5f3df75027643a55f9c09560652111dbccdcedb779796a15e02a85214b02c4a02f9d08\
     adeac56c221784625c36b35432d45e2416323f3d02305d3b76368d8ac2e43bcae5e3fbc4cdda4f32e20a1d24fc8ec987\
     8587d25fbd0940c364dc7ef76954fd8c52df5544f8cd3528e48fd70305823451",
    );
    check(
        RSA,
        1024,
        Hash::Sha256,
        Padding::Plain,
        "20dfb3e51a278d8eab07f2d8ebba6cae243aac2aaff4ef5fc1eeaa585e83ef4182197bfc7f68dc6ea65cfa774d5c8a3e\
     af0b7ea304147182e68d25130ad64defbf9334dca7c2bdecf67f89f7d64c19a16f74492608ab3723931322f064104080\
     ae7c2d3087e5b6ca974fdf3153a8dace50848912f677cd5f9ebe66e89e16b329",
    );
    check(
        RSA,
        1024,
        Hash::Sha384,
        Padding::Plain,
        "104870c8b0ea3ab5c8f32b3dd1b1e51c481051af961b7e6da46bba1f41b30cfd544d8a2104d684454f270c0ac93069a6\
     3f4f3270e31194bd08cc35ed445168358956241cececc506f5664809fa8298c44e23f097c7d86215fda5a918b585a7d0\
     5b9c302d4c93496192ef905adbe2af9fada160807953d744e26014493ce4a613",
    );
    check(
        RSA,
        1024,
        Hash::Sha512,
        Padding::Plain,
        "bcb1696499f82449d69f5b087572a645b882037fc2723ce3c7e3a3e91b87d0949acb68c97029986da9cc995392b5df59\
     3801d76895abdb204aca270b657df808798de41ebbcedb2625651163edb4ec8aad53c5922bfebd11931a8b35f857b9a8\
     384f20ccce1b373a10afb1cde625a526b074c945b6b32db2d904b408aa28892a",
    );
}

#[test]
fn rsa_pss_signatures_verify() {
    check(
        RSA,
        1024,
        Hash::Sha256,
        Padding::Pss,
        "b0b7e3a672d1a94a1f776fc625e9693a59abeadcf339e82308bd6233a2637f09446facef1874c9c0757c06d19fb0e1f7\
     8dfb81f6d661f55c38b1f3f5c0337fcad21823404d526d2503fefc3b56c6a00cf97b9ea508720ac8536cbca6989cece5\
     b62b5a4a7aaeb70d1701d9f98aeed00225f0f95d37f670bf250f7affa469ca1f",
    );
}

#[test]
fn dsa_signatures_verify_with_digests_shorter_than_the_order_too() {
    check(
        DSA,
        2048,
        Hash::Sha256,
        Padding::Plain,
        "30440220629b19c47811613149c5f3ee4c95429c0537b0a8b3452d73dcea1cb2f927e1fc022036aed4fd55476f83aa4c\
     943483eb997623317aff67e649e1c34d1813c4b08be8",
    );
    check(
        DSA,
        2048,
        Hash::Sha1,
        Padding::Plain,
        "30460221008431fffeffd109ff31bc34981a2db11b63bbe5f3126307d570def695dfb1c3e6022100a3f5534e322f51e4\
     5057b701f7be134e2f4a2fd7d6fe98b80a4c94d92293f8db",
    );
}

#[test]
fn ecdsa_signatures_verify_with_digests_shorter_and_longer_than_the_field() {
    check(
        P256,
        256,
        Hash::Sha1,
        Padding::Plain,
        "3045022100f31da7c3eee320204cef801bf61f46457bba1bb9900d73df9c563e1d041bd01502202b0ec116b8a56c0a82\
     e1f0f61d5b6ccb76ff6fc4c8357900810446db6e5455e4",
    );
    check(
        P256,
        256,
        Hash::Sha512,
        Padding::Plain,
        "304502207f44e317aa76ea5743cabfa7a37daf3234dce0f7ff32bb3cfbbd79f9ee33ba25022100bbe45cb5e8f1e08b7d\
     fb7cd3205c67ef41e925635cb6bda37f9810188ca8f11a",
    );
    check(
        P384,
        384,
        Hash::Sha1,
        Padding::Plain,
        "3066023100cff99868b391a4c999d24b6a4f09d42b18c5d7ab3fa972b4aa1107fbaf6007bdb297bc31450909db305b18\
     5b75d68d30023100eff79a52e2687324f62dedd8fb033ce11cfbee65bd2977acd1f48765a7307bf28ed6eeb8518631c9\
     eaf125ab1ceca928",
    );
    check(
        P384,
        384,
        Hash::Sha512,
        Padding::Plain,
        "306502301c9111734bf3b36a09b85c5202a102b957df20e5b3c09e4f4355e981b08dfe4ae97fa6da601784a5bf442f4e\
     c4ff2cb5023100fd42008ec9dd11a815b571e0b2f54c1ace7f3af4fb4766b2fc7246c61728e1c26170eab9b855e840e9\
     e33a36ad1c8ab7",
    );
    check(
        P521,
        521,
        Hash::Sha1,
        Padding::Plain,
        "3081870241099ef00096925f415f6b09fab6b36c04c866a1ec5c9aab3e474a74016f1390749975a72e3be797164fcc75\
     a64699a71ad55cfc89f02e9dfda817dc2d7f028ccd4102420085b9bdeb1fcc872efb97b84992956247ec0975a55140a9\
     f1a2081c8453a544d6e7476e85dc0cf63a022f05508e91c8ae17daa65c10445902a51505eb23201a8609",
    );
    check(
        P521,
        521,
        Hash::Sha512,
        Padding::Plain,
        "308188024201d6138c1833074d1c9cea0fc9752672b1f24b4bb0699ffd999a005e3f1ffd1d027ce0f5880b314f039b3a\
     54eede5355d7a4cad4fa3592430deffa03241557a06829024200ca3eac2b1b660b6d7f919463896c7afee7d71aa9b679\
     a697118eda794e8ce447da214bed055aaaa217dfd414e9f0b3bda2f935fb57d0725dc3179faebbcb21530a",
    );
}

#[test]
fn keys_out_of_range_are_refused_and_never_panic() {
    for key in [RSA, DSA, P256, P384, P521] {
        testkit::hostile(&bytes(key), |bytes| {
            drop(PublicKey::parse(View::new(bytes)));
        });
    }
}
