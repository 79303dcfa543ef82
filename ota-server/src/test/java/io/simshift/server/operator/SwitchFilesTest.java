package io.simshift.server.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.FileUpdate;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.SwitchCommand;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SwitchFilesTest {
    private static final OperatorProfile DONOR = profile("01", "491710000000", "Net A");

    @Test
    void hasTheRoomOfOneMessage() {
        assertThat(SwitchFiles.roomBytes(OtaAlgorithm.AES_128)).isEqualTo(98);
        assertThat(SwitchFiles.roomBytes(OtaAlgorithm.TRIPLE_DES_2)).isEqualTo(106);
    }

    @Test
    void writesServiceCentreAndNameWhereBothFit() {
        SwitchFiles files = plan(profile("02", "491720000000", "Net B"));
        assertThat(files.dropped()).isEmpty();
        // TS 31.102 4.2.27: indicators, no TP-DA, length, TON and NPI, digits; the rest stays FF as in the clean copy.
        assertThat(files.command().fileUpdates())
                .containsExactly(
                        update(0x6F42, 0, "FD FFFFFFFFFFFFFFFFFFFFFFFF 07 91 947102000000"),
                        update(0x6F46, 0, "00 4E65742042"));
        assertThat(size(files)).isLessThanOrEqualTo(98);
    }

    @Test
    void dropsTheNameFirst() {
        SwitchFiles files = plan(profile("02", "491720000000000", "A very long name"));
        assertThat(files.dropped()).containsExactly("EF.SPN");
        assertThat(files.command().fileUpdates()).extracting(FileUpdate::fileId).containsExactly(0x6F42);
    }

    @Test
    void changesTheLengthOfMncOnlyWhereItChanges() {
        SwitchFiles files = plan(profile("003", "491720000000", "Net B"));
        assertThat(files.command().fileUpdates().get(0)).isEqualTo(update(0x6FAD, 3, "03"));
        assertThat(size(files)).isLessThanOrEqualTo(98);
    }

    private static SwitchFiles plan(OperatorProfile recipient) {
        SwitchCommand bare = new SwitchCommand(
                new Imsi("262020000000001"),
                Optional.of(new SlotIndex(2)),
                new TransferId(1),
                new SlotIndex(1),
                FallbackRule.after(5, 10),
                List.of(),
                true);
        return SwitchFiles.plan(bare, DONOR, recipient, OtaAlgorithm.AES_128);
    }

    private static OperatorProfile profile(String mnc, String serviceCentre, String name) {
        return new OperatorProfile(
                new OperatorId("X"), new Plmn("262", mnc), new Msisdn("12345"), new Msisdn(serviceCentre), name);
    }

    private static FileUpdate update(int file, int offset, String hex) {
        return new FileUpdate(file, offset, HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static int size(SwitchFiles files) {
        return CompactScript.of(files.command().toApdu()).encode().length;
    }
}
