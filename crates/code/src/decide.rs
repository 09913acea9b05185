//! What a branch decides: the code that runs on one of its sides only.

use crate::dom::post_dominators;
use crate::ir::Body;

/// The blocks between a branch and the place where its sides meet again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    /// Blocks that run on some sides only, in order.
    pub blocks: Vec<u32>,
    /// Where the sides meet; `None` where they do not before the method ends.
    pub join: Option<u32>,
}

/// The region of the branch that ends a block.
pub fn region(body: &Body, block: u32) -> Region {
    let post = post_dominators(body);
    let join = post.get(block as usize).copied().flatten();
    let mut blocks = Vec::new();
    let mut stack: Vec<u32> = body.block(block).map_or_else(Vec::new, |b| b.next.clone());
    while let Some(b) = stack.pop() {
        if Some(b) == join || blocks.contains(&b) || b == block {
            continue;
        }
        blocks.push(b);
        if let Some(x) = body.block(b) {
            stack.extend(&x.next);
        }
    }
    blocks.sort_unstable();
    Region { blocks, join }
}
