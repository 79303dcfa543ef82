package io.simshift.server.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The check of a proof from a ledger, for whoever does not trust the rest of Simshift: it needs nothing but a JDK and shares
 * no code with what makes the proofs. {@code java ProofCheck.java PROOF CERTIFICATE} runs this one file.
 */
public final class ProofCheck {
    static final String CARD_PROOF = "simshift card proof 1";
    static final String GROWTH_PROOF = "simshift growth proof 1";
    private static final String ENTRY = "entry ";
    private static final String HASH = "hash ";
    private static final String CARD = "card ";
    private static final int HASH_BYTES = 32;
    private static final int KEY_ID_BYTES = 4;
    private static final int CHECKPOINT_LINES = 5;

    private final PublicKey keeper;

    private ProofCheck(PublicKey keeper) {
        this.keeper = keeper;
    }

    /** A proof that does not prove; one readable line. */
    public static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }
    }

    private record Signed(String origin, long size, byte[] root) {}

    private record Entry(String line, List<byte[]> path) {}

    /** Prints what is proved; the exit code is 0 where it is, 1 where it is not, 2 for wrong use. */
    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            System.err.println("usage: java ProofCheck.java PROOF CERTIFICATE");
            System.exit(2);
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            check(Path.of(arguments[0]), Path.of(arguments[1])).forEach(out::println);
        } catch (Failure | IOException e) {
            System.err.println("NOT PROVED: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Checks a proof.
     *
     * @param proof file
     * @param certificate of the ledger's keeper, PEM or DER, from a source that is trusted
     * @return what is proved, line by line
     * @throws Failure where it is not
     */
    public static List<String> check(Path proof, Path certificate) throws IOException, Failure {
        ProofCheck check = new ProofCheck(keyOf(certificate));
        try {
            List<String> lines = List.of(Files.readString(proof).split("\n", -1));
            return switch (lines.get(0)) {
                case CARD_PROOF -> check.card(lines);
                case GROWTH_PROOF -> check.growth(lines);
                default -> throw new Failure(proof + " is no proof from a ledger");
            };
        } catch (CharacterCodingException e) {
            throw new Failure(proof + " is not text in UTF-8");
        } catch (IllegalArgumentException e) {
            throw new Failure("the proof is malformed: " + e.getMessage());
        }
    }

    private static PublicKey keyOf(Path certificate) throws IOException, Failure {
        try (InputStream in = Files.newInputStream(certificate)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey();
        } catch (GeneralSecurityException e) {
            throw new Failure(certificate + " is no X.509 certificate");
        }
    }

    private List<String> card(List<String> lines) throws Failure {
        int end = end(lines, 1);
        Signed signed = signed(lines, end + 1, true);
        String card = after(CARD, lines.get(1));
        List<Entry> entries = new ArrayList<>();
        for (String line : lines.subList(2, end)) {
            if (line.startsWith(ENTRY)) {
                entries.add(new Entry(after(ENTRY, line), new ArrayList<>()));
            } else if (entries.isEmpty()) {
                throw new Failure("the proof names no entry");
            } else {
                entries.get(entries.size() - 1).path().add(hash(after(HASH, line)));
            }
        }
        if (entries.isEmpty()) {
            throw new Failure("the proof names no entry");
        }
        List<String> proved = new ArrayList<>();
        proved.add("PROVED: signed ledger " + signed.origin() + " of " + signed.size()
                + " entries holds these about card " + card + ":");
        for (Entry entry : entries) {
            include(entry, card, signed);
            proved.add(entry.line());
        }
        return proved;
    }

    private static void include(Entry entry, String card, Signed signed) throws Failure {
        if (!entry.line().contains("\"iccid\":\"" + card + "\"")) {
            throw new Failure("an entry is not about card " + card);
        }
        long index = numberOf(entry.line()) - 1;
        byte[] leaf = sha256(new byte[] {0}, entry.line().getBytes(StandardCharsets.UTF_8));
        List<byte[]> rest = new ArrayList<>(entry.path());
        if (index < 0
                || index >= signed.size()
                || !Arrays.equals(signed.root(), climb(leaf, index, signed.size(), rest))
                || !rest.isEmpty()) {
            throw new Failure("entry " + (index + 1) + " is not in the ledger that was signed");
        }
    }

    /** The root of a tree of {@code size} leaves, from one of them; takes what it uses off the end of {@code path}. */
    private static byte[] climb(byte[] leaf, long index, long size, List<byte[]> path) throws Failure {
        if (size == 1) {
            return leaf;
        }
        if (path.isEmpty()) {
            throw new Failure("a path is too short");
        }
        byte[] sibling = path.remove(path.size() - 1);
        long left = Long.highestOneBit(size - 1);
        return index < left
                ? node(climb(leaf, index, left, path), sibling)
                : node(sibling, climb(leaf, index - left, size - left, path));
    }

    private List<String> growth(List<String> lines) throws Failure {
        int end = end(lines, 1);
        Signed earlier = signed(lines, end + 1, false);
        Signed later = signed(lines, end + 2 + CHECKPOINT_LINES, true);
        List<byte[]> path = new ArrayList<>();
        for (String line : lines.subList(1, end)) {
            path.add(hash(after(HASH, line)));
        }
        byte[] nothing = sha256();
        byte[][] roots = {nothing, later.root()};
        if (earlier.size() > later.size()) {
            throw new Failure("the later checkpoint has fewer entries");
        } else if (earlier.size() > 0) {
            roots = grow(earlier.size(), later.size(), earlier.root(), path);
        }
        if (!path.isEmpty() || !Arrays.equals(roots[0], earlier.root()) || !Arrays.equals(roots[1], later.root())) {
            throw new Failure("the ledger of " + later.size() + " entries did not grow out of the one of "
                    + earlier.size() + ": it was rewritten, or two views of it were shown");
        }
        return List.of("PROVED: signed ledger " + later.origin() + " of " + later.size() + " entries begins with the "
                + earlier.size() + " entries that were signed before");
    }

    /** The roots of the earlier and of the later tree; {@code known} is the earlier one where nothing was cut off yet. */
    private static byte[][] grow(long first, long size, byte[] known, List<byte[]> path) throws Failure {
        if (first == size) {
            byte[] root = known != null ? known : last(path);
            return new byte[][] {root, root};
        }
        long left = Long.highestOneBit(size - 1);
        byte[] sibling = last(path);
        if (first <= left) {
            byte[][] roots = grow(first, left, known, path);
            return new byte[][] {roots[0], node(roots[1], sibling)};
        }
        byte[][] roots = grow(first - left, size - left, null, path);
        return new byte[][] {node(sibling, roots[0]), node(sibling, roots[1])};
    }

    private static byte[] last(List<byte[]> path) throws Failure {
        if (path.isEmpty()) {
            throw new Failure("a path is too short");
        }
        return path.remove(path.size() - 1);
    }

    /** The checkpoint in five lines from {@code at} on. */
    private Signed signed(List<String> lines, int at, boolean isLast) throws Failure {
        if (lines.size() < at + CHECKPOINT_LINES + 1
                || !lines.get(at + CHECKPOINT_LINES).isEmpty()
                || isLast && lines.size() != at + CHECKPOINT_LINES + 1) {
            throw new Failure("the proof is cut off, or there is more than its checkpoints after it");
        }
        String origin = lines.get(at);
        String body = String.join("\n", lines.subList(at, at + 3)) + "\n";
        byte[] signature = decode(after("\u2014 " + origin + " ", lines.get(at + 4)));
        try {
            byte[] keyId = sha256(keeper.getEncoded());
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(keeper);
            verifier.update(body.getBytes(StandardCharsets.UTF_8));
            boolean genuine = origin.equals("simshift-ledger/" + HexFormat.of().formatHex(keyId, 0, 2 * KEY_ID_BYTES))
                    && lines.get(at + 3).isEmpty()
                    && signature.length > KEY_ID_BYTES
                    && Arrays.equals(signature, 0, KEY_ID_BYTES, keyId, 0, KEY_ID_BYTES)
                    && verifier.verify(signature, KEY_ID_BYTES, signature.length - KEY_ID_BYTES);
            if (!genuine) {
                throw new Failure("the checkpoint is not signed by the key of this certificate");
            }
        } catch (GeneralSecurityException e) {
            throw new Failure("the checkpoint is not signed by the key of this certificate");
        }
        return new Signed(origin, Long.parseLong(lines.get(at + 1)), hash(lines.get(at + 2)));
    }

    private static int end(List<String> lines, int from) throws Failure {
        int end = lines.subList(from, lines.size()).indexOf("");
        if (end < 0) {
            throw new Failure("the proof has no checkpoint");
        }
        return from + end;
    }

    private static String after(String head, String line) throws Failure {
        if (!line.startsWith(head)) {
            throw new Failure("'" + head.strip() + "' is expected where there is '" + line + "'");
        }
        return line.substring(head.length());
    }

    private static long numberOf(String line) throws Failure {
        String number = after("{\"number\":", line).replaceFirst(",.*", "");
        return Long.parseLong(number);
    }

    /** Base 64 in its one form: the decoder of the JDK passes over bits that mean nothing. */
    private static byte[] decode(String base64) throws Failure {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
            throw new Failure("'" + base64 + "' is not base 64 in its one form");
        }
        return bytes;
    }

    private static byte[] hash(String base64) throws Failure {
        byte[] hash = decode(base64);
        if (hash.length != HASH_BYTES) {
            throw new Failure("a hash has " + hash.length + " bytes, not 32");
        }
        return hash;
    }

    private static byte[] node(byte[] left, byte[] right) {
        return sha256(new byte[] {1}, left, right);
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
