package io.simshift.simulator.auc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.Tuak;
import io.simshift.protocol.identity.Imsi;
import io.simshift.simulator.document.DocumentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriberFileTest {
    private static final String HEAD = "imsi,algorithm,k,opc\n";
    private static final String K = "465b5ce8b199b49faa5f0a2ee238a6bc";
    private static final String OPC = "cd63cb71954a9f4e48a5994e37a02baf";

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("a.csv");
    }

    private Map<Imsi, AucSubscriber> read(String text) throws IOException {
        return SubscriberFile.read(Files.writeString(file(), text));
    }

    @Test
    void readsSubscribersOfBothAlgorithms() throws IOException {
        Map<Imsi, AucSubscriber> subscribers = read("# operator A\n\n" + HEAD + "001010000000001,milenage," + K + ","
                + OPC + "\n 001010000000002 , tuak , " + K + " , " + OPC + OPC + "\n");
        assertThat(subscribers.keySet()).extracting(Imsi::digits).containsExactly("001010000000001", "001010000000002");
        assertThat(subscribers.values())
                .extracting(AucSubscriber::algorithm)
                .hasExactlyElementsOfTypes(Milenage.class, Tuak.class);
        byte[] rand = new byte[16];
        assertThat(subscribers.get(TestAuc.IMSI).algorithm().f2(rand)).isEqualTo(TestAuc.ALGORITHM.f2(rand));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "001010000000001,milenage,KEY|:2: has 3 columns, not 4",
                "00101x,milenage,KEY,KEY|:2: IMSI '00101x' is not 6 to 15 digits",
                "001010000000001,des,KEY,KEY|:2: algorithm: is neither milenage nor tuak",
                "001010000000001,milenage,KEY0,KEY|:2: k: is not an even number of hexadecimal digits",
                "001010000000001,milenage,KEY,nothex|:2: opc: is not an even number of hexadecimal digits",
                "001010000000001,milenage,KEY00,KEY|:2: K and OPc of Milenage have 16 bytes",
            })
    void namesTheLineOfAMistakeAndNoKey(String row, String message) {
        assertThatThrownBy(() -> read(HEAD + row.replace("KEY", K)))
                .isInstanceOf(DocumentException.class)
                .hasMessage(file() + message)
                .hasMessageNotContaining(K);
    }

    @Test
    void refusesAnImsiThatStandsThereTwice() {
        String row = "001010000000001,milenage," + K + "," + OPC + "\n";
        assertThatThrownBy(() -> read(HEAD + row + row))
                .isInstanceOf(DocumentException.class)
                .hasMessage(file() + ":3: IMSI 001010000000001 stands there twice");
    }

    @Test
    void refusesAFileThatIsNone() throws IOException {
        assertThatThrownBy(() -> read("")).hasMessage(file() + ": has no head line imsi,algorithm,k,opc");
        assertThatThrownBy(() -> read("imsi,k\n"))
                .isInstanceOf(DocumentException.class)
                .hasMessage(file() + ":1: the head line has to be imsi,algorithm,k,opc");
        Files.write(file(), "é".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> SubscriberFile.read(file())).hasMessage(file() + ": is not text in UTF-8");
        assertThatThrownBy(() -> SubscriberFile.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }
}
