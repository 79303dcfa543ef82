package io.simshift.server.audit;

import java.util.List;

/** Checks of proofs (RFC 9162 2.1.3.2 and 2.1.4.2, which say how; the trees and proofs are those of RFC 6962). */
final class TreeProofs {
    private TreeProofs() {}

    /**
     * True where {@code leaf} is entry {@code index} (from 0) of the tree with this size and root.
     *
     * @param path hashes from the leaf upwards
     */
    static boolean includes(long index, long size, TreeHash root, TreeHash leaf, List<TreeHash> path) {
        if (index < 0 || index >= size) {
            return false;
        }
        long node = index;
        long last = size - 1;
        TreeHash hash = leaf;
        for (TreeHash sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = TreeHash.node(sibling, hash);
                int levels = levelsWithoutSibling(node);
                node >>= levels;
                last >>= levels;
            } else {
                hash = TreeHash.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    /** True where the tree of {@code second} entries begins with the {@code first} entries of the earlier tree. */
    static boolean grewFrom(long first, TreeHash firstRoot, long second, TreeHash secondRoot, List<TreeHash> path) {
        if (first < 0 || first > second) {
            return false;
        }
        if (first == 0 || first == second) {
            TreeHash known = first == 0 ? TreeHash.EMPTY : secondRoot;
            return path.isEmpty() && firstRoot.equals(known);
        }
        boolean complete = Long.bitCount(first) == 1;
        if (path.isEmpty()) {
            return false;
        }
        int shared = Long.numberOfTrailingZeros(first);
        long node = first - 1 >> shared;
        long last = second - 1 >> shared;
        TreeHash earlier = complete ? firstRoot : path.get(0);
        TreeHash later = earlier;
        for (TreeHash sibling : complete ? path : path.subList(1, path.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                earlier = TreeHash.node(sibling, earlier);
                later = TreeHash.node(sibling, later);
                int levels = levelsWithoutSibling(node);
                node >>= levels;
                last >>= levels;
            } else {
                later = TreeHash.node(later, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && earlier.equals(firstRoot) && later.equals(secondRoot);
    }

    /** A left child at the right edge has no sibling: so many levels go by before one has, or before the root. */
    private static int levelsWithoutSibling(long node) {
        return node == 0 ? 0 : Long.numberOfTrailingZeros(node);
    }
}
