package io.simshift.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tree of RFC 6962, with vectors that others have published, and by the RFC's recursive definition. */
class TreeTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final int LARGEST = 40;

    private final List<TreeHash> leaves = new ArrayList<>();

    @BeforeEach
    void makeLeaves() {
        for (int i = 0; i < LARGEST; i++) {
            leaves.add(TreeHash.leaf(new byte[] {(byte) i, 7}));
        }
    }

    private static List<String[]> rows(String kind) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                TreeTest.class.getResourceAsStream("rfc6962-tree.csv"), StandardCharsets.UTF_8))) {
            List<String[]> rows = in.lines()
                    .filter(line -> line.startsWith(kind + ","))
                    .map(line -> line.split(",", -1))
                    .toList();
            assertThat(rows).as("rows of " + kind).isNotEmpty();
            return rows;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static TreeHash hash(String hex) {
        return TreeHash.of(HEX.parseHex(hex));
    }

    private static List<TreeHash> path(String hashes) {
        return Stream.of(hashes.split(" ")).map(TreeTest::hash).toList();
    }

    private static List<TreeHash> publishedLeaves() {
        return rows("leaf").stream()
                .map(row -> TreeHash.leaf(HEX.parseHex(row[2])))
                .toList();
    }

    private static Map<Long, TreeHash> publishedRoots() {
        return rows("root").stream().collect(Collectors.toMap(row -> Long.parseLong(row[1]), row -> hash(row[3])));
    }

    private static TreeHash root(List<TreeHash> leaves) {
        TreeFrontier frontier = new TreeFrontier();
        leaves.forEach(frontier::append);
        return frontier.root();
    }

    @Test
    void hasThePublishedRoots() {
        List<TreeHash> published = publishedLeaves();
        publishedRoots()
                .forEach((size, root) -> assertThat(root(published.subList(0, Math.toIntExact(size))))
                        .as("size " + size)
                        .isEqualTo(root));
    }

    @Test
    void makesAndAcceptsThePublishedInclusionProofs() {
        List<TreeHash> published = publishedLeaves();
        for (String[] row : rows("inclusion")) {
            long index = Long.parseLong(row[1]);
            long size = Long.parseLong(row[2]);
            List<TreeHash> path = path(row[3]);
            assertThat(inclusion(published, index, size)).isEqualTo(path);
            TreeHash leaf = published.get((int) index);
            assertThat(TreeProofs.includes(index, size, publishedRoots().get(size), leaf, path))
                    .isTrue();
        }
    }

    @Test
    void makesAndAcceptsThePublishedConsistencyProofs() {
        List<TreeHash> published = publishedLeaves();
        for (String[] row : rows("consistency")) {
            long first = Long.parseLong(row[1]);
            long second = Long.parseLong(row[2]);
            List<TreeHash> path = path(row[3]);
            assertThat(consistency(published, first, second)).isEqualTo(path);
            TreeHash firstRoot = publishedRoots().get(first);
            TreeHash secondRoot = publishedRoots().get(second);
            assertThat(TreeProofs.grewFrom(first, firstRoot, second, secondRoot, path))
                    .isTrue();
        }
    }

    @Test
    void provesEveryEntryOfEverySizeAndNoOther() {
        for (int size = 1; size <= LARGEST; size++) {
            TreeHash root = root(leaves.subList(0, size));
            for (int index = 0; index < size; index++) {
                List<TreeHash> path = inclusion(leaves, index, size);
                TreeHash leaf = leaves.get(index);
                assertThat(TreeProofs.includes(index, size, root, leaf, path)).isTrue();
                for (int other = -1; other <= size; other++) {
                    if (other != index) {
                        assertThat(TreeProofs.includes(other, size, root, leaf, path))
                                .isFalse();
                    }
                }
                assertThat(TreeProofs.includes(index, size, root, leaves.get((index + 1) % LARGEST), path))
                        .isFalse();
                for (List<TreeHash> wrong : damaged(path)) {
                    assertThat(TreeProofs.includes(index, size, root, leaf, wrong))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void provesEveryGrowthAndNoOther() {
        for (int second = 1; second <= LARGEST; second++) {
            TreeHash secondRoot = root(leaves.subList(0, second));
            for (int first = 0; first <= second; first++) {
                TreeHash firstRoot = root(leaves.subList(0, first));
                List<TreeHash> path = consistency(leaves, first, second);
                assertThat(TreeProofs.grewFrom(first, firstRoot, second, secondRoot, path))
                        .as(first + " to " + second)
                        .isTrue();
                TreeHash rewritten = TreeHash.node(firstRoot, firstRoot);
                assertThat(TreeProofs.grewFrom(first, rewritten, second, secondRoot, path))
                        .isFalse();
                if (first > 0) {
                    assertThat(TreeProofs.grewFrom(first, firstRoot, second, rewritten, path))
                            .isFalse();
                }
                for (List<TreeHash> wrong : damaged(path)) {
                    assertThat(TreeProofs.grewFrom(first, firstRoot, second, secondRoot, wrong))
                            .isFalse();
                }
            }
        }
        assertThat(TreeProofs.grewFrom(3, TreeHash.EMPTY, 2, TreeHash.EMPTY, List.of()))
                .isFalse();
    }

    private static List<List<TreeHash>> damaged(List<TreeHash> path) {
        List<List<TreeHash>> all = new ArrayList<>();
        all.add(Stream.concat(path.stream(), Stream.of(TreeHash.EMPTY)).toList());
        for (int i = 0; i < path.size(); i++) {
            List<TreeHash> without = new ArrayList<>(path);
            without.remove(i);
            all.add(without);
            for (int bit : new int[] {0, 255}) {
                byte[] bytes = path.get(i).bytes();
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                List<TreeHash> flipped = new ArrayList<>(path);
                flipped.set(i, TreeHash.of(bytes));
                all.add(flipped);
            }
        }
        return all;
    }

    @Test
    void goesOnFromAStoredFrontier() {
        TreeFrontier frontier = new TreeFrontier();
        for (int size = 1; size <= LARGEST; size++) {
            frontier = TreeFrontier.decode(frontier.encode());
            frontier.append(leaves.get(size - 1));
            assertThat(frontier.root()).isEqualTo(recursive(leaves.subList(0, size)));
        }
        byte[] stored = frontier.encode();
        for (int length : IntStream.range(0, stored.length).toArray()) {
            assertThatThrownBy(() -> TreeFrontier.decode(java.util.Arrays.copyOf(stored, length)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** MTH as RFC 6962 2.1 defines it. */
    private static TreeHash recursive(List<TreeHash> leaves) {
        if (leaves.size() == 1) {
            return leaves.get(0);
        }
        int left = Integer.highestOneBit(leaves.size() - 1);
        return TreeHash.node(recursive(leaves.subList(0, left)), recursive(leaves.subList(left, leaves.size())));
    }

    private static List<TreeHash> inclusion(List<TreeHash> leaves, long index, long size) {
        return roots(leaves, TreePaths.inclusion(index, size));
    }

    private static List<TreeHash> consistency(List<TreeHash> leaves, long first, long second) {
        return roots(leaves, TreePaths.consistency(first, second));
    }

    private static List<TreeHash> roots(List<TreeHash> leaves, List<TreePaths.Range> path) {
        TreeRanges ranges = new TreeRanges(path);
        leaves.forEach(ranges::append);
        return ranges.roots(path);
    }
}
