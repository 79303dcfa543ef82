package io.simshift.protocol.bip;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.cat.TimerValue;
import io.simshift.protocol.tlv.BerTlv;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What makes a card begin an administration session over HTTPS (GlobalPlatform Amendment B 3.7; TS 102 226 Annex B): the secured
 * data of a packet to its security domain. What is empty is left to the card's own settings.
 *
 * @param connection of the channel to open
 * @param psk which key
 * @param retry what to do where it does not work
 * @param host of the requests: X-Admin and Host header
 * @param agent what the card calls itself in X-Admin-From
 * @param uri of the first request
 */
public record AdministrationTrigger(
        ChannelParameters connection,
        Optional<Psk> psk,
        Optional<Retry> retry,
        Optional<String> host,
        Optional<String> agent,
        Optional<String> uri) {
    private static final String CLAUSE = "GlobalPlatform Amendment B 3.7";
    private static final int TRIGGER = 0x81;
    private static final int SESSION = 0x83;
    private static final int CONNECTION = 0x84;
    private static final int SECURITY = 0x85;
    private static final int RETRY = 0x86;
    private static final int HTTP_POST = 0x89;
    private static final int HOST = 0x8A;
    private static final int AGENT = 0x8B;
    private static final int URI = 0x8C;
    private static final int TIMER_VALUE_TAG = 0x25;

    /**
     * Security parameters.
     *
     * @param identity what the card calls itself in TLS
     * @param keyVersion version number of the PSK on the card
     * @param keyIdentifier its identifier
     */
    public record Psk(String identity, int keyVersion, int keyIdentifier) {
        public Psk {
            requireText(identity);
            if ((keyVersion & ~0xFF) != 0 || (keyIdentifier & ~0xFF) != 0) {
                throw new IllegalArgumentException("key version and identifier are one byte each");
            }
        }
    }

    /**
     * Retry policy.
     *
     * @param attempts after the first
     * @param delaySeconds between two, below a day
     */
    public record Retry(int attempts, int delaySeconds) {
        public Retry {
            if ((attempts & ~0xFFFF) != 0) {
                throw new IllegalArgumentException("the number of attempts has two bytes");
            }
            TimerValue.encode(delaySeconds);
        }
    }

    public AdministrationTrigger {
        host.ifPresent(AdministrationTrigger::requireText);
        agent.ifPresent(AdministrationTrigger::requireText);
        uri.ifPresent(AdministrationTrigger::requireText);
    }

    /** The secured data. */
    public byte[] encode() {
        List<BerTlv> session = new ArrayList<>();
        if (!connection.isEmpty()) {
            session.add(new BerTlv(CONNECTION, ComprehensionTlv.encodeAll(connection.objects())));
        }
        psk.ifPresent(key -> session.add(new BerTlv(
                SECURITY,
                new WireWriter()
                        .u8(key.identity().length())
                        .bytes(ascii(key.identity()))
                        .u8(2)
                        .u8(key.keyVersion())
                        .u8(key.keyIdentifier())
                        .toByteArray())));
        retry.ifPresent(policy -> session.add(new BerTlv(
                RETRY,
                new WireWriter()
                        .u16(policy.attempts())
                        .bytes(ComprehensionTlv.optional(TIMER_VALUE_TAG, TimerValue.encode(policy.delaySeconds()))
                                .encode())
                        .toByteArray())));
        List<BerTlv> post = new ArrayList<>();
        host.ifPresent(text -> post.add(new BerTlv(HOST, ascii(text))));
        agent.ifPresent(text -> post.add(new BerTlv(AGENT, ascii(text))));
        uri.ifPresent(text -> post.add(new BerTlv(URI, ascii(text))));
        if (!post.isEmpty()) {
            session.add(new BerTlv(HTTP_POST, BerTlv.encodeAll(post)));
        }
        return new BerTlv(TRIGGER, new BerTlv(SESSION, BerTlv.encodeAll(session)).encode()).encode();
    }

    /** Reads the secured data; objects that have no meaning here are passed over. */
    public static AdministrationTrigger decode(byte[] data) {
        BerTlv trigger = BerTlv.decode(data);
        if (trigger.tag() != TRIGGER) {
            throw new WireFormatException(CLAUSE, 0, "the trigger of an administration session begins with 81");
        }
        BerTlv session = BerTlv.find(trigger.children(), SESSION)
                .orElseThrow(() -> new WireFormatException(CLAUSE, 0, "the session parameters are missing"));
        List<BerTlv> objects = session.children();
        List<BerTlv> post =
                BerTlv.find(objects, HTTP_POST).map(BerTlv::children).orElse(List.of());
        return new AdministrationTrigger(
                BerTlv.find(objects, CONNECTION)
                        .map(object -> ChannelParameters.read(ComprehensionTlv.decodeAll(object.value())))
                        .orElse(ChannelParameters.none()),
                BerTlv.find(objects, SECURITY).map(object -> psk(object.value())),
                BerTlv.find(objects, RETRY).map(object -> retry(object.value())),
                BerTlv.find(post, HOST).map(object -> text(object.value())),
                BerTlv.find(post, AGENT).map(object -> text(object.value())),
                BerTlv.find(post, URI).map(object -> text(object.value())));
    }

    private static Psk psk(byte[] value) {
        WireReader in = new WireReader(value, CLAUSE);
        String identity = text(in.bytes(in.u8("length of the PSK identity"), "PSK identity"));
        WireReader key = in.slice(in.u8("length of the key"), "key version and identifier");
        return new Psk(identity, key.u8("key version"), key.u8("key identifier"));
    }

    private static Retry retry(byte[] value) {
        WireReader in = new WireReader(value, CLAUSE);
        int attempts = in.u16("number of attempts");
        List<ComprehensionTlv> timers = ComprehensionTlv.decodeAll(in.bytes(Math.min(5, in.remaining()), "delay"));
        ComprehensionTlv timer = ComprehensionTlv.find(timers, TIMER_VALUE_TAG)
                .orElseThrow(() -> in.fail("the delay between attempts is missing"));
        try {
            return new Retry(attempts, TimerValue.decode(timer.value()));
        } catch (IllegalArgumentException e) {
            throw in.fail(e.getMessage());
        }
    }

    private static String text(byte[] value) {
        String text = new String(value, StandardCharsets.ISO_8859_1);
        try {
            requireText(text);
        } catch (IllegalArgumentException e) {
            throw new WireFormatException(CLAUSE, 0, e.getMessage());
        }
        return text;
    }

    /** Goes into TLS and HTTP headers as it is: nothing there may end a line. */
    private static void requireText(String text) {
        boolean plain = text.chars().allMatch(c -> c > ' ' && c < 0x7F);
        if (text.isEmpty() || text.length() > 0xFF || !plain) {
            throw new IllegalArgumentException("a text of 1 to 255 visible ASCII characters is wanted");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
