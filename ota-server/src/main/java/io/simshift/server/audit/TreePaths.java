package io.simshift.server.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * Which subtrees make up a proof (RFC 6962 2.1.1 and 2.1.2), in the order in which the proof names their roots, from the
 * leaf upwards.
 */
final class TreePaths {
    /** The entries from {@code start} on, and before {@code end}; counted from 0. */
    record Range(long start, long end) {}

    private TreePaths() {}

    /** That entry {@code index} is in the tree of the first {@code size} entries. */
    static List<Range> inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " entries has no entry " + index);
        }
        List<Range> path = new ArrayList<>();
        include(index, new Range(0, size), path);
        return path;
    }

    private static void include(long index, Range tree, List<Range> path) {
        if (tree.end() - tree.start() == 1) {
            return;
        }
        long middle = middle(tree);
        if (index < middle) {
            include(index, new Range(tree.start(), middle), path);
            path.add(new Range(middle, tree.end()));
        } else {
            include(index, new Range(middle, tree.end()), path);
            path.add(new Range(tree.start(), middle));
        }
    }

    /** That the tree of {@code second} entries begins with the {@code first} entries of an earlier one. */
    static List<Range> consistency(long first, long second) {
        if (first < 0 || first > second) {
            throw new IllegalArgumentException("a tree of " + second + " entries does not grow out of " + first);
        }
        List<Range> path = new ArrayList<>();
        if (first > 0) {
            grow(first, new Range(0, second), true, path);
        }
        return path;
    }

    /** @param whole whether the earlier tree is all that has been cut so far, so that its root is known to the verifier */
    private static void grow(long first, Range tree, boolean whole, List<Range> path) {
        if (first == tree.end()) {
            if (!whole) {
                path.add(tree);
            }
            return;
        }
        long middle = middle(tree);
        if (first <= middle) {
            grow(first, new Range(tree.start(), middle), whole, path);
            path.add(new Range(middle, tree.end()));
        } else {
            grow(first, new Range(middle, tree.end()), false, path);
            path.add(new Range(tree.start(), middle));
        }
    }

    /** The left subtree has the largest power of two that is smaller than the whole. */
    private static long middle(Range tree) {
        return tree.start() + Long.highestOneBit(tree.end() - tree.start() - 1);
    }
}
