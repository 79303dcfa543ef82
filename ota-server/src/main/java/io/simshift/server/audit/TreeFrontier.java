package io.simshift.server.audit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing Merkle tree: the roots of its complete subtrees from left to right, one for each bit that is
 * set in its size. Enough to append to the tree and to know its root.
 */
final class TreeFrontier {
    private final List<TreeHash> subtrees = new ArrayList<>();
    private long size;

    long size() {
        return size;
    }

    void append(TreeHash leaf) {
        TreeHash right = leaf;
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            right = TreeHash.node(subtrees.remove(subtrees.size() - 1), right);
        }
        subtrees.add(right);
        size++;
    }

    TreeHash root() {
        if (subtrees.isEmpty()) {
            return TreeHash.EMPTY;
        }
        TreeHash root = subtrees.get(subtrees.size() - 1);
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = TreeHash.node(subtrees.get(i), root);
        }
        return root;
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(Long.BYTES + subtrees.size() * TreeHash.LENGTH);
        out.putLong(size);
        subtrees.forEach(hash -> out.put(hash.bytes()));
        return out.array();
    }

    /** {@link IllegalArgumentException} where the bytes are no frontier. */
    static TreeFrontier decode(byte[] bytes) {
        TreeFrontier frontier = new TreeFrontier();
        if (bytes.length < Long.BYTES) {
            throw new IllegalArgumentException("a frontier of " + bytes.length + " bytes is too short");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        frontier.size = in.getLong();
        if (frontier.size < 0 || in.remaining() != Long.bitCount(frontier.size) * TreeHash.LENGTH) {
            throw new IllegalArgumentException("a frontier has not as many hashes as its size needs");
        }
        while (in.hasRemaining()) {
            byte[] hash = new byte[TreeHash.LENGTH];
            in.get(hash);
            frontier.subtrees.add(TreeHash.of(hash));
        }
        return frontier;
    }
}
