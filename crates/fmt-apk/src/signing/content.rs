//! Digests of an APK's contents without its signing block, and Merkle trees over a file.
//!
//! Spec: <https://source.android.com/docs/security/features/apksigning/v2#integrity-protected-contents>;
//! for the trees <https://docs.kernel.org/filesystems/fsverity.html#merkle-tree>.
//! Departures from the spec: none known.

use super::algorithm::ContentDigest;
use super::block::Sections;
use super::hash::Hash;
use ring::digest::{Context, SHA256};

const CHUNK: usize = 1 << 20;
const PAGE: usize = 4096;
const ZEROS: &[u8; PAGE] = &[0; PAGE];

/// The content digests of one APK, each computed once.
#[derive(Debug)]
pub(super) struct Digests<'a> {
    sections: &'a Sections<'a>,
    /// The end record with the central directory's offset set to where the signing block begins.
    end_record: Vec<u8>,
    known: Vec<(ContentDigest, Vec<u8>)>,
}

impl<'a> Digests<'a> {
    pub(super) fn new(sections: &'a Sections<'a>) -> Self {
        let mut end_record = sections.end_record.bytes().to_vec();
        let offset = u32::try_from(sections.before.len()).unwrap_or(u32::MAX);
        if let Some(field) = end_record.get_mut(16..20) {
            field.copy_from_slice(&offset.to_le_bytes());
        }
        Self {
            sections,
            end_record,
            known: Vec::new(),
        }
    }

    /// The digest of this kind over everything but the signing block.
    pub(super) fn get(&mut self, kind: ContentDigest) -> Vec<u8> {
        if let Some((_, digest)) = self.known.iter().find(|(known, _)| *known == kind) {
            return digest.clone();
        }
        let digest = match kind {
            ContentDigest::ChunkedSha256 => self.chunked(Hash::Sha256),
            ContentDigest::ChunkedSha512 => self.chunked(Hash::Sha512),
            ContentDigest::Verity => self.verity(),
        };
        self.known.push((kind, digest.clone()));
        digest
    }

    fn chunked(&self, hash: Hash) -> Vec<u8> {
        let sections = [
            self.sections.before.bytes(),
            self.sections.directory.bytes(),
            &self.end_record,
        ];
        let mut digests = Vec::new();
        let mut n_chunks = 0_u32;
        for chunk in sections.iter().flat_map(|section| section.chunks(CHUNK)) {
            let len = u32::try_from(chunk.len()).unwrap_or(u32::MAX).to_le_bytes();
            digests.extend(hash.digest(&[&[0xa5], &len, chunk]));
            n_chunks = n_chunks.saturating_add(1);
        }
        hash.digest(&[&[0x5a], &n_chunks.to_le_bytes(), &digests])
    }

    fn verity(&self) -> Vec<u8> {
        // The schemes demand that the block begins at a page; the pages after it are then whole again.
        let behind = [self.sections.directory.bytes(), &self.end_record].concat();
        let pages = self
            .sections
            .before
            .bytes()
            .chunks(PAGE)
            .chain(behind.chunks(PAGE));
        let tree = merkle_tree(pages, &[0; 8]);
        let len = (self.sections.before.len())
            .saturating_add(u64::try_from(behind.len()).unwrap_or(u64::MAX));
        [&tree.root[..], &len.to_le_bytes()].concat()
    }

    /// Whether the signing block begins and ends at a page, as verity demands.
    pub(super) const fn is_page_aligned(&self) -> bool {
        self.sections.before.len().is_multiple_of(PAGE as u64)
            && self.sections.block.len().is_multiple_of(PAGE as u64)
    }
}

/// The hashes over a file's pages, and over the pages of hashes.
#[derive(Debug)]
pub(super) struct Tree {
    /// SHA-256 of the top page.
    pub(super) root: [u8; 32],
    /// All pages of hashes, the top one first.
    pub(super) pages: Vec<u8>,
}

/// The tree of v4: no salt.
pub(super) fn file_tree(file: &[u8]) -> Tree {
    merkle_tree(file.chunks(PAGE), &[])
}

fn merkle_tree<'a>(pages: impl Iterator<Item = &'a [u8]>, salt: &[u8]) -> Tree {
    let mut level = level_over(pages, salt);
    let mut pages = level.clone();
    while level.len() > PAGE {
        level = level_over(level.chunks(PAGE), salt);
        pages.splice(0..0, level.iter().copied());
    }
    Tree {
        root: page_hash(&level, salt),
        pages,
    }
}

/// The hashes of the pages, filled up with zeros to a whole page.
fn level_over<'a>(pages: impl Iterator<Item = &'a [u8]>, salt: &[u8]) -> Vec<u8> {
    let mut level: Vec<u8> = pages.flat_map(|page| page_hash(page, salt)).collect();
    level.resize(level.len().next_multiple_of(PAGE), 0);
    level
}

/// The hash of a page; zeros stand for what a short one lacks.
fn page_hash(page: &[u8], salt: &[u8]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(salt);
    context.update(page);
    context.update(ZEROS.get(page.len()..).unwrap_or_default());
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}
