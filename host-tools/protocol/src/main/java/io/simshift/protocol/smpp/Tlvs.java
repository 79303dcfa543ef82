package io.simshift.protocol.smpp;

import java.util.List;
import java.util.Optional;

/** The optional parameters of a PDU in the order of the wire; tags nobody knows are kept and ignored (SMPP 3.4 3.3). */
public record Tlvs(List<Tlv> all) {
    public static final Tlvs NONE = new Tlvs(List.of());

    public Tlvs {
        all = List.copyOf(all);
    }

    public static Tlvs of(Tlv... tlvs) {
        return new Tlvs(List.of(tlvs));
    }

    /** The value of the first parameter with {@code tag}. */
    public Optional<byte[]> value(int tag) {
        return all.stream().filter(tlv -> tlv.tag() == tag).findFirst().map(Tlv::value);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }
}
