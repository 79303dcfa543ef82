package io.simshift.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * People's tokens, {@code tokens.json} in the data folder: of each only its SHA-256, which is enough since a token is 256
 * random bits. The command line writes the file while the server runs; the server reads it again when it has changed.
 */
public final class TokenFile {
    /** Name in the data folder. */
    public static final String NAME = "tokens.json";

    private static final String PREFIX = "sst_";
    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One token, without what proves it.
     *
     * @param id its public part, to revoke it by
     */
    public record Entry(String id, String name, Set<Role> roles, Instant expiresAt, String sha256) {
        public Entry {
            roles = Set.copyOf(roles);
        }
    }

    private final Path file;
    private final Clock clock;
    private FileTime readAt;
    private long readSize = -1;
    private List<Entry> entries = List.of();

    /** @param file need not exist yet */
    public TokenFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Makes a token.
     *
     * @param name whose it is; stands in logs and in the audit
     * @return the token: it is not kept anywhere
     */
    public synchronized String create(String name, Set<Role> roles, Duration validity, SecureRandom random) {
        if (!name.matches("[A-Za-z0-9._@-]{1,64}")) {
            throw new AccessException("a name has 1 to 64 letters, digits, dots, dashes, underscores or @");
        }
        if (roles.isEmpty() || !roles.stream().allMatch(Role::isForPeople)) {
            throw new AccessException("a token needs a role of people: viewer, operator, approver, security-officer");
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        byte[] number = new byte[ID_BYTES];
        random.nextBytes(number);
        String id = HexFormat.of().formatHex(number);
        String token =
                PREFIX + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        List<Entry> all = new ArrayList<>(current());
        all.add(new Entry(id, name, roles, clock.instant().plus(validity), sha256(token)));
        write(all);
        return token;
    }

    /**
     * Takes a token back.
     *
     * @return false where there is none with this id
     */
    public synchronized boolean revoke(String id) {
        List<Entry> all = new ArrayList<>(current());
        boolean found = all.removeIf(entry -> entry.id().equals(id));
        if (found) {
            write(all);
        }
        return found;
    }

    /** All tokens, expired ones too. */
    public synchronized List<Entry> entries() {
        return List.copyOf(current());
    }

    /** Whose token this is; empty where it is unknown, revoked or expired. */
    public synchronized Optional<Principal> check(String token) {
        if (!isOne(token)) {
            return Optional.empty();
        }
        byte[] hash = sha256(token).getBytes(StandardCharsets.US_ASCII);
        Entry found = null;
        for (Entry entry : current()) {
            if (MessageDigest.isEqual(hash, entry.sha256().getBytes(StandardCharsets.US_ASCII))) {
                found = entry;
            }
        }
        return found == null || !clock.instant().isBefore(found.expiresAt())
                ? Optional.empty()
                : Optional.of(Principal.person(found.name(), found.roles()));
    }

    /** True where it has the form of such a token. */
    static boolean isOne(String token) {
        return token.startsWith(PREFIX);
    }

    private static String sha256(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private List<Entry> current() {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            if (!changed.equals(readAt) || size != readSize) {
                entries = read();
                readAt = changed;
                readSize = size;
            }
        } catch (NoSuchFileException e) {
            entries = List.of();
            readAt = null;
            readSize = -1;
        } catch (IOException e) {
            throw new AccessException("the tokens in " + file + " cannot be read: " + e.getMessage(), e);
        }
        return entries;
    }

    private List<Entry> read() throws IOException {
        List<Entry> all = new ArrayList<>();
        try {
            for (JsonNode node : JSON.readTree(file.toFile()).path("tokens")) {
                Set<Role> roles = EnumSet.noneOf(Role.class);
                for (JsonNode word : node.path("roles")) {
                    roles.add(Role.of(word.asText())
                            .filter(Role::isForPeople)
                            .orElseThrow(() -> new AccessException(file + ": unknown role " + word)));
                }
                all.add(new Entry(
                        node.path("id").asText(),
                        node.path("name").asText(),
                        roles,
                        Instant.parse(node.path("expiresAt").asText()),
                        node.path("sha256").asText()));
            }
        } catch (DateTimeException e) {
            throw new AccessException(file + " is damaged: " + e.getMessage(), e);
        }
        return all;
    }

    private void write(List<Entry> all) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode list = root.putArray("tokens");
        for (Entry entry : all) {
            ObjectNode node = list.addObject()
                    .put("id", entry.id())
                    .put("name", entry.name())
                    .put("expiresAt", entry.expiresAt().toString())
                    .put("sha256", entry.sha256());
            ArrayNode roles = node.putArray("roles");
            entry.roles().stream().sorted().forEach(role -> roles.add(role.word()));
        }
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            boolean posix =
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] ownerOnly = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
            Path fresh = Files.createTempFile(folder, NAME, ".new", ownerOnly);
            JSON.writerWithDefaultPrettyPrinter().writeValue(fresh.toFile(), root);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AccessException("the tokens in " + file + " cannot be written: " + e.getMessage(), e);
        }
        readAt = null;
    }
}
