package io.simshift.server.audit;

import io.simshift.server.audit.TreePaths.Range;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** The roots of chosen subtrees, from one pass over all leaves; memory for the subtrees only. */
final class TreeRanges {
    private record Open(Range range, TreeFrontier frontier) {}

    private final PriorityQueue<Range> waiting = new PriorityQueue<>(Comparator.comparingLong(Range::start));
    private final List<Open> open = new ArrayList<>();
    private final Map<Range, TreeHash> roots = new HashMap<>();
    private long next;

    TreeRanges(Collection<Range> wanted) {
        wanted.stream().distinct().forEach(waiting::add);
    }

    /** The next leaf, from leaf 0 on. */
    void append(TreeHash leaf) {
        while (!waiting.isEmpty() && waiting.peek().start() == next) {
            open.add(new Open(waiting.remove(), new TreeFrontier()));
        }
        next++;
        for (Iterator<Open> each = open.iterator(); each.hasNext(); ) {
            Open one = each.next();
            one.frontier().append(leaf);
            if (one.range().end() == next) {
                roots.put(one.range(), one.frontier().root());
                each.remove();
            }
        }
    }

    /** The roots of these subtrees; {@link IllegalStateException} where their leaves have not all come. */
    List<TreeHash> roots(List<Range> path) {
        List<TreeHash> hashes = new ArrayList<>();
        for (Range range : path) {
            TreeHash root = roots.get(range);
            if (root == null) {
                throw new IllegalStateException("the ledger ends before entry " + range.end());
            }
            hashes.add(root);
        }
        return hashes;
    }
}
